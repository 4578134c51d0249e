internal import Diagnostics
internal import Yams

/// Reads until when and how often students may hand in.
extension AssignmentReader {
  /// What is wrong with policies that assignments have unless they say otherwise.
  static func faults(inDefaults mapping: YAMLMapping) -> [Diagnostic] {
    var reader = AssignmentReader(text: mapping.text, readsSamples: false)
    reader.isReadingDefaults = true
    _ = reader.policy(mapping)
    _ = mapping.flag("group-work", &reader.problems)
    return reader.problems
  }

  /// Where to hand in must be said in words, if it is said.
  static func checkHandIn(
    _ handIn: String?, _ top: YAMLMapping, _ problems: inout [Diagnostic]
  ) {
    guard let node = top["hand-in"], handIn?.contains(where: { !$0.isWhitespace }) != true,
      problems.isEmpty
    else { return }
    problems.append(
      top.text.error(
        "'hand-in' is empty; expected where to hand in, or no such key", at: node))
  }

  mutating func policy(_ top: YAMLMapping) -> SubmissionPolicy {
    let due = moment(top, "due")
    let late = late(top, due)
    var attempts: Int?
    var isUnlimited = false
    if let node = top["attempts"] {
      attempts = Int(node.scalar?.string ?? "")
      isUnlimited = node.scalar?.string == "unlimited"
      if !isUnlimited, !(1...1_000_000).contains(attempts ?? 0) {
        problems.append(
          text.error("'attempts' must be a whole number of at least 1, or unlimited", at: node))
      }
    }
    var count = SubmissionPolicy.Counted.best
    if let node = top["count"] {
      if let counted = SubmissionPolicy.Counted(rawValue: node.scalar?.string ?? "") {
        count = counted
      } else {
        problems.append(text.error("'count' must be best or latest", at: node))
      }
    }
    return SubmissionPolicy(
      due: due, late: late, attempts: attempts, isUnlimitedByChoice: isUnlimited, count: count)
  }

  private mutating func moment(_ mapping: YAMLMapping, _ key: String) -> Moment? {
    guard let node = mapping[key] else { return nil }
    if let moment = Moment(node.scalar?.string ?? "") { return moment }
    problems.append(
      text.error(
        "'\(key)' must be a date and time with a time zone", at: node,
        help: "such as 2026-11-20T23:59+01:00"))
    return nil
  }

  /// Reads `{per-day: 10%, grace: 1h, until: 2026-11-27T23:59+01:00}`.
  private mutating func late(_ top: YAMLMapping, _ due: Moment?) -> SubmissionPolicy.Late? {
    guard let node = top["late"],
      let mapping = YAMLMapping(
        node, in: text, what: "'late'", keys: AssignmentKeys.names("late"), &problems)
    else { return nil }
    if top["due"] == nil, !isReadingDefaults {
      problems.append(text.error("'late' needs 'due': nothing can be late otherwise", at: node))
    }
    if mapping["per-day"] == nil, mapping["until"] == nil {
      problems.append(text.error("'late' needs 'per-day' or 'until'", at: node))
    }
    var grace = TimeSpan(seconds: 0)
    if let node = mapping["grace"] {
      if let span = TimeSpan(node.scalar?.string ?? "") {
        grace = span
      } else {
        problems.append(
          text.error("'grace' must be a length of time", at: node, help: "such as 30m, 1h or 2d"))
      }
    }
    var until: Moment?
    if let node = mapping["until"] {
      if let span = TimeSpan(node.scalar?.string ?? "") {
        until = due.map { Moment(seconds: $0.seconds + span.seconds) }
      } else if let moment = Moment(node.scalar?.string ?? "") {
        until = moment
      } else {
        problems.append(
          text.error(
            "'until' must be a time with a time zone, or a length of time after 'due'", at: node,
            help: "such as 2026-11-27T23:59+01:00, or 7d"))
      }
      if let due, let until, until < due {
        problems.append(text.error("'until' is before 'due'", at: node))
      }
    }
    return SubmissionPolicy.Late(perDay: perDay(mapping), grace: grace, until: until)
  }

  /// A share in per cent, `10%`, or as a number, `0.1`; in millionths.
  private mutating func perDay(_ mapping: YAMLMapping) -> Int {
    guard let node = mapping["per-day"] else { return 0 }
    let word = node.scalar?.string ?? ""
    let isPercent = word.last == "%"
    let most = isPercent ? 100.0 : 1
    if let share = NumberToken(reading: isPercent ? String(word.dropLast()) : word)?.value,
      share >= 0, share <= most, let millionths = Int(exactly: (share / most * 1e6).rounded())
    {
      return millionths
    }
    problems.append(
      text.error(
        "'per-day' must be a share of the points from 0 to 100%", at: node, help: "such as 10%"))
    return 0
  }
}
