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

  /// The largest share of an entry's size by which rounding of earlier answers may blur the reference: more
  /// would let anything pass.
  static let mostBlur = 5e-3

  /// Compares an answer with the reference at the student's own earlier answers.
  ///
  /// - Returns: nil where the answer is not right given these, or nothing may be carried.
  static func find(_ tokens: [NumberToken], _ key: PartKey, _ earlier: EarlierAnswers)
    -> CarriedError?
  {
    guard let (replaced, reference) = reference(key, earlier) else { return nil }
    let wrong = used(key, earlier)
    func compare(_ slack: [Double]?) -> Comparison {
      Comparison.compare(
        tokens, with: reference, rounding: key.rounding, rule: key.part.tolerance, slack: slack)
    }
    var comparison = compare(nil)
    // Numbers with many digits blur nothing.
    let used = earlier.precision(for: key.part).filter { key.uses($0.key) }
    let coarse = used.merging(wrong) { $1 }.filter { _, answer in
      let least = 1e-8 * answer.values.rootMeanSquare
      return answer.halfUnits.contains { ($0.max() ?? 0) > least }
    }
    let isExact =
      comparison.match.isRight && !earlier.rounded(for: key.part).keys.contains(where: key.uses)
    let most = mostBlur * reference.largestMagnitude
    let mostBlurInDoubt = mostDoubt * reference.largestMagnitude
    var isImprecise = false
    // Decimals or significant digits: whoever prints one answer by one prints the others so too.
    let readings =
      isNear(tokens, reference, by: mostDoubt) ? coarse.map(\.value.halfUnits.count).max() ?? 0 : 0
    for reading in 0..<min(readings, 2) where !comparison.match.isRight {
      let units = coarse.compactMapValues { answer in
        reading < answer.halfUnits.count ? answer.halfUnits[reading] : answer.halfUnits.last
      }
      let blur = key.spread(of: units, at: replaced)
      comparison = compare(blur.map { min($0, most) })
      if !comparison.match.isRight {
        let whole = compare(blur.map { min($0, mostBlurInDoubt) })
        isImprecise = isImprecise || whole.match != .wrong
      }
    }
    guard comparison.match.isRight || isImprecise else { return nil }
    return CarriedError(
      names: wrong.keys.sorted(), comparison: comparison, isExact: isExact,
      isImprecise: !comparison.match.isRight)
  }

  /// Beyond this share of its size nothing speaks for an answer any more.
  private static let mostDoubt = 5e-2

  /// Whether an answer is so near a reference that an allowance of a share of the largest entry might do: a look
  /// before the work of finding what is allowed.
  static func isNear(_ tokens: [NumberToken], _ reference: Tensor<Double>, by share: Double) -> Bool
  {
    let units = PrintedDigits.possibleUnits(of: tokens).map { $0.max() ?? 0 }.max() ?? 0
    let most = (share + 1e-2) * reference.largestMagnitude + 2 * units
    for (token, value) in zip(tokens, reference.scalars)
    where (token.value - value).magnitude > most { return false }
    return true
  }

  /// The wrong earlier answers that a part's reference names.
  private static func used(_ key: PartKey, _ earlier: EarlierAnswers)
    -> [String: EarlierAnswers.Wrong]
  {
    earlier.wrong(for: key.part).filter { key.uses($0.key) }
  }

  /// The student's earlier answers and the reference at them; nil where nothing may be carried.
  static func reference(_ key: PartKey, _ earlier: EarlierAnswers) -> (
    replaced: [String: Tensor<Double>], reference: Tensor<Double>
  )? {
    let wrong = used(key, earlier)
    guard !wrong.isEmpty else { return nil }
    let replaced = earlier.rounded(for: key.part).merging(wrong.mapValues(\.values)) { $1 }
    guard let reference = key.reference(replacing: replaced), reference.isFinite,
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
      a.shape == b.shape
        && zip(a.scalars, b.scalars).allSatisfy { ($0 - $1).magnitude <= 1e-9 * $1.magnitude }
    }
    guard areSame(reference, answer), let right = key.scope[name] else { return false }
    return !areSame(key.reference, right)
  }

  /// Whether the earlier answers make a difference at all.
  private static func differs(_ reference: Tensor<Double>, from key: PartKey) -> Bool {
    let tolerances = key.tolerances
    return zip(zip(reference.scalars, key.reference.scalars), tolerances).contains {
      !(($0.0 - $0.1).magnitude <= $1)
    }
  }
}
