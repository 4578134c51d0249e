/// Decimal numbers of ordinary length, rounded correctly to double precision in whole-number arithmetic.
///
/// With `10^k = 5^k · 2^k`, and 5^27 the last power of five below 2^64, one product or quotient of 64-bit numbers holds
/// all bits that decide about rounding.
enum ExactDecimal {
  /// So many digits fit into 64 bits.
  static let mostDigits = 19

  private static let powersOfFive: [UInt64] = (0..<27).reduce(into: [1]) { powers, _ in
    powers.append((powers.last ?? 1) * 5)
  }

  /// The double nearest to a whole number times a power of ten; of two equally near ones the even one.
  ///
  /// - Parameters:
  ///   - mantissa: The whole number, not 0.
  ///   - digits: How many digits it has.
  ///   - power: The power of ten.
  /// - Returns: nil for numbers that take longer.
  static func value(_ mantissa: UInt64, digits: Int, power: Int) -> Double? {
    guard digits <= mostDigits, mantissa != 0, power.magnitude < powersOfFive.count else {
      return nil
    }
    if power == 0 { return Double(mantissa) }
    let five = powersOfFive[Int(power.magnitude)]
    let shift = mantissa.leadingZeroBitCount
    let normal = mantissa << UInt64(shift)
    // The value is `bits · 2^exponent`, and a little more where `hasMore`.
    var bits: UInt64
    var exponent = power - shift
    let hasMore: Bool
    if power > 0 {
      let (high, low) = normal.multipliedFullWidth(by: five)
      let lead = high.leadingZeroBitCount
      bits = lead == 0 ? high : high << UInt64(lead) | low >> UInt64(64 - lead)
      hasMore = low << UInt64(lead) != 0
      exponent += 64 - lead
    } else {
      let lead = five.leadingZeroBitCount
      let divisor = five << UInt64(lead)
      exponent += lead
      let remainder: UInt64
      if normal < divisor {
        (bits, remainder) = divisor.dividingFullWidth((normal, 0))
        exponent -= 64
      } else {
        (bits, remainder) = divisor.dividingFullWidth((normal >> 1, normal << 63))
        exponent -= 63
      }
      hasMore = remainder != 0
    }
    // 53 of the 64 bits are kept.
    let rest = bits & 0x7FF
    bits >>= 11
    if rest > 0x400 || rest == 0x400 && (hasMore || bits & 1 == 1) { bits += 1 }
    // A normal number whatever the power: the product is exact.
    return Double(bits) * Double(bitPattern: UInt64(1023 + exponent + 11) << 52)
  }
}
