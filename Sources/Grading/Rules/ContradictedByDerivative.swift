internal import Coursework
internal import Differences
internal import Tensors

extension VerdictRule {
  /// The reference accepts numbers, at a kink or elsewhere, and the numeric derivative rules one of them out.
  ///
  /// Entries at a kink have no derivative: of these it says nothing. Where the reference is evaluated at a student's own
  /// numbers, the derivative at the given inputs says nothing either, and is not asked.
  static let contradictedByDerivative = VerdictRule("Contradicted by the numeric derivative") {
    question in
    guard let numbers = question.numbers, question.key.numeric != nil else { return nil }
    let accepted =
      numbers.comparison.match.isRight
      ? numbers.comparison : numbers.kinkComparison.flatMap { $0.match.isRight ? $0 : nil }
    guard let accepted, let position = contradiction(of: numbers, allowances: accepted.allowances)
    else { return nil }
    return .disputed(
      .acceptedByReferenceAlone(entry: question.part.shape.index(at: position)), accepted)
  }

  /// The first entry whose accepted number the numeric derivative rules out.
  private static func contradiction(of numbers: AnswerAsRead, allowances: [Double]) -> Int? {
    let key = numbers.key
    for (position, derivative) in (key.numeric ?? []).enumerated() {
      guard let (value, bound) = derivative.smooth else { continue }
      let allowed = allowances[position] + bound + key.proof.agreementTolerance
      if (numbers.tokens[position].value - value).magnitude > allowed { return position }
    }
    return nil
  }
}
