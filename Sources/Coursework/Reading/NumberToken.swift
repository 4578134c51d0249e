internal import Foundation

/// A number as it was written: its value, and how many digits it claims.
public struct NumberToken: Sendable, Hashable {
  /// The value in double precision.
  public let value: Double
  // A submission may have millions of tokens: each is 16 bytes. From the top: 21 bits of decimals, 21 of significant
  // digits, 20 of the power with its sign, and one for each mark.
  private let form: UInt64

  /// Creates a token.
  ///
  /// - Parameters:
  ///   - value: The value in double precision.
  ///   - decimals: Digits after the decimal point of the mantissa.
  ///   - significantDigits: Digits of the mantissa from the first that is not 0 on.
  ///   - exponent: The power of ten after `e`.
  ///   - hasExponent: Whether an exponent was written.
  ///   - hasPoint: Whether a decimal point was written.
  init(
    value: Double, decimals: Int, significantDigits: Int, exponent: Int, hasExponent: Bool,
    hasPoint: Bool
  ) {
    self.value = value
    let mostDigits = 1 << 20 - 1
    let mostPower = 1 << 19 - 1
    let decimals = UInt64(bitPattern: Int64(max(-mostDigits, min(decimals, mostDigits))))
    let significant = UInt64(max(0, min(significantDigits, mostDigits)))
    let power = UInt64(bitPattern: Int64(max(-mostPower, min(exponent, mostPower))))
    form =
      decimals << 43 | significant << 22 | (power & 0xF_FFFF) << 2 | (hasExponent ? 2 : 0)
      | (hasPoint ? 1 : 0)
  }

  /// Digits after the decimal point of the mantissa; negative where a whole number claims fewer than it has.
  public var decimals: Int { Int(Int64(bitPattern: form) >> 43) }
  /// Digits of the mantissa from the first that is not 0 on; 1 for a zero without decimals.
  public var significantDigits: Int { Int(form >> 22 & 0x1F_FFFF) }
  /// The power of ten after `e`; 0 if there is none.
  public var exponent: Int { Int(Int64(bitPattern: form << 42) >> 44) }
  /// Whether an exponent was written.
  public var hasExponent: Bool { form & 2 != 0 }
  /// Whether a decimal point was written.
  public var hasPoint: Bool { form & 1 != 0 }

  /// The unit of the last place written: 1e-4 for `0.1200`.
  public var lastPlace: Double { powerOfTen(exponent - decimals) }

  /// The power of ten of the first significant digit; nil for zero.
  public var magnitudeExponent: Int? {
    value == 0 ? nil : significantDigits - 1 - decimals + exponent
  }
}

extension NumberToken {
  /// `0`, which claims no digits.
  public static let zero = NumberToken(
    value: 0, decimals: 0, significantDigits: 1, exponent: 0, hasExponent: false, hasPoint: false)

  /// The token of a number printed to the digits that are asked for; nil for what cannot be printed.
  public init?(printing value: Double, to asked: AskedDigits) {
    switch asked {
    case .decimals(let count): self.init(printing: value, decimals: count)
    case .significant(let count):
      guard value.isFinite, count > 0, count <= 40 else { return nil }
      self.init(reading: String(format: "%.\(count - 1)e", value))
    }
  }

  /// The token of a number printed to so many decimals; nil for what cannot be printed.
  public init?(printing value: Double, decimals: Int) {
    guard value.isFinite, decimals >= 0, decimals <= 40 else { return nil }
    self.init(reading: String(format: "%.\(decimals)f", value))
  }
}

extension NumberToken {
  /// The token of a number's text; nil for what is no number.
  public init?(reading text: String) {
    var ignored = false
    guard let token = try? NumberToken.read(Array(text.utf8)[...], usesMinusSign: &ignored) else {
      return nil
    }
    self = token
  }
}

/// Ten to a power, correctly rounded wherever a double holds it.
public func powerOfTen(_ exponent: Int) -> Double {
  powersOfTen[max(0, min(exponent - leastPower, powersOfTen.count - 1))]
}

/// Below this power, and as far above 0, doubles hold none.
private let leastPower = -400
private let powersOfTen: [Double] = (leastPower...(-leastPower)).map { Double("1e\($0)") ?? 0 }

/// Why some text is not a number that can be graded.
public enum NumberProblem: Error, Sendable, Hashable {
  /// Nothing is there.
  case empty
  /// NaN or an infinity, in words.
  case notFinite(String)
  /// A finite number beyond what double precision holds.
  case overflow(String)
  /// A decimal comma where it could be a separator as well.
  case decimalComma(String)
  /// A hexadecimal number.
  case hexadecimal(String)
  /// `true` or `false`.
  case boolean(String)
  /// Text in quotes.
  case quoted(String)
  /// Anything else.
  case other(String)

  /// What was found and what was expected.
  public var message: String {
    switch self {
    case .empty: "nothing here, expected a number"
    case .notFinite(let text): "'\(text)' is not finite, expected a finite number"
    case .overflow(let text): "'\(text)' is too large for double precision"
    case .decimalComma(let text): "'\(text)' has a decimal comma, expected a decimal point"
    case .hexadecimal(let text): "'\(text)' is hexadecimal, expected a decimal number"
    case .boolean(let text): "'\(text)' is not a number, expected one such as 0.25 or 1e-3"
    case .quoted(let text): "\(text) is text, expected a number without quotes"
    case .other(let text): "'\(text)' is not a number, expected one such as 0.25 or 1e-3"
    }
  }
}

extension NumberToken {
  /// Reads a number: `^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`, U+2212 for the minus allowed.
  ///
  /// - Parameters:
  ///   - bytes: The text, with nothing around the number.
  ///   - decimalComma: Whether a comma stands for the decimal point.
  ///   - usesMinusSign: Set where U+2212 was read as a minus.
  /// - Returns: the number.
  /// - Throws: the ``NumberProblem``.
  static func read(
    _ bytes: ArraySlice<UInt8>, decimalComma: Bool = false, usesMinusSign: inout Bool
  ) throws(NumberProblem) -> NumberToken {
    guard !bytes.isEmpty else { throw .empty }
    var position = bytes.startIndex
    let found = bytes.withUnsafeBufferPointer { buffer in
      let (token, length) = prefix(
        of: buffer, from: 0, decimalComma: decimalComma, usesMinusSign: &usesMinusSign)
      position += length
      return token
    }
    guard let found, position == bytes.endIndex else { throw problem(bytes) }
    guard found.value.isFinite else { throw .overflow(quotable(bytes)) }
    return found
  }

  /// Reads the number that begins at a place.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - start: Where the number begins.
  ///   - decimalComma: Whether a comma stands for the decimal point.
  ///   - usesMinusSign: Set where U+2212 was read as a minus.
  /// - Returns: The number, infinite where it is too large, and where it ends; nil if none begins there.
  static func prefix(
    of bytes: UnsafeBufferPointer<UInt8>, from start: Int, decimalComma: Bool = false,
    usesMinusSign: inout Bool
  ) -> (token: NumberToken?, end: Int) {
    var position = start
    let end = bytes.count
    var negative = false
    if position < end {
      let first = bytes[position]
      if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
        negative = first == UInt8(ascii: "-")
        position += 1
      } else if first == 0xE2, end - position >= 3, bytes[position + 1] == 0x88,
        bytes[position + 2] == 0x92
      {
        negative = true
        usesMinusSign = true
        position += 3
      }
    }
    let mantissaStart = position
    var mantissa = DecimalDigits()
    mantissa.readDigits(of: bytes, &position)
    var decimals = 0
    let hasPoint =
      position < end && bytes[position] == UInt8(ascii: decimalComma ? "," : ".")
    if hasPoint {
      position += 1
      decimals = mantissa.readDigits(of: bytes, &position)
    }
    let digits = position - mantissaStart - (hasPoint ? 1 : 0)
    let significant = mantissa.significantDigits
    guard digits > 0 else { return (nil, position) }
    let mantissaEnd = position
    let hasExponent = position < end && bytes[position] | 0x20 == UInt8(ascii: "e")
    var exponent = 0
    if hasExponent {
      position += 1
      guard let read = readExponent(of: bytes, &position) else { return (nil, position) }
      exponent = read
    }
    let magnitude =
      significant == 0
      ? 0
      : ExactDecimal.value(
        mantissa.value, digits: significant, power: exponent - decimals)
        ?? value(bytes[mantissaStart..<mantissaEnd], exponent: exponent)
    return (
      NumberToken(
        value: negative ? -magnitude : magnitude, decimals: decimals,
        significantDigits: significant > 0 ? significant : decimals + 1, exponent: exponent,
        hasExponent: hasExponent, hasPoint: hasPoint), position
    )
  }

  /// Reads what stands behind an `e`, and moves a place behind it; nil if these are no digits.
  @inline(__always)
  private static func readExponent(of bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int)
    -> Int?
  {
    let sign = position < bytes.count ? bytes[position] : 0
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
    let start = position
    var exponent = 0
    while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
      exponent = min(99_999, exponent * 10 + Int(bytes[position] - 0x30))
      position += 1
    }
    guard position > start else { return nil }
    return sign == UInt8(ascii: "-") ? -exponent : exponent
  }

  /// The correctly rounded value, by the standard library.
  private static func value(_ mantissa: Slice<UnsafeBufferPointer<UInt8>>, exponent: Int) -> Double
  {
    let comma = UInt8(ascii: ",")
    var text = mantissa.map { $0 == comma ? UInt8(ascii: ".") : $0 }
    if exponent != 0 { text += "e\(exponent)".utf8 }
    return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
  }

  private static func problem(_ bytes: ArraySlice<UInt8>) -> NumberProblem {
    let text = quotable(bytes)
    let word = text.lowercased().drop { $0 == "+" || $0 == "-" }
    if ["nan", "inf", "infinity"].contains(word) { return .notFinite(text) }
    if word.hasPrefix("nan(") || ["#inf", "1.#inf", "1.#qnan", "∞"].contains(word) {
      return .notFinite(text)
    }
    if word == "true" || word == "false" { return .boolean(text) }
    if word.hasPrefix("0x") { return .hexadecimal(text) }
    if word.hasPrefix("\"") || word.hasPrefix("'") { return .quoted(text) }
    if word.contains(","), word.allSatisfy({ $0.isNumber || ",.e+-".contains($0) }) {
      return .decimalComma(text)
    }
    return .other(text)
  }

  private static func quotable(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(44), as: UTF8.self)
    return bytes.count > 40 ? text.prefix(40) + "…" : text
  }
}
