/// Points, exact to a millionth, so that sums are what people expect: 0.1 + 0.2 is 0.3.
public struct Points: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Millionths of a point.
  public let millionths: Int

  /// No points.
  public static let zero = Points(millionths: 0)

  /// Creates points from millionths.
  public init(millionths: Int) { self.millionths = millionths }

  /// A share of the points, from 0 to 1, rounded to a millionth; nothing if the share is no number.
  public func share(_ share: Double) -> Points {
    Points(millionths: Int(exactly: (Double(millionths) * share).rounded()) ?? 0)
  }

  /// The share of other points that these are of their own maximum, rounded to a millionth; these points themselves
  /// where their maximum is nothing.
  public func scaled(from own: Points, to other: Points) -> Points {
    guard own != other, own > .zero else { return self }
    return other.share(Double(millionths) / Double(own.millionths))
  }

  /// Creates points from a number, rounded to a millionth; nil below 0, above a million or not finite.
  public init?(_ value: Double) {
    guard value >= 0, value <= 1e6, let rounded = Int(exactly: (value * 1e6).rounded()) else {
      return nil
    }
    millionths = rounded
  }

  /// The points as a number.
  public var value: Double { Double(millionths) / 1e6 }

  /// The points with the digits they need: `2`, `0.5`.
  public var description: String {
    guard millionths >= 0 else { return "-\(Points.zero - self)" }
    let whole = millionths / 1_000_000
    let rest = millionths % 1_000_000
    guard rest != 0 else { return String(whole) }
    var digits = String(rest)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }

  /// The points with their word: `1 point`, `2.5 points`.
  public var words: String { "\(self) point\(millionths == 1_000_000 ? "" : "s")" }

  /// The sum.
  public static func + (a: Points, b: Points) -> Points {
    Points(millionths: a.millionths + b.millionths)
  }

  /// The difference.
  public static func - (a: Points, b: Points) -> Points {
    Points(millionths: a.millionths - b.millionths)
  }

  /// Whether there are fewer.
  public static func < (a: Points, b: Points) -> Bool { a.millionths < b.millionths }
}
