internal import Coursework
internal import Tensors

extension VerdictRule {
  /// The numbers are right given the student's own earlier answers that are right though they are not the reference's:
  /// rounded, or at a kink; steps within the part may have been rounded too.
  static let givenRightAnswers = VerdictRule("Given right answers") { question in
    guard let numbers = question.numbers else { return nil }
    let accepted = question.prior.accepted
    guard let (comparison, basis) = matchAllowingIntermediateRounding(numbers, accepted) else {
      return nil
    }
    if case .imprecise(let digits) = comparison.match {
      return numbers.imprecise(digits, comparison, on: basis)
    }
    return numbers.correct(comparison, on: basis)
  }

  /// The largest share of the largest entry that steps rounded within a part may make: who writes few digits
  /// has to carry more of them on the way.
  private static let maximumRoundingShare = 1e-3

  /// The comparison with the reference at the student's own answers and with steps rounded on the way; nil if the
  /// answer is wrong by these too.
  private static func matchAllowingIntermediateRounding(
    _ numbers: AnswerAsRead, _ accepted: [String: PriorAnswer]
  ) -> (Comparison, Ruling.Basis)? {
    let key = numbers.key
    let replaced = accepted.mapValues(\.values)
    let own = replaced.isEmpty ? nil : key.dependencies.reference(replacing: replaced)
    if let own, own.isFinite {
      let comparison = key.compare(numbers.tokens, with: own, typicalAtMost: typical(key))
      if comparison.match != .wrong { return (comparison, basis(of: key, accepted)) }
    }
    // Steps within the part may have been rounded to the same digits.
    guard case let reference = own ?? key.reference, reference.isFinite,
      numbers.tokens.contains(where: { $0.hasPoint || $0.hasExponent }),
      CarriedError.isNear(numbers.tokens, reference, by: maximumRoundingShare),
      let sensitivity = key.propagatedError.stepSensitivity(at: replaced)
    else { return nil }
    let most = maximumRoundingShare * reference.largestMagnitude
    var slacks: [[Double]] = []
    if let unit = PrintedDigits.lastDecimal(of: numbers.tokens),
      unit > 1e-8 * reference.largestMagnitude
    {
      slacks.append(sensitivity.absolute.map { min($0 * unit / 2, most) })
    }
    let digits = numbers.tokens.map(\.significantDigits).max() ?? 17
    if (3...8).contains(digits) {
      // Half a unit of a number's last digit is at most so much of the number.
      slacks.append(sensitivity.relative.map { min($0 * 5 * powerOfTen(-digits), most) })
    }
    let found = slacks.map {
      key.compare(numbers.tokens, with: reference, slack: $0, typicalAtMost: typical(key))
    }
    return (found.first { $0.match.isRight } ?? found.first { $0.match != .wrong }).map {
      ($0, .priorAnswers)
    }
  }

  /// An earlier number at a kink that is left out may be anything, and must not widen what other entries are allowed.
  private static func typical(_ key: PartKey) -> Double {
    let typical = key.reference.rootMeanSquare
    return typical > 0 ? typical : .infinity
  }

  /// A kink alone made the difference where no answer that the part depends on was rounded.
  private static func basis(of key: PartKey, _ accepted: [String: PriorAnswer]) -> Ruling.Basis {
    let isRounded = accepted.contains { id, answer in
      answer.relation == .rounded && key.dependencies.depends(on: id)
    }
    return isRounded ? .priorAnswers : .kink
  }
}
