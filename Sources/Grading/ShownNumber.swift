internal import Foundation

/// A number for people, to so many significant digits.
public func shown(_ value: Double, digits: Int = 6) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
  if value == 0 { return "0" }
  // The C library's own formatting, without a string for the format and one for the result.
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
    guard let start = buffer.baseAddress else { return "" }
    return String(cString: gcvt(value, Int32(clamping: min(digits, 17)), start))
  }
}

/// Two numbers for people, with as many digits as it takes to see that they differ.
func shownApart(_ a: Double, _ b: Double) -> (String, String) {
  for digits in 6..<17 {
    let pair = (shown(a, digits: digits), shown(b, digits: digits))
    if pair.0 != pair.1 { return pair }
  }
  return (shown(a, digits: 17), shown(b, digits: 17))
}

/// An index along each axis, `[2, 0]`.
public func shown(index: [Int]) -> String {
  "[" + index.map(String.init).joined(separator: ", ") + "]"
}

/// The power of ten of a number's first digit; 0 for what has none.
func exponentOfTen(_ value: Double) -> Int {
  value > 0 ? Int(exactly: log10(value).rounded(.down)) ?? 0 : 0
}
