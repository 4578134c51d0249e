/// A length of time as people write it: `90s`, `30m`, `1h`, `2d`, `1w`.
public struct TimeSpan: Hashable, Sendable {
  /// Its length in seconds.
  public let seconds: Int

  /// Reads a whole number and a unit: seconds, minutes, hours, days or weeks.
  public init?(_ text: String) {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
    guard let last = text.last, let unit = units[last],
      let count = Int(text.dropLast()), (0...100_000).contains(count),
      text.utf8.first.map({ (0x30...0x39).contains($0) }) == true
    else { return nil }
    seconds = count * unit
  }

  /// Creates a length.
  public init(seconds: Int) { self.seconds = seconds }

  /// A length in the largest unit that leaves nothing over.
  public var text: String {
    for (unit, length) in [("d", 86_400), ("h", 3_600), ("m", 60)]
    where seconds > 0 && seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }
}
