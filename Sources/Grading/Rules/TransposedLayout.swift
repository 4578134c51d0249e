internal import Tensors
internal import Coursework

extension VerdictRule {
  /// Where the assignment accepts both layouts, numbers are read with their axes reversed: always where they fit only
  /// so, and of a square where that earns something.
  static let transposedLayout = VerdictRule("Transposed layout") { question in
    let (key, part) = (question.key, question.part)
    guard part.takesTransposed, part.shape.rank > 1, let answer = question.answerInOpenLayout,
      case let turned = answer.transposed, case .exact = ShapeFit.of(turned, in: part.shape),
      !key.isPlainlyRight(answer)
    else { return nil }
    let ruling = question.ruling(on: turned, as: .transposed)
    if case .exact = ShapeFit.of(answer, in: part.shape),
      ruling.verdict != .correct, ruling.verdict != .carried
    {
      return nil
    }
    return ruling
  }
}
