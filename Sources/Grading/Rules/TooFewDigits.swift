internal import Coursework

extension VerdictRule {
  /// The numbers would be right, but so few digits were printed, or kept on the way, that wrong ones would be too.
  static let tooFewDigits = VerdictRule("Too few digits") { question in
    guard let numbers = question.numbers else { return nil }
    // What the text alone decides gives nothing away about the numbers.
    if let digits = numbers.tooFewDigits {
      return numbers.imprecise(.printed(digits), numbers.closest)
    }
    if case .imprecise(let digits) = numbers.closest.match {
      return numbers.imprecise(.printed(digits), numbers.closest)
    }
    if let found = numbers.carried, let doubt = found.doubt {
      return numbers.imprecise(doubt, found.comparison, on: .priorErrors)
    }
    // A mistake that is known explains more than digits do.
    guard let found = numbers.givenRightAnswers, let doubt = found.doubt,
      numbers.diagnosis?.isApart != true
    else { return nil }
    return numbers.imprecise(doubt, found.comparison)
  }
}
