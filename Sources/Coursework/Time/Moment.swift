internal import Foundation

/// A moment, to the second, whatever the zone it was told in.
public struct Moment: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let seconds: Int

  /// Creates a moment.
  public init(seconds: Int) { self.seconds = seconds }

  /// Reads a date and time with its zone, as ISO 8601 and RFC 3339 write it: `2026-11-20T23:59+01:00`.
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
    // What follows is parsed leniently by the library: its form is looked at here.
    let form = bytes.map { (0x30...0x39).contains($0) ? UInt8(ascii: "0") : $0 }
    let zones = ["Z", "+00:00", "-00:00", "+0000", "-0000"]
    guard
      zones.contains(where: { form.elementsEqual(Array("0000-00-00T00:00:00\($0)".utf8)) }),
      let date = try? Date(String(decoding: bytes, as: UTF8.self), strategy: .iso8601)
    else { return nil }
    seconds = Int(date.timeIntervalSince1970.rounded(.down))
    // The thirtieth of February is no day: it would come out as another.
    let (day, zone) = (bytes[..<19], bytes[19...])
    guard Moment.local(seconds, zone) == String(decoding: day, as: UTF8.self) else { return nil }
  }

  private static func local(_ seconds: Int, _ zone: ArraySlice<UInt8>) -> String {
    let digits = zone.filter { (0x30...0x39).contains($0) }.map { Int($0) - 0x30 }
    guard digits.count == 4 else { return String("\(Moment(seconds: seconds))".dropLast()) }
    let offset = (digits[0] * 10 + digits[1]) * 3_600 + (digits[2] * 10 + digits[3]) * 60
    let sign = zone.first == UInt8(ascii: "-") ? -1 : 1
    return String("\(Moment(seconds: seconds + sign * offset))".dropLast())
  }

  /// The moment in universal time: `2026-11-20T22:59:00Z`.
  public var description: String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
  }

  /// Whether a moment is earlier.
  public static func < (a: Moment, b: Moment) -> Bool { a.seconds < b.seconds }
}
