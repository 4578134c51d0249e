/// A moment, to the second, whatever the zone it was told in.
public struct Moment: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let seconds: Int

  /// Creates a moment.
  public init(seconds: Int) { self.seconds = seconds }

  /// Reads a date and time with a time zone, as ISO 8601 and RFC 3339 write it: `2026-11-20T23:59+01:00`.
  ///
  /// Seconds may be left out, a fraction of one is cut off, and a blank may stand for the `T`; a time
  /// without a zone is nil, because nobody can tell when it was.
  public init?(_ text: String) {
    var bytes = Array(text.utf8)
    guard bytes.count >= 17, bytes.count <= 40 else { return nil }
    if bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "t") {
      bytes[10] = UInt8(ascii: "T")
    }
    // Without seconds the sixteenth byte starts the zone.
    if bytes[16] != UInt8(ascii: ":") { bytes.insert(contentsOf: Array(":00".utf8), at: 16) }
    if bytes.count > 19, bytes[19] == UInt8(ascii: ".") {
      let digits = bytes[20...].prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return nil }
      bytes.removeSubrange(19..<digits.endIndex)
    }
    if bytes.count > 19, bytes[19] == UInt8(ascii: " ") { bytes.remove(at: 19) }
    if bytes.last == UInt8(ascii: "z") { bytes[bytes.count - 1] = UInt8(ascii: "Z") }
    let form = bytes.map { (0x30...0x39).contains($0) ? UInt8(ascii: "0") : $0 }
    let zones = ["Z", "+00:00", "-00:00", "+0000", "-0000"]
    guard zones.contains(where: { form.elementsEqual("0000-00-00T00:00:00\($0)".utf8) }) else {
      return nil
    }
    let digits = bytes.filter { (0x30...0x39).contains($0) }.map { Int($0) - 0x30 }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
    let (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
    let isOffset = digits.count == 18
    let offset = isOffset ? number(14..<16) * 60 + number(16..<18) : 0
    guard (1...12).contains(month), (1...Moment.days(in: month, of: year)).contains(day),
      hour < 24, minute < 60, second < 60, !isOffset || number(16..<18) < 60, offset < 24 * 60
    else { return nil }
    let isWest = bytes[19] == UInt8(ascii: "-")
    seconds =
      Moment.days(until: year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
      - (isWest ? -offset : offset) * 60
  }

  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// Days since 1970-01-01, in years that begin in March, so that the leap day comes last.
  ///
  /// The library's calendars take longer to come up than all else takes.
  private static func days(until year: Int, _ month: Int, _ day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = (month + 9) % 12
    return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400
      + (marchMonth * 153 + 2) / 5 + day - 719_469
  }

  /// The moment in universal time: `2026-11-20T22:59:00Z`.
  public var description: String {
    let second = (seconds % 86_400 + 86_400) % 86_400
    let days = (seconds - second) / 86_400
    var year = 1970 + days / 366
    while Moment.days(until: year + 1, 1, 1) <= days { year += 1 }
    while Moment.days(until: year, 1, 1) > days { year -= 1 }
    var month = 1
    while month < 12, Moment.days(until: year, month + 1, 1) <= days { month += 1 }
    let day = days - Moment.days(until: year, month, 1) + 1
    func padded(_ number: Int, _ width: Int = 2) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(year, 4))-\(padded(month))-\(padded(day))T"
      + "\(padded(second / 3_600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
  }

  /// Whether a moment is earlier.
  public static func < (a: Moment, b: Moment) -> Bool { a.seconds < b.seconds }
}
