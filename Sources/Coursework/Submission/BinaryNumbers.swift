extension NumberToken {
  /// A number that came in binary; half precision is good to three significant digits.
  init(binary value: Double, isHalf: Bool) {
    var place = 0
    if isHalf, value != 0 {
      // Ten to this power is at most the number.
      place = 0
      while powerOfTen(place + 1) <= value.magnitude { place += 1 }
      while powerOfTen(place) > value.magnitude { place -= 1 }
    }
    self.init(
      value: value, decimals: isHalf ? 2 - place : 0, significantDigits: isHalf ? 3 : 17,
      exponent: 0, hasExponent: false, hasPoint: isHalf)
  }

  /// A number that came in binary: good to the digits of its shortest decimal form, which are few where it was
  /// rounded before.
  init(shortest text: String, of value: Double) {
    let isWhole = value == value.rounded()
    let token = isWhole ? nil : NumberToken(reading: text)
    self.init(
      value: value, decimals: token?.decimals ?? 0,
      significantDigits: token?.significantDigits ?? 17, exponent: token?.exponent ?? 0,
      hasExponent: token?.hasExponent ?? false, hasPoint: token?.hasPoint ?? false)
  }

  /// A number of double precision that came in binary, like the above: of 14 digits and more it counts as of 16.
  ///
  /// Its digits are found without printing it.
  init(double value: Double) {
    let size = value.magnitude
    // What is printed without an exponent.
    guard size >= 1e-4, size < 1e12, size != Double(Int64(size)) else {
      self.init(shortest: "\(value)", of: value)
      return
    }
    var place = Int(value.exponent) * 30103 / 100_000
    while powerOfTen(place + 1) <= size { place += 1 }
    while powerOfTen(place) > size { place -= 1 }
    var decimals = 12 - place
    // A decimal of 13 digits is near a whole number here: three roundings of 1e13 make less than the difference.
    let scaled = size * powerOfTen(decimals)
    var mantissa = UInt64(scaled + 0.5)
    guard (scaled - Double(mantissa)).magnitude <= 1e-2 else {
      self.init(
        value: value, decimals: 15 - place, significantDigits: 16, exponent: 0,
        hasExponent: false, hasPoint: true)
      return
    }
    while mantissa % 10 == 0, decimals > 1 {
      mantissa /= 10
      decimals -= 1
    }
    // So few digits are the shortest if they give the number.
    let digits = place + 1 + decimals
    guard ExactDecimal.value(mantissa, digits: digits, power: -decimals) == size else {
      self.init(shortest: "\(value)", of: value)
      return
    }
    self.init(
      value: value, decimals: decimals, significantDigits: digits, exponent: 0, hasExponent: false,
      hasPoint: true)
  }

  /// Numbers that were computed with fewer digits are left as they stand.
  private static let tellingDigits = 12

  /// Numbers as they were before single or half precision was widened to many digits.
  ///
  /// Each counts as the shortest decimal of the same number: `0.7821000218391418` is 0.7821, rounded to four decimals.
  static func inShortestForm(_ tokens: [NumberToken]) -> [NumberToken] {
    guard tokens.contains(where: { $0.significantDigits >= tellingDigits && $0.hasPoint }) else {
      return tokens
    }
    if tokens.allSatisfy({ $0.value.magnitude < 65_520 && Double(Float16($0.value)) == $0.value }) {
      return tokens.map { NumberToken(shortest: "\(Float16($0.value))", of: $0.value) }
    }
    if tokens.allSatisfy({ Double(Float($0.value)) == $0.value }) {
      return tokens.map { NumberToken(shortest: "\(Float($0.value))", of: $0.value) }
    }
    return tokens
  }
}
