internal import Coursework
public import Grading

/// Writes an outcome as JUnit XML, in the shape that all common readers understand.
///
/// One suite a submission, one test case a part; `docs/junit.md` says what becomes of each verdict.
public enum JUnitReport {
  /// What a report tells besides the outcome.
  public struct Circumstances: Sendable {
    /// What the student has with this attempt; nil if neither a policy nor a person changes anything.
    public let standing: Standing?
    /// The number of the attempt.
    public let attempt: Int?
    /// How long grading took; nil if that is not told, since it differs from run to run.
    public let seconds: Double?

    /// Creates circumstances.
    public init(standing: Standing? = nil, attempt: Int? = nil, seconds: Double? = nil) {
      self.standing = standing
      self.attempt = attempt
      self.seconds = seconds
    }
  }

  /// A report that libxml2 could not write, or not read back.
  public struct Failure: Error {}

  private static let longestMessage = 500
  private static let longestText = 3_500

  /// What stands before the suites of a report, and after them.
  private static let start = Array(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".utf8)
  private static let end = Array("</testsuites>\n".utf8)

  /// A report of one submission.
  ///
  /// - Throws: ``Failure``.
  public static func xml(_ outcome: Outcome) throws(Failure) -> [UInt8] {
    try document(outcome, Circumstances())
  }

  /// A report of many submissions, piece by piece: what stands before the suites.
  public static var opening: [UInt8] { start }
  /// What stands after them.
  public static var closing: [UInt8] { end }

  /// One suite of a report of many submissions.
  ///
  /// - Throws: ``Failure``.
  public static func suite(_ outcome: Outcome, _ circumstances: Circumstances = Circumstances())
    throws(Failure) -> [UInt8]
  {
    let bytes = try document(outcome, circumstances)
    guard bytes.count >= start.count + end.count, Array(bytes.prefix(start.count)) == start,
      Array(bytes.suffix(end.count)) == end
    else { throw Failure() }
    return Array(bytes[start.count..<bytes.count - end.count])
  }

  private static func document(_ outcome: Outcome, _ circumstances: Circumstances)
    throws(Failure) -> [UInt8]
  {
    guard let writer = XMLWriter() else { throw Failure() }
    let name = suiteName(outcome)
    let results = outcome.parts.map { result(of: $0)?.element }
    writer.element("testsuites") {
      writer.element(
        "testsuite",
        [
          ("name", name), ("package", ""), ("id", "0"), ("hostname", "localhost"),
          // No time of submission is known, and the same input must give the same bytes.
          ("timestamp", "1970-01-01T00:00:00"), ("tests", String(outcome.parts.count)),
          ("failures", String(results.count { $0 == "failure" })),
          ("errors", String(results.count { $0 == "error" })), ("skipped", "0"),
          ("time", time(circumstances.seconds)),
        ]
      ) {
        writer.element("properties") {
          addProperties(outcome, to: writer)
          addStanding(circumstances, to: writer)
        }
        // A part has its share of the time: parts are graded together.
        let share = circumstances.seconds.map { $0 / Double(max(outcome.parts.count, 1)) }
        for part in outcome.parts { addCase(part, suite: name, time(share), to: writer) }
        writer.element("system-out", text: XMLText.element(table(outcome), limit: 10_000))
        writer.element("system-err", text: "")
      }
    }
    guard let bytes = writer.document() else { throw Failure() }
    return bytes
  }

  // MARK: Suite

  private static func suiteName(_ outcome: Outcome) -> String {
    "\(component(outcome.assignment)).\(component(outcome.student))"
  }

  /// A name with letters, digits, `-` and `_` alone; a name that had to be changed gets a few digits
  /// of its hash, so that two students never share one.
  private static func component(_ name: String) -> String {
    let isPlain = { (scalar: Unicode.Scalar) in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || scalar == "-" || scalar == "_")
    }
    if name.unicodeScalars.allSatisfy(isPlain), name.utf8.count <= 100 { return name }
    var plain = ""
    for scalar in name.unicodeScalars.prefix(90) {
      plain.unicodeScalars.append(isPlain(scalar) ? scalar : "_")
    }
    let digest = StableHash.of(name)
    return plain + "-" + digest
  }

  private static func add(_ name: String, _ value: String, to writer: XMLWriter) {
    writer.element(
      "property",
      [
        ("name", XMLText.attribute(name, limit: 200)),
        ("value", XMLText.attribute(value, limit: longestMessage)),
      ])
  }

  private static func addProperties(_ outcome: Outcome, to writer: XMLWriter) {
    add("nabla.schema", "1", to: writer)
    add("assignment", outcome.assignment, to: writer)
    add("submission", outcome.student, to: writer)
    add("score", outcome.score.description, to: writer)
    add("max_score", outcome.maximum.description, to: writer)
    for part in outcome.parts {
      let name = "part.\(part.name)"
      add(name + ".status", part.verdict.rawValue, to: writer)
      if let score = part.score { add(name + ".score", score.description, to: writer) }
      add(name + ".max_score", part.points.description, to: writer)
      if let worst = part.worst {
        add(name + ".tolerance", shown(worst.tolerance, digits: 3), to: writer)
        add(name + ".max_error", shown(worst.error, digits: 3), to: writer)
      }
      if let note = part.note { add(name + ".diagnosis", note, to: writer) }
    }
  }

  /// What stands with the attempt: what lateness costs, what people decided, and what both come to.
  private static func addStanding(_ circumstances: Circumstances, to writer: XMLWriter) {
    guard let standing = circumstances.standing else { return }
    let attempt = standing.attempts.first { $0.record.number == circumstances.attempt }
    if case .late(_, let days)? = attempt?.lateness {
      add("late.days", "\(days)", to: writer)
      add("late.deduction", "\(attempt?.deduction ?? .zero)", to: writer)
      if let days = attempt?.slipDays, days > 0 { add("late.slip_days", "\(days)", to: writer) }
    }
    if let exclusion = attempt?.exclusion { add("does_not_count", exclusion.rawValue, to: writer) }
    for decision in standing.decisions {
      let name = decision.part.map { "part.\($0).decision" } ?? "decision"
      let ruling =
        switch decision.ruling {
        case .points(let points): "\(points) points"
        case .excuse: "excused"
        case .accept: "accepted"
        }
      add(name, ruling, to: writer)
    }
    add("standing.state", standing.state.rawValue, to: writer)
    if let score = standing.score { add("standing.score", "\(score)", to: writer) }
    if let fallen = standing.fallen { add("standing.by_rules", "\(fallen)", to: writer) }
    add("standing.max_score", "\(standing.maximum)", to: writer)
  }

  /// Seconds with three decimals, whatever the locale; at least one thousandth, since readers divide by it.
  private static func time(_ seconds: Double?) -> String {
    let thousandths = seconds.map { max(1, Int(exactly: ($0 * 1000).rounded()) ?? 1) } ?? 0
    let rest = "\(thousandths % 1000)"
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// The same in words, for readers that show no properties.
  private static func table(_ outcome: Outcome) -> String {
    var lines = [
      "\(outcome.assignment) \(outcome.student): \(outcome.score) of \(outcome.maximum) points"
    ]
    let width = outcome.parts.map(\.name.description.utf8.count).max() ?? 0
    for part in outcome.parts {
      let text = part.name.description
      let name = text + String(repeating: " ", count: width - text.utf8.count)
      let score = part.score.map { "\($0)/\(part.points)" } ?? "-/\(part.points)"
      lines.append("\(name)  \(score)  \(part.verdict.rawValue)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Cases

  private static func result(of part: PartOutcome) -> (element: String, type: String)? {
    switch part.verdict {
    case .correct: nil
    case .carried: part.score == part.points ? nil : ("failure", "partial-credit")
    case .incorrect:
      ("failure", part.score ?? .zero > .zero ? "partial-credit" : "wrong-answer")
    case .imprecise: ("failure", "imprecise")
    case .missing: ("failure", "not-submitted")
    case .malformed: ("error", part.isFileUnreadable ? "unreadable-file" : "wrong-format")
    case .disputed: ("error", "disputed")
    }
  }

  private static func addCase(
    _ part: PartOutcome, suite name: String, _ time: String, to writer: XMLWriter
  ) {
    let title = part.title.map { " \($0)" } ?? ""
    writer.element(
      "testcase",
      [
        ("name", XMLText.attribute(part.name.description + title, limit: 150)),
        ("classname", name), ("time", time),
      ]
    ) {
      guard let (element, type) = result(of: part) else { return }
      let score = part.score.map { "\($0)/\(part.points) points" } ?? "no points yet"
      let why = part.why.isEmpty ? part.verdict.rawValue : part.why
      let message = XMLText.attribute("\(score): \(why)", limit: longestMessage)
      // Some readers drop the message and others the text: the text starts with the message.
      writer.element(
        element, [("message", message), ("type", type)],
        text: XMLText.element(message + "\n" + details(part), limit: longestText))
    }
  }

  private static func details(_ part: PartOutcome) -> String {
    var lines = ["Verdict:    \(part.verdict.rawValue)"]
    if let score = part.score { lines.append("Score:      \(score) of \(part.points)") }
    if let worst = part.worst {
      if !worst.index.isEmpty { lines.append("Entry:      \(shown(index: worst.index))") }
      lines.append("Got:        \(shown(worst.got, digits: 12))")
      lines.append("Expected:   \(shown(worst.wanted, digits: 12))")
      lines.append("Error:      \(shown(worst.error, digits: 3))")
      lines.append("Tolerance:  \(shown(worst.tolerance, digits: 3))")
    }
    if let note = part.note { lines.append("Note:       \(note)") }
    return lines.joined(separator: "\n") + "\n"
  }
}
