internal import Differences

extension VerdictRule {
  /// The numeric derivative alone shows that every entry is within its tolerance, and the reference rejects the answer.
  ///
  /// It comes after carried errors: what is right given the student's own numbers needs no person to decide.
  static let confirmedByDerivative = VerdictRule("Confirmed by the numeric derivative") {
    question in
    guard let numbers = question.numbers, let numeric = question.key.numeric else { return nil }
    let tolerances = question.key.tolerances
    for (position, derivative) in numeric.enumerated() {
      guard let (value, bound) = derivative.smooth,
        (numbers.values[position] - value).magnitude + bound <= tolerances[position],
        bound <= tolerances[position] / 3
      else { return nil }
    }
    return .disputed(.acceptedByDerivativeAlone, numbers.comparison)
  }
}
