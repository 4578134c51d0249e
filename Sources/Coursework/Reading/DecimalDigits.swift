/// The digits of a number as a whole number; beyond 19 of them the value says nothing.
struct DecimalDigits {
  private(set) var value: UInt64 = 0
  /// The digits from the first that is not 0 on.
  private(set) var significantDigits = 0

  /// Reads digits from a place on, and moves it behind them.
  ///
  /// - Returns: how many there are.
  @inline(__always) @discardableResult
  mutating func readDigits(of bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int {
    let start = position
    if significantDigits == 0 {
      while position < bytes.count, bytes[position] == UInt8(ascii: "0") { position += 1 }
    }
    let first = position
    while let eight = DecimalDigits.eightDigits(of: bytes, at: position) {
      value = value &* 100_000_000 &+ eight
      position += 8
    }
    while position < bytes.count {
      let digit = bytes[position] &- 0x30
      guard digit <= 9 else { break }
      value = value &* 10 &+ UInt64(digit)
      position += 1
    }
    significantDigits += position - first
    return position - start
  }

  /// The number that eight digits make; nil where there are not as many.
  ///
  /// All eight at once: pairs are added up, then pairs of pairs.
  @inline(__always)
  private static func eightDigits(of bytes: UnsafeBufferPointer<UInt8>, at position: Int)
    -> UInt64?
  {
    guard bytes.count - position >= 8, let start = bytes.baseAddress else { return nil }
    let word = UInt64(
      littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self))
    let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    guard word & high == 0x3030_3030_3030_3030,
      (word &+ 0x0606_0606_0606_0606) & high == 0x3030_3030_3030_3030
    else { return nil }
    let pairs = ((word & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) >> 8
    let fours = ((pairs & 0x00FF_00FF_00FF_00FF) &* 6_553_601) >> 16
    return ((fours & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) >> 32
  }
}
