internal import Coursework
internal import Formulas
internal import Tensors

/// An answer compared with the reference at the student's own earlier answers, and with what rounding on the way may
/// have made of it.
///
/// What is allowed is what rounding explains, and only where it explains no known mistake as well: each of these must
/// be ten allowances away.
struct RoundedOnTheWay {
  /// The comparison; its allowances hold what rounding may make.
  let comparison: Comparison
  /// Whether the answer is right without any allowance for rounding on the way.
  let isExact: Bool
  /// Why the answer is not known to be right; nil if it is.
  let doubt: Doubt?

  /// Why nothing can be said.
  enum Doubt: Hashable {
    /// Too few digits were handed in, in words.
    case printed(String)
    /// Too few digits were kept on the way: so many would do.
    case kept(needed: AskedDigits)
  }

  /// The largest share of the largest entry that rounding on the way may make.
  static let maximumShare = 5e-3
  /// Beyond this share an answer is wrong, not imprecise.
  fileprivate static let maximumDoubtfulShare = 5e-2
  /// How many allowances away the known mistakes must be.
  static let margin = 10.0

  /// Compares an answer.
  ///
  /// - Parameters:
  ///   - tokens: The answer.
  ///   - key: The part's key.
  ///   - own: The student's earlier answers that stand in place of the reference's.
  ///   - reference: The reference at these.
  ///   - rounding: What all answers to the problem say about how the student rounds.
  ///   - isCarried: Whether some of the student's answers are wrong, so that what is known about mistakes at the given
  ///     inputs says nothing.
  ///   - typicalAtMost: The most that the typical size of an entry counts for.
  /// - Returns: nil if rounding explains nothing.
  static func find(
    _ tokens: [NumberToken], _ key: PartKey, at own: [String: PriorAnswer],
    reference: Tensor<Double>, rounding: RoundingEvidence, isCarried: Bool,
    typicalAtMost: Double = .infinity
  ) -> RoundedOnTheWay? {
    let plain = key.compare(tokens, with: reference, typicalAtMost: typicalAtMost)
    if plain.match.isRight {
      return RoundedOnTheWay(comparison: plain, isExact: true, doubt: nil)
    }
    guard tokens.contains(where: { $0.value != 0 }) else { return nil }
    var found: RoundedOnTheWay?
    if isNear(tokens, reference) {
      // In this order: what all answers say about steps is worked out only where digits explain nothing.
      for kind in RoundingExplanation.Kind.allCases where found == nil {
        guard
          let explanation = RoundingExplanation(
            kind, tokens, key, own, reference, rounding, mayBeWrong: isCarried)
        else { continue }
        let widest = key.compare(
          tokens, with: reference, slack: explanation.slack, typicalAtMost: typicalAtMost)
        guard widest.match != .wrong else { continue }
        let slack = explanation.slack(neededFor: tokens, by: widest)
        let comparison = key.compare(
          tokens, with: reference, slack: slack, typicalAtMost: typicalAtMost)
        found = RoundedOnTheWay(
          comparison: comparison, isExact: false,
          doubt: doubt(
            tokens, comparison, key, slack, reference, explanation,
            carriedFrom: isCarried ? own.mapValues(\.values) : nil))
      }
    }
    if let found { return found }
    guard case .imprecise(let digits) = plain.match else { return nil }
    return RoundedOnTheWay(comparison: plain, isExact: false, doubt: .printed(digits))
  }

  private static func doubt(
    _ tokens: [NumberToken], _ comparison: Comparison, _ key: PartKey, _ slack: [Double],
    _ reference: Tensor<Double>, _ explanation: RoundingExplanation,
    carriedFrom own: [String: Tensor<Double>]?
  ) -> Doubt? {
    if case .imprecise(let digits) = comparison.match { return .printed(digits) }
    let largest = slack.max() ?? 0
    // Rounding to three digits makes just this share of the largest entry: the last bit must not decide.
    let most = maximumShare * reference.largestMagnitude * (1 + 1e-9)
    // Whatever the digits of earlier answers hide is right without further evidence.
    let apart =
      explanation.isOfDigitsAlone
      ? Double.infinity
      : key.hypotheses.leastDistance(
        in: comparison.allowances, of: tokens.map(\.value), replacing: own,
        from: own == nil ? key.reference : reference)
    let isLikely =
      explanation.isBorneOut && largest <= most && apart >= margin
      && explanation.isLikely(tokens, comparison, slack)
    if isLikely { return nil }
    // So many times finer, and the doubt would be gone.
    var factor = max(margin / max(apart, 1e-6), largest / max(most, .leastNormalMagnitude))
    if !explanation.isBorneOut || factor <= 1 {
      let tolerance = key.tolerances(of: reference).max() ?? 0
      factor = max(factor, largest / max(tolerance, .leastNormalMagnitude))
    }
    return .kept(needed: explanation.digitsNeeded(finerBy: factor))
  }

  /// Whether what rounding may make of each entry, besides its tolerance, explains no known mistake.
  static func tellsApart(_ slack: [Double], _ key: PartKey) -> Bool {
    guard slack.max() ?? 0 <= maximumShare * key.reference.largestMagnitude * (1 + 1e-9) else {
      return false
    }
    let allowances = zip(key.tolerances, slack).map(+)
    return key.hypotheses.leastDistance(in: allowances, from: key.reference) >= margin
  }

  /// A cheap test that rejects answers too far off for any allowance.
  static func isNear(_ tokens: [NumberToken], _ reference: Tensor<Double>) -> Bool {
    let units = PrintedDigits.possibleUnits(of: tokens).map { $0.max() ?? 0 }.max() ?? 0
    let most = (maximumDoubtfulShare + 1e-2) * reference.largestMagnitude + 2 * units
    return areWithin(tokens.lazy.map { $0.value }, reference.scalars) { _ in most }
  }
}

/// One way in which rounding may explain an answer.
private struct RoundingExplanation {
  enum Kind: CaseIterable {
    /// What the digits of the earlier answers hide, by decimals and by significant digits.
    case decimalsOfEarlier, digitsOfEarlier
    /// Steps were rounded to the digits for which all answers together speak.
    case steps
    /// They were, and the student went a way on which rounding does more than on the reference's.
    case anotherWay
  }

  /// What another way may do more: too much to accept an answer by.
  private static let anotherWayFactor = 30.0

  /// Whether more speaks for it than that it would explain the answer.
  let isBorneOut: Bool
  /// Whether it is about the digits of earlier answers and no step was rounded besides.
  let isOfDigitsAlone: Bool
  /// How far it may move each entry.
  let slack: [Double]
  /// The most that one rounding moves a step, or the share of it where digits are significant ones.
  private let coarseness: Double
  private let isRelative: Bool
  private let isFine: Bool
  /// How far rounding moves each entry; nil where that is not known.
  private let moves: () -> [Double]?

  /// Nil if nothing was rounded.
  init?(
    _ kind: Kind, _ tokens: [NumberToken], _ key: PartKey, _ own: [String: PriorAnswer],
    _ reference: Tensor<Double>, _ rounding: RoundingEvidence, mayBeWrong: Bool
  ) {
    var step = StepRounding.none
    var readsDigits = kind == .digitsOfEarlier
    if kind == .steps || kind == .anotherWay {
      guard let hypothesis = rounding.best else { return nil }
      // Three digits hide nearly any slip: of an answer in full something else must speak for them.
      let needsMore =
        kind == .anotherWay
        || !hypothesis.isFine && RoundingHypothesis.printed(tokens).isEmpty
      guard !needsMore || rounding.isBorneOut(beside: key.part.id) else { return nil }
      step = hypothesis.step
      readsDigits = hypothesis.isRelative
    }
    let errors = own.mapValues { answer in
      let printed = answer.printErrors[readsDigits ? answer.printErrors.count - 1 : 0]
      return zip(answer.values.scalars, printed).map { max(step.error(of: $0), $1) }
    }
    let most = RoundedOnTheWay.maximumDoubtfulShare * reference.largestMagnitude
    let factor = kind == .anotherWay ? RoundingExplanation.anotherWayFactor : 1
    slack = key.propagatedError.bound(
      at: own.mapValues(\.values), errors: errors, rounding: step
    ).map { min($0 * factor, most) }
    guard slack.contains(where: { $0 > 0 }) else { return nil }
    isOfDigitsAlone = step == .none
    isBorneOut =
      isOfDigitsAlone
      || kind == .steps && rounding.isBorneOut(beside: key.part.id, mayBeWrong: mayBeWrong)
    coarseness =
      isOfDigitsAlone
      ? errors.values.compactMap { $0.max() }.max() ?? 0 : step.absolute + step.relative
    isRelative = step.relative > 0
    let ways = isOfDigitsAlone ? [] : rounding.best?.ways(for: tokens) ?? []
    moves = {
      ways.isEmpty
        ? nil
        : key.propagatedError.moves(
          at: own.mapValues(\.values), errors: errors, by: ways, from: reference)
    }
    isFine = !isOfDigitsAlone && rounding.best?.isFine == true
  }

  /// The slack that explains an answer, where that is half of all or less.
  ///
  /// The bound adds up the worst of every step, and who rounds many steps comes nowhere near it. So mistakes need not
  /// be far from what rounding might have made, but from what it made; none may lie within all of it. Three digits hide
  /// too much: 2.7 for e is off by less than they are.
  func slack(neededFor tokens: [NumberToken], by comparison: Comparison) -> [Double] {
    guard isFine else { return slack }
    var share = 1 / RoundedOnTheWay.margin
    for (i, token) in tokens.enumerated() where slack[i] > 0 {
      let error = (token.value - comparison.reference.scalars[i]).magnitude
      share = max(share, 1 + (error - comparison.allowances[i]) / slack[i])
    }
    return share > 0.5 ? slack : slack.map { $0 * share * (1 + 1e-9) }
  }

  /// Other ways to the same numbers round more, and who rounds otherwise has other luck: so many times as much.
  private static let luck = 5.0
  /// What the worst makes is reached to this share at most where many steps are rounded.
  private static let likelyShare = 0.5

  /// Whether an answer is off as rounding moves it, and not only by what it might do at worst.
  func isLikely(_ tokens: [NumberToken], _ comparison: Comparison, _ allowed: [Double]) -> Bool {
    guard let moves = moves() else { return true }
    let typical = 0.25 * (moves.max() ?? 0)
    return areWithin(tokens.lazy.map { $0.value }, comparison.reference.scalars) { place in
      comparison.allowances[place] - allowed[place]
        + max(
          RoundingExplanation.luck * max(moves[place], typical),
          RoundingExplanation.likelyShare * slack[place])
    }
  }

  /// How many digits leave a rounding that is so many times finer.
  func digitsNeeded(finerBy factor: Double) -> AskedDigits {
    let places = -exponentOfTen(max(coarseness, .leastNormalMagnitude) / factor)
    return isRelative
      ? .significant(max(2, min(places + 1, 17))) : .decimals(max(1, min(places, 17)))
  }
}
