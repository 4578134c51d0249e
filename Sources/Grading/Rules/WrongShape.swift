internal import Coursework
internal import Tensors

extension VerdictRule {
  /// Numbers that do not fit the part's shape; a flat list of the right length counts if it is right row by row.
  static let wrongShape = VerdictRule("Wrong shape") { question in
    guard question.numbers == nil, let answer = question.answerInOpenLayout else { return nil }
    // A derivative as a matrix may come in the shape that it has by itself: its numbers are in the same order.
    let isUnflattened =
      question.part.unflattened.map {
        Shape($0.flatMap(\.dimensions)).squeezed == answer.shape.squeezed
      } ?? false
    switch isUnflattened ? .flat : ShapeFit.of(answer, in: question.part.shape) {
    case .exact, .squeezed: return nil
    case .wrong(let isReversed):
      return malformed(answer, question.key, isReversed: isReversed, isColumnMajor: false)
    case .flat:
      // A list that is not right row by row tells nothing about the order its numbers were meant in.
      let ruling = question.ruling(on: answer, as: .flattened)
      guard ruling.verdict == .incorrect else { return ruling }
      var malformed = malformed(
        answer, question.key, isReversed: false, isColumnMajor: isColumnMajor(answer, question.key))
      // Later parts may have been worked out from the numbers all the same.
      malformed.tokens = ruling.tokens
      malformed.diagnosis = ruling.diagnosis
      return malformed
    }
  }

  private static func malformed(
    _ answer: Answer, _ key: PartKey, isReversed: Bool, isColumnMajor: Bool
  ) -> Ruling {
    let shape = key.part.shape
    func words(_ shape: Shape) -> String { shape.rank == 0 ? "one number" : "shape \(shape)" }
    let found = Diagnosis.find(answer, reference: key.reference, key, among: key.hypotheses.all)
    let mistake = found?.isTold == true ? found : nil
    let note: RulingNote =
      isReversed
      ? .shapeTransposed
      : isColumnMajor
        ? .shapeColumnMajor : mistake.map { .cause($0.name, part: key.part.id) } ?? .shape
    return Ruling(
      verdict: .malformed, notes: [note],
      findings: [
        .wrongShape(
          Finding.WrongShape(
            given: words(answer.shape), wanted: words(shape), isReversed: isReversed,
            isColumnMajor: isColumnMajor,
            hasDecimalCommas: answer.mayHaveDecimalCommas && answer.shape.count == 2 * shape.count))
      ] + (mistake?.explanation.findings ?? []))
  }

  /// Whether a flat list is right when it is read column by column.
  private static func isColumnMajor(_ answer: Answer, _ key: PartKey) -> Bool {
    let shape = key.part.shape
    guard shape.rank > 1 else { return false }
    let reversed = Shape(shape.dimensions.reversed())
    let order = StridedView(of: reversed).permuted(Array((0..<shape.rank).reversed()))
    let tokens = order.positions.map { answer.tokens[$0] }
    return key.compare(tokens, with: key.reference).match.isRight
  }
}
