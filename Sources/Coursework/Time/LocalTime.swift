internal import Foundation

/// The zone in which a table tells its times.
public struct TimeTableZone: Sendable {
  private let zone: TimeZone

  /// Reads `Europe/Berlin`, `UTC` or `+01:00`; nil for anything else.
  public init?(_ text: String) {
    if text == "Z" || text == "UTC" {
      zone = .gmt
    } else if let sign = text.first, "+-−".contains(sign) {
      let digits = text.dropFirst().filter(\.isNumber)
      guard digits.count == 4, let hours = Int(digits.prefix(2)),
        let minutes = Int(digits.suffix(2)),
        hours < 24, minutes < 60,
        let zone = TimeZone(
          secondsFromGMT: (sign == "+" ? 1 : -1) * (hours * 60 + minutes) * 60)
      else { return nil }
      self.zone = zone
    } else {
      guard text.contains("/"), let zone = TimeZone(identifier: text) else { return nil }
      self.zone = zone
    }
  }

  /// A moment as clocks here show it, to the minute, with the offset: `2026-12-04 18:00 +01:00`.
  public func text(of moment: Moment) -> String {
    let offset = offset(at: moment)
    let local = moment.later(by: offset).description
    let minutes = abs(offset) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(local.prefix(10)) \(local.dropFirst(11).prefix(5)) "
      + (offset == 0 ? "UTC" : "\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))")
  }

  /// Universal time.
  public static let universal = TimeTableZone(.gmt)

  private init(_ zone: TimeZone) { self.zone = zone }

  /// Seconds that clocks here are ahead of universal time.
  fileprivate func offset(at moment: Moment) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.seconds)))
  }
}

/// A date and time of day as people and learning systems write it, without a zone.
struct LocalTime {
  /// The time, as if it were universal.
  private let universal: Moment

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Reads `2026-11-20 23:14`, `Friday, 20 November 2026, 11:14 PM` and what lies between.
  init?(_ text: String) {
    let words = text.lowercased().split { ", \u{202F}\u{A0}".contains($0) }.map(String.init)
    var (year, month, day): (Int?, Int?, Int?) = (nil, nil, nil)
    var clock: String?
    var isAfternoon: Bool?
    for word in words {
      let pieces = word.split(separator: "-").map(String.init)
      if word.contains(":") {
        guard clock == nil else { return nil }
        if pieces.count == 3 || word.contains("t") { return nil }
        clock = word
      } else if pieces.count == 3, pieces[0].count == 4 {
        (year, month, day) = (Int(pieces[0]), Int(pieces[1]), Int(pieces[2]))
      } else if word == "am" || word == "pm" {
        isAfternoon = word == "pm"
      } else if let number = Int(word.hasSuffix(".") ? String(word.dropLast()) : word) {
        if number > 31, year == nil {
          year = number
        } else if day == nil {
          day = number
        } else {
          return nil
        }
      } else if let index = LocalTime.months.firstIndex(where: { word.hasPrefix($0) }) {
        month = index + 1
      } else if !word.hasSuffix("day") {
        return nil
      }
    }
    guard let year, let month, let day, let clock else { return nil }
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...3).contains(parts.count), var hour = parts[0], let minute = parts[1],
      let second = parts.count == 3 ? parts[2] : 0
    else { return nil }
    if let isAfternoon {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard
      let moment = Moment(
        "\(year)-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))Z")
    else { return nil }
    universal = moment
  }

  /// The moment, and its text with the zone's offset.
  ///
  /// - Parameters:
  ///   - zone: The zone.
  ///   - prefersLater: Whether a time that clocks show twice is the later one.
  /// - Returns: nil if the zone has no such time at all.
  func moment(in zone: TimeTableZone, prefersLater: Bool) -> (moment: Moment, text: String)? {
    let offsets = Set([-86_400, 0, 86_400].map { zone.offset(at: universal.later(by: $0)) })
    let fitting = offsets.filter { zone.offset(at: universal.later(by: -$0)) == $0 }
    // A time that clocks skip is read as if they had not been changed yet: half past two is half past three.
    guard let offset = (prefersLater ? fitting.min() : fitting.max()) ?? offsets.min() else {
      return nil
    }
    let minutes = abs(offset) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let sign = offset < 0 ? "-" : "+"
    return (
      universal.later(by: -offset),
      "\(universal.description.dropLast())\(sign)\(two(minutes / 60)):\(two(minutes % 60))"
    )
  }
}

extension Moment {
  fileprivate func later(by seconds: Int) -> Moment { Moment(seconds: self.seconds + seconds) }
}
