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
  /// Why nothing can be said about it; nil if it is right.
  let doubt: RoundedOnTheWay.Doubt?

  /// Compares an answer with the reference at the student's own earlier answers.
  ///
  /// - Parameters:
  ///   - tokens: The answer.
  ///   - key: The part's key.
  ///   - prior: The earlier answers of the problem.
  ///   - wrong: Those that are wrong and that the part depends on.
  ///   - howeverEasy: Whether nothing is asked about how much was left to do.
  /// - Returns: nil if the answer is not right given these, or nothing may be carried.
  static func find(
    _ tokens: [NumberToken], _ key: PartKey, _ prior: PriorAnswers, _ wrong: [String: PriorAnswer],
    howeverEasy: Bool = false
  ) -> CarriedError? {
    byFormula(tokens, key, prior, wrong, howeverEasy)
      ?? byChainRule(tokens, key, prior, wrong, howeverEasy)
  }

  private static func byFormula(
    _ tokens: [NumberToken], _ key: PartKey, _ prior: PriorAnswers, _ wrong: [String: PriorAnswer],
    _ howeverEasy: Bool
  ) -> CarriedError? {
    let wrong = wrong.filter { key.dependencies.depends(on: $0.key) }
    guard let (_, reference) = reference(key, prior, wrong, howeverEasy: howeverEasy) else {
      return nil
    }
    let own = prior.accepted(for: key).merging(wrong) { $1 }.filter {
      key.dependencies.depends(on: $0.key)
    }
    guard
      let found = RoundedOnTheWay.find(
        key.withoutExcluded(tokens), key, at: own, reference: reference, rounding: prior.rounding,
        isCarried: true)
    else { return nil }
    let isRounded = own.contains { $0.value.relation == .rounded || $0.value.relation == .atKink }
    return CarriedError(
      names: wrong.keys.sorted(), comparison: found.comparison,
      isExact: found.isExact && !isRounded, doubt: found.doubt)
  }

  /// The largest share of the largest entry that digits of earlier answers may hide on another way.
  private static let maximumShare = 5e-3

  /// The same by the chain rule through earlier answers, of which one at least is wrong.
  private static func byChainRule(
    _ tokens: [NumberToken], _ key: PartKey, _ prior: PriorAnswers, _ wrong: [String: PriorAnswer],
    _ howeverEasy: Bool
  ) -> CarriedError? {
    guard !wrong.isEmpty else { return nil }
    let own = prior.accepted(for: key).merging(wrong) { $1 }
    let tokens = key.withoutExcluded(tokens)
    for way in key.chainRule.ways {
      let names = [way.upstream, way.local].compactMap { $0 }.filter { wrong[$0] != nil }
      // Two factors that are wrong each for itself are somebody else's, and no given enters.
      guard !names.isEmpty, names.count(where: { wrong[$0]?.verdict == .incorrect }) <= 1 else {
        continue
      }
      for reading in 0..<2 {
        let errors = own.mapValues { $0.printErrors[min(reading, $0.printErrors.count - 1)] }
        guard
          let (value, error) = key.chainRule.product(
            way, at: own.mapValues(\.values), errors: errors, right: key.dependencies.scope),
          value.scalars.contains(where: { $0 != 0 }), differs(value, from: key),
          howeverEasy || leavesWork(value, names.map { own[$0]?.carryRefusal }, key, prior),
          howeverEasy
            || !names.contains(where: { name in
              own[name].map { isMadeTrivial(value, by: $0, of: name, key) } ?? false
            })
        else { break }
        let most = maximumShare * value.largestMagnitude
        let comparison = key.compare(tokens, with: value, slack: error.map { min($0, most) })
        guard comparison.match.isRight else { continue }
        return CarriedError(
          names: names.sorted(), comparison: comparison, isExact: false, doubt: nil)
      }
    }
    return nil
  }

  /// The student's earlier answers and the reference at them; nil if nothing may be carried.
  static func reference(
    _ key: PartKey, _ prior: PriorAnswers, _ wrong: [String: PriorAnswer],
    howeverEasy: Bool = false
  ) -> (replaced: [String: Tensor<Double>], reference: Tensor<Double>)? {
    guard !wrong.isEmpty else { return nil }
    let replaced = prior.accepted(for: key).merging(wrong) { $1 }.mapValues(\.values)
    guard let reference = key.dependencies.reference(replacing: replaced), reference.isFinite,
      reference.scalars.contains(where: { $0 != 0 }), differs(reference, from: key),
      howeverEasy
        || leavesWork(reference, wrong.values.map(\.carryRefusal), key, prior)
          && !wrong.contains(where: { isMadeTrivial(reference, by: $0.value, of: $0.key, key) })
    else { return nil }
    return (replaced, reference)
  }

  /// Whether there is as much to do as with the right earlier answers, where that is doubtful.
  private static func leavesWork(
    _ reference: Tensor<Double>, _ refusals: [CarryRefusal?], _ key: PartKey, _ prior: PriorAnswers
  ) -> Bool {
    refusals.allSatisfy { $0 == nil }
      || CarryGuard(reference, units: []).leavesWork(
        of: key.reference, beside: key.givens + prior.numbers.values)
  }

  /// Whether an earlier answer is chosen so that a part is a copy of it, which it is not where both are right: a
  /// relu of positive numbers alone.
  ///
  /// What a wrong formula gives was not chosen.
  private static func isMadeTrivial(
    _ reference: Tensor<Double>, by answer: PriorAnswer, of name: String, _ key: PartKey
  ) -> Bool {
    guard !answer.isExplained else { return false }
    func areSame(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Bool {
      a.shape == b.shape && areWithin(a.scalars, b.scalars) { 1e-9 * b.scalars[$0].magnitude }
    }
    guard areSame(reference, answer.values), let right = key.dependencies.scope[name] else {
      return false
    }
    return !areSame(key.reference, right)
  }

  /// Whether the earlier answers make a difference at all.
  private static func differs(_ reference: Tensor<Double>, from key: PartKey) -> Bool {
    !areWithin(reference.scalars, key.reference.scalars) { key.tolerances[$0] }
  }
}
