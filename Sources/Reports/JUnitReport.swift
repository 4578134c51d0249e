internal import Coursework
public import Grading

/// Writes an outcome as JUnit XML, in the shape that all common readers understand.
///
/// One suite a submission, one test case a part; `docs/junit.md` says what becomes of each verdict.
public enum JUnitReport {
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
    try document(outcome)
  }

  /// A report of many submissions, piece by piece: what stands before the suites.
  public static var opening: [UInt8] { start }
  /// What stands after them.
  public static var closing: [UInt8] { end }

  /// One suite of a report of many submissions.
  ///
  /// - Throws: ``Failure``.
  public static func suite(_ outcome: Outcome) throws(Failure) -> [UInt8] {
    let bytes = try document(outcome)
    guard bytes.starts(with: start), bytes.suffix(end.count).elementsEqual(end) else {
      throw Failure()
    }
    return Array(bytes.dropFirst(start.count).dropLast(end.count))
  }

  private static func document(_ outcome: Outcome) throws(Failure) -> [UInt8] {
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
          ("time", "0.000"),
        ]
      ) {
        addProperties(outcome, to: writer)
        for part in outcome.parts { addCase(part, suite: name, to: writer) }
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

  private static func addProperties(_ outcome: Outcome, to writer: XMLWriter) {
    func add(_ name: String, _ value: String) {
      writer.element(
        "property",
        [
          ("name", XMLText.attribute(name, limit: 200)),
          ("value", XMLText.attribute(value, limit: longestMessage)),
        ])
    }
    writer.element("properties") {
      add("nabla.schema", "1")
      add("assignment", outcome.assignment)
      add("submission", outcome.student)
      add("score", outcome.score.description)
      add("max_score", outcome.maximum.description)
      for part in outcome.parts {
        let name = "part.\(part.name)"
        add(name + ".status", part.verdict.rawValue)
        if let score = part.score { add(name + ".score", score.description) }
        add(name + ".max_score", part.points.description)
        if let worst = part.worst {
          add(name + ".tolerance", shown(worst.tolerance, digits: 3))
          add(name + ".max_error", shown(worst.error, digits: 3))
        }
        if let note = part.note { add(name + ".diagnosis", note) }
      }
    }
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

  private static func addCase(_ part: PartOutcome, suite name: String, to writer: XMLWriter) {
    let title = part.title.map { " \($0)" } ?? ""
    writer.element(
      "testcase",
      [
        ("name", XMLText.attribute(part.name.description + title, limit: 150)),
        ("classname", name), ("time", "0.000"),
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
