internal import Coursework

extension VerdictRule {
  /// The numbers would be right as printed, but with so few digits that wrong ones would be too.
  static let tooFewDigits = VerdictRule("Too few digits") { question in
    guard let numbers = question.numbers, case .imprecise(let digits) = numbers.closest.match
    else { return nil }
    return numbers.imprecise(digits, numbers.closest)
  }
}
