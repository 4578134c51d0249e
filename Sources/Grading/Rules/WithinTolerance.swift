extension VerdictRule {
  /// Every entry is within its tolerance of the reference.
  static let withinTolerance = VerdictRule("Within the tolerance") { question in
    guard let numbers = question.numbers, numbers.comparison.match == .exact else { return nil }
    return numbers.correct(numbers.comparison)
  }
}
