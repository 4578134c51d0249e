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
