internal import Coursework
internal import Tensors

/// Whether each number is within an allowance of the wanted one; NaN is within none.
///
/// The one elementwise comparison of this module.
@inline(__always)
func areWithin(
  _ values: some Sequence<Double>, _ wanted: [Double], _ allowance: (Int) -> Double
) -> Bool {
  for (position, value) in values.enumerated()
  where !((value - wanted[position]).magnitude <= allowance(position)) { return false }
  return true
}

/// The comparison of one answer with a reference, entry by entry.
///
/// An entry `s` is right when `|s − r| ≤ tol`, with
///
///     tol = max(relative · |r|, relative · rms(r), 10 · min(max|r₃₂ − r|, 1e-4 · rms(r)))
///
/// where `rms` is over the tensor and `r₃₂` is the reference evaluated in single precision; the
/// middle term is left out of a strict rule. Where the reference is zero everywhere, `tol` is
/// `1e-12 · scale`. The written-out inequality is `docs/comparison.md`. NaN is never within it.
struct Comparison {
  /// The largest unit of the last place, in terms of the largest entry: three digits of it must have been
  /// written, or a 0 would say everything.
  static let coarsest = 1e-2

  /// How an answer was found to be right.
  enum Match: Hashable {
    /// Every entry within its tolerance.
    case exact
    /// Every entry within its tolerance and half a unit of the last place written.
    case rounded(String)
    /// Every entry cut toward zero, or every entry downward, by less than a unit of the last place written.
    case truncated(String)
    /// As one of these, but too few digits to tell.
    case imprecise(String)
    /// None of these.
    case wrong

    /// Whether the answer counts as right.
    var isRight: Bool {
      switch self {
      case .exact, .rounded, .truncated: true
      case .imprecise, .wrong: false
      }
    }
  }

  let match: Match
  /// The right numbers.
  let reference: Tensor<Double>
  /// The difference each entry was allowed.
  let allowances: [Double]
  /// The number of entries beyond their allowance.
  let wrongCount: Int
  /// The entry with the largest share of its allowance.
  let worst: EntryComparison

  /// Compares an answer whose shape is the reference's.
  ///
  /// - Parameters:
  ///   - tokens: The student's numbers.
  ///   - reference: The right numbers, finite.
  ///   - singlePrecisionError: The largest difference that single precision makes to the reference.
  ///   - rule: How far an entry may be off.
  ///   - known: The tolerance of each entry, where it was worked out before.
  ///   - slack: What each entry may be off besides, where the reference itself is known only so well.
  ///   - typicalAtMost: The most that the typical size of an entry counts for, where a student's own numbers made
  ///     the reference.
  /// - Returns: whether the answer is right, and by which reading of its digits.
  static func compare(
    _ tokens: [NumberToken], with reference: Tensor<Double>, singlePrecisionError: Double,
    rule: ToleranceRule, known: [Double]? = nil, slack: [Double]? = nil,
    typicalAtMost: Double = .infinity
  ) -> Comparison {
    let tolerances =
      known
      ?? tolerances(
        reference, singlePrecisionError: singlePrecisionError, rule: rule,
        typicalAtMost: typicalAtMost)
    let base = slack.map { zip(tolerances, $0).map(+) } ?? tolerances
    // Most answers are right and asked twice: their numbers need not be copied.
    let values = tokens.lazy.map { $0.value }
    func isRight(_ allowances: [Double]) -> Bool {
      areWithin(values, reference.scalars) { allowances[$0] }
    }
    func result(_ match: Match, _ allowances: [Double]) -> Comparison {
      Comparison(match, values, reference, allowances)
    }
    if isRight(base) { return result(.exact, base) }
    // Zeros everywhere would otherwise pass for anything below half a unit.
    guard values.contains(where: { $0 != 0 }) else { return result(.wrong, base) }
    var imprecise: Comparison?
    var wrong = result(.wrong, base)
    let off = Excess(values, reference, base)
    for reading in PrintedDigits.readings(of: tokens, asked: rule.asked) {
      let units = reading.units(of: tokens)
      let (largest, beyondHalf, beyondWhole) = off.count(beyond: units)
      func allowances(_ share: Double) -> [Double] { zip(base, units).map { $0 + share * $1 } }
      let half = 0.5 * (1 + 1e-9)
      let isFine = largest <= coarsest * reference.largestMagnitude
      let isEnough = isFine && !reading.isCoarser(than: rule.asked, of: tokens)
      if beyondHalf == 0 {
        if isEnough { return result(.rounded(reading.words), allowances(half)) }
      } else {
        // A whole number below the right one is not a right one cut off.
        let mayBeCut =
          beyondWhole == 0 && (off.isTowardZero || off.isDownward) && !reading.isAsked
          && tokens.contains { $0.hasPoint || $0.hasExponent }
        guard mayBeCut else {
          // What is rounded is not wrong: it is not counted among what is.
          if isFine, beyondHalf < wrong.wrongCount { wrong = result(.wrong, allowances(half)) }
          continue
        }
        if isEnough { return result(.truncated(reading.words), allowances(1)) }
      }
      imprecise = imprecise ?? result(.imprecise(reading.words), allowances(half))
    }
    return imprecise ?? wrong
  }

  /// The tolerance of each entry.
  static func tolerances(
    _ reference: Tensor<Double>, singlePrecisionError: Double, rule: ToleranceRule,
    typicalAtMost: Double = .infinity
  ) -> [Double] {
    let typical = min(reference.rootMeanSquare, typicalAtMost)
    guard typical > 0 else {
      return [Double](repeating: 1e-12 * rule.scale, count: reference.scalars.count)
    }
    let single = min(10 * singlePrecisionError, 1e-3 * typical)
    let common = max(rule.strict ? 0 : rule.relative * typical, single)
    return reference.scalars.map { max(rule.relative * $0.magnitude, common) }
  }

  /// About how many digits of the largest entry agree.
  func agreeingDigits(_ values: [Double]) -> Int {
    let error = zip(values, reference.scalars).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    guard error > 0, reference.largestMagnitude > 0 else { return 16 }
    return max(0, -exponentOfTen(error / reference.largestMagnitude) - 1)
  }

  /// Whether the entry at a position is within its allowance.
  func isRight(at position: Int, _ value: Double, _ reference: Double) -> Bool {
    (value - reference).magnitude <= allowances[position]
  }

  private init(
    _ match: Match, _ values: some RandomAccessCollection<Double>, _ reference: Tensor<Double>,
    _ allowances: [Double]
  ) {
    self.match = match
    self.reference = reference
    self.allowances = allowances
    var wrong = 0
    var worst: (position: Int, ratio: Double) = (0, -1)
    for (position, value) in values.enumerated() {
      let error = (value - reference.scalars[position]).magnitude
      if !(error <= allowances[position]) { wrong += 1 }
      let ratio = error == 0 ? 0 : error / allowances[position]
      if ratio > worst.ratio { worst = (position, ratio) }
    }
    wrongCount = wrong
    self.worst = EntryComparison(
      index: reference.shape.index(at: worst.position),
      got: values[values.index(values.startIndex, offsetBy: worst.position)],
      wanted: reference.scalars[worst.position], tolerance: allowances[worst.position])
  }
}

/// By how much the entries of an answer are off beyond what they may be.
private struct Excess {
  private let excess: [Double]
  /// Whether each entry may be the right one cut off, which is nearer to zero.
  private(set) var isTowardZero = true
  /// Whether each entry may be what floor() made of the right one.
  private(set) var isDownward = true

  init(
    _ values: some Sequence<Double>, _ reference: Tensor<Double>, _ allowed: [Double]
  ) {
    var excess = allowed
    for (i, value) in values.enumerated() {
      let wanted = reference.scalars[i]
      excess[i] = (value - wanted).magnitude - allowed[i]
      if value.magnitude > wanted.magnitude + allowed[i] || value * wanted < 0 {
        isTowardZero = false
      }
      if value > wanted + allowed[i] { isDownward = false }
    }
    self.excess = excess
  }

  /// The largest unit of the last place, and how many entries are off by more than half of theirs, and by more than one.
  func count(beyond units: [Double]) -> (largest: Double, half: Int, whole: Int) {
    var (largest, half, whole) = (0.0, 0, 0)
    for (i, unit) in units.enumerated() {
      largest = max(largest, unit)
      // Half a unit exactly is a tie that rounding may leave on either side.
      if !(excess[i] <= 0.5 * unit * (1 + 1e-9)) { half += 1 }
      if !(excess[i] <= unit) { whole += 1 }
    }
    return (largest, half, whole)
  }
}
