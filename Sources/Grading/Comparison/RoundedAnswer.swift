internal import Coursework
internal import Formulas
internal import Tensors

/// How far one answer is off, in terms of what rounding would make of it.
final class RoundedAnswer {
  let part: String
  private let key: PartKey
  /// The most decimals, and the most significant digits, of a number.
  let decimals: Int
  let digits: Int
  /// The most digits of a number, without zeros at its end: `%.4f` prints some, and other programs do not.
  let digitsBeforeZeros: Int
  /// How many numbers have the most decimals, how many the most digits, of those that are not zero.
  let countWithDecimals: Int
  let countWithDigits: Int
  /// The earlier answers at which it is judged.
  private let own: [String: Tensor<Double>]
  /// How far each number may be off, and how far beyond that it is.
  private let allowed: [Double]
  private let excess: [Double]
  private lazy var absolute = bound(StepRounding(absolute: 1))
  private lazy var relative = bound(StepRounding(relative: 1))

  /// An answer speaks for a rounding if it is off by more than this share of what that can make.
  private static let leastShare = 0.002
  /// One that is off by less than this share of its tolerance was not rounded.
  private static let exact = 1e-3
  /// One that is off by less than so many times as much as it should be was nearly explained.
  private static let nearly = 50.0
  /// What may be so many times as much as is allowed would be seen: the worst of every step seldom adds up.
  private static let plainly = 15.0

  init?(
    _ key: PartKey, _ tokens: [NumberToken], at own: [String: Tensor<Double>],
    followed: Tensor<Double>?
  ) {
    part = key.part.id
    self.key = key
    // Zeros at the end of every number are no digits of it.
    let zeros = PrintedDigits.zerosAtEnd(of: tokens)
    decimals = (tokens.map(\.decimals).max() ?? 0) - zeros
    digits = (tokens.map(\.significantDigits).max() ?? 0) - zeros
    digitsBeforeZeros = tokens.map(PrintedDigits.digitsBeforeZeros).max() ?? 0
    let written = tokens.filter { $0.value != 0 }
    countWithDecimals = written.count { [decimals] in $0.decimals - zeros == decimals }
    countWithDigits = written.count { [digitsBeforeZeros] in
      PrintedDigits.digitsBeforeZeros(of: $0) == digitsBeforeZeros
    }
    // Who went on with what is right, and handed in something else, shows nothing by what follows.
    let isExact =
      followed.map { followed in
        let tolerances = key.tolerances(of: followed)
        return areWithin(tokens.lazy.map { $0.value }, followed.scalars) {
          RoundedAnswer.exact * tolerances[$0]
        }
      } == true
    let replaced = isExact ? followed : key.dependencies.reference(replacing: own)
    let isReplaced = replaced?.isFinite == true
    let reference = isReplaced ? replaced ?? key.reference : key.reference
    guard RoundedOnTheWay.isNear(tokens, reference) else { return nil }
    self.own = isReplaced ? own : [:]
    // No reading is finer than the last decimal that any number was printed with.
    let last = PrintedDigits.lastDecimal(of: tokens) ?? 0
    let units = PrintedDigits.units(of: tokens).map { max($0, last) }
    let allowed = zip(key.tolerances(of: reference), units).map { $0 + $1 / 2 }
    self.allowed = allowed
    excess = tokens.indices.map {
      max(0, (tokens[$0].value - reference.scalars[$0]).magnitude - allowed[$0])
    }
  }

  /// How far steps that move by one, or by all of their size, move each number.
  private func bound(_ rounding: StepRounding) -> [Double] {
    let errors = own.mapValues { $0.scalars.map { rounding.error(of: $0) } }
    return key.propagatedError.bound(at: own, errors: errors, rounding: rounding)
  }

  /// Whether the digits that were printed are those of the rounding.
  func isPrinted(by hypothesis: RoundingHypothesis) -> Bool {
    (hypothesis.isRelative ? digits : decimals) == hypothesis.digits
  }

  /// Whether more digits were printed than the rounding leaves, but not all of them.
  private func contradicts(_ hypothesis: RoundingHypothesis) -> Bool {
    digits < RoundingHypothesis.manyDigits
      && (hypothesis.isRelative ? digits : decimals) > hypothesis.digits
  }

  func supports(_ hypothesis: RoundingHypothesis) -> Bool {
    let share = share(of: hypothesis)
    return share > RoundedAnswer.leastShare && share <= 1 && !contradicts(hypothesis)
  }

  /// Whether it is off by a little more than the rounding explains.
  func nearlySupports(_ hypothesis: RoundingHypothesis) -> Bool {
    let share = share(of: hypothesis)
    return share > 1 && share < RoundedAnswer.nearly
  }

  /// Whether the rounding would be seen in the answer, and is not.
  func isSilent(about hypothesis: RoundingHypothesis) -> Bool {
    guard share(of: hypothesis) == 0 else { return false }
    let visible = zip(moves(by: hypothesis), allowed).reduce(0) { max($0, $1.0 / $1.1) }
    return visible * hypothesis.amount > RoundedAnswer.plainly
  }

  /// By how much steps must move to explain the answer, in terms of the rounding.
  private func share(of hypothesis: RoundingHypothesis) -> Double {
    guard excess.contains(where: { $0 > 0 }) else { return 0 }
    let needed = zip(excess, moves(by: hypothesis)).reduce(0) { most, entry in
      entry.0 > 0 ? max(most, entry.0 / entry.1) : most
    }
    return needed / hypothesis.amount
  }

  private func moves(by hypothesis: RoundingHypothesis) -> [Double] {
    hypothesis.isRelative ? relative : absolute
  }
}
