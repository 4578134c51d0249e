internal import Coursework
internal import Formulas
internal import Tensors

/// A wrong answer that is right given the student's own earlier wrong answers.
struct CarriedError {
  /// The earlier parts whose answers were used, in the order of their names.
  let names: [String]
  /// The comparison with the reference at these answers.
  let comparison: Comparison
  /// Whether no digits were lost on the way.
  let isExact: Bool
  /// Whether the digits of the earlier answers are too few to tell.
  let isImprecise: Bool

  /// Compares an answer with the reference at the student's own earlier answers.
  ///
  /// - Parameters:
  ///   - tokens: The answer.
  ///   - key: The part's key.
  ///   - prior: The earlier answers of the problem.
  ///   - wrong: Those that are wrong and that the part depends on.
  /// - Returns: nil if the answer is not right given these, or nothing may be carried.
  static func find(
    _ tokens: [NumberToken], _ key: PartKey, _ prior: PriorAnswers, _ wrong: [String: PriorAnswer]
  ) -> CarriedError? {
    guard let (replaced, reference) = reference(key, prior, wrong) else { return nil }
    var comparison = key.compare(tokens, with: reference)
    let accepted = prior.accepted.filter { key.dependencies.depends(on: $0.key) }
    // Ignore earlier answers whose rounding error is negligible.
    let coarse = accepted.merging(wrong) { $1 }.filter { _, answer in
      let least = 1e-8 * answer.values.rootMeanSquare
      return answer.halfUnits.contains { ($0.max() ?? 0) > least }
    }
    let isExact = comparison.match.isRight && accepted.isEmpty
    let most = maximumRoundingShare * reference.largestMagnitude
    let mostInDoubt = maximumImpreciseShare * reference.largestMagnitude
    var isImprecise = false
    // Decimals or significant digits: whoever prints one answer by one prints the others so too.
    let readings =
      isNear(tokens, reference, by: maximumImpreciseShare)
      ? coarse.map(\.value.halfUnits.count).max() ?? 0 : 0
    for reading in 0..<min(readings, 2) where !comparison.match.isRight {
      let units = coarse.compactMapValues { answer in
        reading < answer.halfUnits.count ? answer.halfUnits[reading] : answer.halfUnits.last
      }
      let bound = key.propagatedError.firstOrderErrorBound(of: units, at: replaced)
      comparison = key.compare(tokens, with: reference, slack: bound.map { min($0, most) })
      if !comparison.match.isRight {
        let whole = key.compare(
          tokens, with: reference, slack: bound.map { min($0, mostInDoubt) })
        isImprecise = isImprecise || whole.match != .wrong
      }
    }
    guard comparison.match.isRight || isImprecise else { return nil }
    return CarriedError(
      names: wrong.keys.sorted(), comparison: comparison, isExact: isExact,
      isImprecise: !comparison.match.isRight)
  }

  /// The largest share of the largest entry by which the rounding of earlier answers may widen the allowance.
  private static let maximumRoundingShare = 5e-3
  /// Beyond this relative deviation an answer is wrong, not imprecise.
  private static let maximumImpreciseShare = 5e-2

  /// A cheap test that rejects answers too far off for any allowance.
  static func isNear(_ tokens: [NumberToken], _ reference: Tensor<Double>, by share: Double) -> Bool
  {
    let units = PrintedDigits.possibleUnits(of: tokens).map { $0.max() ?? 0 }.max() ?? 0
    let most = (share + 1e-2) * reference.largestMagnitude + 2 * units
    return areWithin(tokens.lazy.map { $0.value }, reference.scalars) { _ in most }
  }

  /// The student's earlier answers and the reference at them; nil if nothing may be carried.
  static func reference(
    _ key: PartKey, _ prior: PriorAnswers, _ wrong: [String: PriorAnswer]
  ) -> (replaced: [String: Tensor<Double>], reference: Tensor<Double>)? {
    guard !wrong.isEmpty else { return nil }
    let replaced = prior.accepted.merging(wrong) { $1 }.mapValues(\.values)
    guard let reference = key.dependencies.reference(replacing: replaced), reference.isFinite,
      reference.scalars.contains(where: { $0 != 0 }), differs(reference, from: key),
      !wrong.contains(where: { isMadeTrivial(reference, by: $0.value.values, of: $0.key, key) })
    else { return nil }
    return (replaced, reference)
  }

  /// Whether an earlier answer is chosen so that a part is a copy of it, which it is not where both are right: a
  /// relu of positive numbers alone.
  private static func isMadeTrivial(
    _ reference: Tensor<Double>, by answer: Tensor<Double>, of name: String, _ key: PartKey
  ) -> Bool {
    func areSame(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Bool {
      a.shape == b.shape && areWithin(a.scalars, b.scalars) { 1e-9 * b.scalars[$0].magnitude }
    }
    guard areSame(reference, answer), let right = key.dependencies.scope[name] else { return false }
    return !areSame(key.reference, right)
  }

  /// Whether the earlier answers make a difference at all.
  private static func differs(_ reference: Tensor<Double>, from key: PartKey) -> Bool {
    !areWithin(reference.scalars, key.reference.scalars) { key.tolerances[$0] }
  }
}
