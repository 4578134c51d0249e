internal import Coursework
internal import Tensors

/// A reading of how many digits an answer was printed with, taken from its text as a whole.
///
/// Writers drop trailing zeros, so the most digits in any number count for all of them: by the
/// number alone, `0.5` would claim to be good to 0.05 only.
enum PrintedDigits {
  /// So many digits after the decimal point, in every number.
  case decimals(Int)
  /// So many digits from the first that is not 0, in every number.
  case significant(Int)
  /// As many digits as are asked for, in every number, whatever was written.
  case asked(AskedDigits)
  /// So many digits after the decimal point in most numbers, and more in a few.
  case mostly(decimals: Int)

  /// The readings that are possible.
  static func readings(of tokens: [NumberToken], asked: AskedDigits? = nil) -> [PrintedDigits] {
    var readings: [PrintedDigits] = asked.map { [.asked($0)] } ?? []
    guard tokens.contains(where: { $0.hasPoint || $0.hasExponent }) else {
      // What %.4g makes of -3026.1 has no point, nor what %.3g makes of -10.03.
      if let digits = tokens.map(\.significantDigits).max() {
        readings.append(.significant(max(digits, 3)))
      }
      return readings
    }
    if let decimals = tokens.map({ $0.decimals - $0.exponent }).max() {
      readings.append(.decimals(decimals))
    }
    if asked == nil, let decimals = decimalsBeforeZeros(of: tokens) {
      readings.append(.decimals(decimals))
    }
    if let digits = tokens.map(\.significantDigits).max(), digits >= 3 {
      readings.append(.significant(digits))
    }
    if let decimals = decimalsOfMost(of: tokens) { readings.append(.mostly(decimals: decimals)) }
    return readings
  }

  /// The decimals before zeros at the end of all numbers, where some number has three digits before these.
  private static func decimalsBeforeZeros(of tokens: [NumberToken]) -> Int? {
    let zeros = zerosAtEnd(of: tokens)
    guard zeros > 0, tokens.contains(where: { $0.significantDigits - zeros >= 3 }) else {
      return nil
    }
    return (tokens.map { $0.decimals - $0.exponent }.max() ?? 0) - zeros
  }

  /// How many zeros stand at the end of every number, beyond what is needed to write it.
  ///
  /// `%.8f` prints what was rounded to four decimals as `0.12340000`. Where they are there by chance they hide no more than
  /// numbers do that were printed without them.
  static func zerosAtEnd(of tokens: [NumberToken]) -> Int {
    let written = tokens.reduce(0) { max($0, $1.decimals - $1.exponent) }
    guard written > 2, written <= 17,
      tokens.allSatisfy({
        $0.decimals - $0.exponent <= written - 1 || needsNoMore(than: written - 1, $0)
      })
    else { return 0 }
    var needed = 0
    for token in tokens {
      let decimals = token.decimals - token.exponent
      guard decimals > needed else { continue }
      needed = (needed...decimals).first { needsNoMore(than: $0, token) } ?? decimals
    }
    let zeros = written - needed
    // Where numbers have exponents, one of them decides how many decimals there are.
    let isEnough = zeros > 1 || !tokens.contains(where: \.hasExponent)
    return needed > 0 && isEnough ? zeros : 0
  }

  /// The significant digits of a number without zeros at its end; 0 of 0.
  static func digitsBeforeZeros(of token: NumberToken) -> Int {
    guard token.value != 0 else { return 0 }
    var decimals = token.decimals - token.exponent
    var digits = token.significantDigits
    while decimals > 0, decimals <= 17, needsNoMore(than: decimals - 1, token) {
      decimals -= 1
      digits -= 1
    }
    return digits
  }

  /// Whether so many decimals write a number: dividing by a power of ten rounds as reading the decimal does.
  private static func needsNoMore(than decimals: Int, _ token: NumberToken) -> Bool {
    (token.value * powerOfTen(decimals)).rounded() / powerOfTen(decimals) == token.value
  }

  /// Whether a reading leaves less than the digits that are asked for.
  func isCoarser(than asked: AskedDigits?, of tokens: [NumberToken]) -> Bool {
    guard let asked, !isAsked else { return false }
    let wanted = PrintedDigits.asked(asked).units(of: tokens)
    return zip(units(of: tokens), wanted).contains { $0 > $1 * (1 + 1e-9) }
  }

  /// Whether the digits are those that are asked for, and not those that were written.
  var isAsked: Bool { if case .asked = self { true } else { false } }

  /// Fewer significant digits than these say too little, where no number of digits is asked for.
  private static let leastSignificant = 3

  /// The digits that were written, in words, where these are fewer than are asked for, or than three significant ones;
  /// nil if they are enough, or enough to write the right numbers exactly.
  static func tooFew(
    of tokens: [NumberToken], asked: AskedDigits?, for reference: Tensor<Double>
  ) -> String? {
    let decimals = tokens.map { $0.decimals - $0.exponent }.max() ?? 0
    let significant = tokens.map(\.significantDigits).max() ?? 0
    let isFew: Bool
    switch asked {
    case .decimals(let count): isFew = decimals < count
    case .significant(let count): isFew = significant < count
    case nil: isFew = significant < leastSignificant
    }
    guard isFew else { return nil }
    let unit = powerOfTen(-decimals)
    let isExact = reference.scalars.allSatisfy { value in
      ((value / unit).rounded() * unit - value).magnitude <= 1e-9 * reference.largestMagnitude
    }
    guard !isExact else { return nil }
    if case .decimals? = asked { return AskedDigits.decimals(max(decimals, 0)).words }
    return AskedDigits.significant(significant).words
  }

  /// The decimals of the shorter numbers where at most half of them have more: at least three, so that what is short
  /// was rounded and has not merely ended.
  private static func decimalsOfMost(of tokens: [NumberToken]) -> Int? {
    guard tokens.count > 1 else { return nil }
    let longest = tokens.reduce(Int.min) { max($0, $1.decimals - $1.exponent) }
    var (count, most) = (0, Int.min)
    for token in tokens {
      let decimals = token.decimals - token.exponent
      guard decimals < longest - 1 else { continue }
      count += 1
      most = max(most, decimals)
    }
    guard count * 2 >= tokens.count, most >= 3 else { return nil }
    return most
  }

  /// The decimals of most numbers: a few longer ones were not rounded to be printed.
  static func usualDecimals(of tokens: [NumberToken]) -> Int {
    decimalsOfMost(of: tokens) ?? tokens.map { $0.decimals - $0.exponent }.max() ?? 0
  }

  /// The unit of the last decimal of numbers that were written with a point; nil for others.
  static func lastDecimal(of tokens: [NumberToken]) -> Double? {
    guard !tokens.contains(where: \.hasExponent),
      let decimals = tokens.map(\.decimals).max(), decimals > 0
    else { return nil }
    return powerOfTen(-decimals)
  }

  /// The unit of the last place of each number by each reading that is the same for all of them: by decimals first.
  static func possibleUnits(of tokens: [NumberToken]) -> [[Double]] {
    let units = readings(of: tokens).filter { reading in
      if case .mostly = reading { false } else { true }
    }.map { $0.units(of: tokens) }
    return units.isEmpty ? [[Double](repeating: 0, count: tokens.count)] : units
  }

  /// The unit of the last place of each number, by the reading that takes them for most precise; 0 for
  /// whole numbers.
  static func units(of tokens: [NumberToken]) -> [Double] {
    let none = [Double](repeating: 0, count: tokens.count)
    let readings = readings(of: tokens).map { $0.units(of: tokens) }
    return readings.min { ($0.max() ?? 0) < ($1.max() ?? 0) } ?? none
  }

  /// The largest unit of the last place of each number by any reading.
  static func largestUnits(of tokens: [NumberToken], asked: AskedDigits?) -> [Double] {
    readings(of: tokens, asked: asked).reduce([Double](repeating: 0, count: tokens.count)) {
      zip($0, $1.units(of: tokens)).map(max)
    }
  }

  /// The unit of the last place of each number.
  func units(of tokens: [NumberToken]) -> [Double] {
    switch self {
    case .decimals(let count), .asked(.decimals(let count)):
      return [Double](repeating: powerOfTen(-count), count: tokens.count)
    case .significant(let count), .asked(.significant(let count)):
      return tokens.map { token in
        token.magnitudeExponent.map { powerOfTen($0 - count + 1) } ?? 0
      }
    case .mostly(let decimals):
      return tokens.map {
        $0.hasPoint || $0.hasExponent ? powerOfTen(-max($0.decimals - $0.exponent, decimals)) : 0
      }
    }
  }

  /// The reading in words.
  var words: String {
    switch self {
    case .decimals(let count): "\(count) decimal\(count == 1 ? "" : "s")"
    case .significant(let count): "\(count) significant digits"
    case .asked(let digits): digits.words
    case .mostly(let decimals): "\(decimals) decimals in most numbers"
    }
  }
}
