extension VerdictRule {
  /// The forward has a kink there, and the numbers are slopes between those of its two sides.
  static let atKink = VerdictRule("At a kink") { question in
    guard let numbers = question.numbers, let comparison = numbers.kinkComparison,
      comparison.match.isRight
    else { return nil }
    return numbers.correct(comparison, on: .kink)
  }
}
