/// With whom a student hands in, for as long as that lasts.
public struct GroupMembership: Sendable, Hashable {
  /// The group's name.
  public let name: String
  /// The first moment of it; nil if it has always been so.
  let from: Moment?
  /// The moment it ends; nil if it does not.
  let until: Moment?

  /// Reads `NAME`, or `NAME from 2026-11-01 until 2026-12-01T12:00+01:00`; a day begins in universal time.
  init?(_ text: String) {
    var words = text.split(separator: " ").map(String.init)
    var bounds: [String: Moment] = [:]
    while words.count > 2, ["from", "until"].contains(words[words.count - 2]) {
      let time = words.removeLast()
      let bound = words.removeLast()
      guard let moment = Moment(time) ?? Moment("\(time)T00:00Z"),
        bounds.updateValue(moment, forKey: bound) == nil
      else { return nil }
    }
    // What looks like a date belongs to a word that is misspelt.
    guard !words.isEmpty, !words.contains("from"), !words.contains("until"),
      !words.contains(where: { Moment($0) != nil || Moment("\($0)T00:00Z") != nil })
    else { return nil }
    name = words.joined(separator: " ")
    (from, until) = (bounds["from"], bounds["until"])
    if let from, let until, from >= until { return nil }
  }

  /// Whether there is a moment at which both hold.
  func overlaps(_ other: GroupMembership) -> Bool {
    func ends(_ one: GroupMembership, before next: GroupMembership) -> Bool {
      guard let until = one.until, let from = next.from else { return false }
      return until <= from
    }
    return !ends(self, before: other) && !ends(other, before: self)
  }

  /// Whether it holds at a moment; without one, whether it holds in the end.
  func holds(at moment: Moment?) -> Bool {
    guard let moment else { return until == nil }
    return from.map { $0 <= moment } ?? true && until.map { moment < $0 } ?? true
  }
}
