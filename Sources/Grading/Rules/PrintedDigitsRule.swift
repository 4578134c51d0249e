extension VerdictRule {
  /// Every entry is the reference's as far as its printed digits can tell.
  static let printedDigits = VerdictRule("Printed digits") { question in
    guard let numbers = question.numbers, numbers.comparison.match.isRight else { return nil }
    return numbers.correct(numbers.comparison)
  }
}
