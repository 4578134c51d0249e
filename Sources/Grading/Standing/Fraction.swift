/// A number as a quotient of whole numbers, exact or not at all: what does not fit is no number.
struct Fraction: Hashable, Sendable {
  /// In lowest terms, with a denominator above 0.
  let numerator: Int128
  let denominator: Int128

  static let zero = Fraction(whole: 0)

  init(whole: Int128) {
    numerator = whole
    denominator = 1
  }

  /// A quotient; nil where the denominator is not above 0.
  init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator > 0 else { return nil }
    let divisor = Fraction.greatestDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  private static func greatestDivisor(_ a: Int128, _ b: Int128) -> Int128 {
    var (a, b) = (a < 0 ? -a : a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }

  /// The sum; nil where it does not fit.
  func plus(_ other: Fraction) -> Fraction? {
    let common = Fraction.greatestDivisor(denominator, other.denominator)
    guard let left = Fraction.product(numerator, other.denominator / common),
      let right = Fraction.product(other.numerator, denominator / common),
      let below = Fraction.product(denominator / common, other.denominator)
    else { return nil }
    let (sum, overflows) = left.addingReportingOverflow(right)
    return overflows ? nil : Fraction(sum, over: below)
  }

  /// The difference; nil where it does not fit.
  func minus(_ other: Fraction) -> Fraction? { other.times(Fraction(whole: -1)).flatMap(plus) }

  /// The product; nil where it does not fit.
  func times(_ other: Fraction) -> Fraction? {
    guard let left = Fraction(numerator, over: other.denominator),
      let right = Fraction(other.numerator, over: denominator),
      let above = Fraction.product(left.numerator, right.numerator),
      let below = Fraction.product(left.denominator, right.denominator)
    else { return nil }
    return Fraction(above, over: below)
  }

  /// The quotient; nil where it does not fit, or by 0.
  func divided(by other: Fraction) -> Fraction? {
    guard other.numerator != 0 else { return nil }
    let sign: Int128 = other.numerator < 0 ? -1 : 1
    return Fraction(sign * other.denominator, over: sign * other.numerator).flatMap(times)
  }

  /// Whether it is less; nil where that cannot be told.
  func isLess(than other: Fraction) -> Bool? { minus(other).map { $0.numerator < 0 } }

  /// The nearest multiple of a power of ten below 1, halves up, in millionths; nil where it does not fit.
  func rounded(decimals: Int) -> Int? {
    var scale: Int128 = 1
    for _ in 0..<decimals { scale *= 10 }
    guard let above = Fraction.product(2 * scale, numerator),
      let below = Fraction.product(2, denominator)
    else { return nil }
    let (sum, overflows) = above.addingReportingOverflow(denominator)
    guard !overflows else { return nil }
    let quotient = sum / below
    let floor = sum % below < 0 ? quotient - 1 : quotient
    return Fraction.product(floor, 1_000_000 / scale).flatMap { Int(exactly: $0) }
  }

  private static func product(_ a: Int128, _ b: Int128) -> Int128? {
    let (product, overflows) = a.multipliedReportingOverflow(by: b)
    return overflows ? nil : product
  }
}
