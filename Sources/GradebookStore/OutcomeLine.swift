public import Coursework
public import Diagnostics
public import Grading
internal import Writing

/// One graded submission as a line of JSON, with all that it takes to store it and to grade it again.
public struct OutcomeLine: Sendable {
  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// When it was handed in; nil if nobody says.
  public let submitted: Moment?
  /// The hash of the definition it was graded by.
  public let definition: String
  /// The version of the grader.
  public let grader: String
  /// What was found.
  public let parts: [StoredPart]
  /// The inputs, where they are the student's own.
  public let inputs: DrawnInputs?
  /// The exact text of the answers.
  public let answers: [UInt8]

  /// The name under which the answers are kept.
  static let fileName = "answers.json"

  /// A submission that was graded as a line.
  ///
  /// - Parameters:
  ///   - outcome: What was found.
  ///   - line: What was handed in.
  ///   - assignment: The assignment at the student's inputs.
  public init(_ outcome: Outcome, of line: SubmissionLine, by assignment: Assignment) {
    self.assignment = outcome.assignment
    student = outcome.student
    submitted = line.submitted
    definition = outcome.definition
    grader = Gradebook.graderVersion
    parts = outcome.parts.map(StoredPart.init)
    inputs = assignment.draws ? assignment.drawnInputs : nil
    answers = line.answers
  }

  /// The files to grade of a line.
  public static func files(of line: SubmissionLine) -> [Submission.File] {
    [Submission.File(name: fileName, bytes: line.answers)]
  }

  /// Writes the line.
  ///
  /// - Parameter messages: What could not be read, and how the rest was understood.
  /// - Returns: The text, without a line feed.
  public func json(_ messages: [String]) -> String {
    let total = parts.reduce(Points.zero) { $0 + ($1.score ?? .zero) }
    let maximum = parts.reduce(Points.zero) { $0 + ($1.score == nil ? .zero : $1.points) }
    return JSONValue.object([
      ("assignment", .text(assignment)), ("student", .text(student)),
      ("submitted-at", submitted.map { .text($0.description) } ?? .null),
      ("score", .verbatim(total.description)), ("maximum", .verbatim(maximum.description)),
      ("parts", .list(parts.map(OutcomeLine.json))),
      ("messages", .list(messages.map(JSONValue.text))),
      ("definition", .text(definition)), ("grader", .text(grader)),
      ("inputs", inputs.map { .verbatim($0.json) } ?? .null),
      isJSON
        ? ("answers", .verbatim(String(decoding: answers, as: UTF8.self)))
        : (SubmissionLine.textName, .text(String(decoding: answers, as: UTF8.self))),
    ]).line
  }

  /// Whether the answers are JSON that every reader takes; students' files are read with more patience.
  private var isJSON: Bool { JSONSyntax.isValid(answers) }

  private static func json(_ part: StoredPart) -> JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.text) ?? .null }
    // Few parts are a bonus: only those say so.
    let bonus: [(String, JSONValue)] = part.isBonus ? [("bonus", .flag(true))] : []
    return .object(
      [
        ("part", .text(part.name.description)), ("points", .verbatim(part.points.description)),
        ("score", part.score.map { .verbatim($0.description) } ?? .null),
        ("verdict", .text(part.verdict.rawValue)), ("note", text(part.note)),
        ("why", .text(part.why)), ("error", number(part.error)),
        ("tolerance", number(part.tolerance)), ("index", text(part.worstIndex)),
        ("got", number(part.got)), ("wanted", number(part.wanted)),
      ] + bonus)
  }
}

// MARK: Reading

extension OutcomeLine {
  fileprivate struct PartRecord: Decodable {
    let part: String
    let points: Double
    let bonus: Bool?
    let score: Double?
    let verdict: String
    let note: String?
    let why: String
    let error: Double?
    let tolerance: Double?
    let index: String?
    let got: Double?
    let wanted: Double?
  }

  /// Reads a line.
  ///
  /// - Parameter source: The line.
  /// - Returns: nil for a line that says why a submission was not graded.
  /// - Throws: a ``Diagnostic`` where it is no line that grading gives.
  public static func read(_ source: SourceText) throws(Diagnostic) -> OutcomeLine? {
    let members = try JSONMembers(source)
    if members.text(of: "error") != nil, members.text(of: "parts") == nil { return nil }
    return try OutcomeLine(members)
  }

  private init(_ members: JSONMembers) throws(Diagnostic) {
    let submission = try SubmissionLine(members)
    assignment = submission.assignment
    student = submission.student
    submitted = submission.submitted
    answers = submission.answers
    definition = try members.required("definition")
    grader = try members.required("grader")
    guard let records = try members.value([PartRecord].self, of: "parts", "a list of parts") else {
      throw members.fault("this line has no 'parts'", at: "parts")
    }
    var parts: [StoredPart] = []
    for record in records {
      guard let part = StoredPart(record), !parts.contains(where: { $0.name == part.name }) else {
        throw members.fault(
          "'\(shortened(record.part, to: 80))' is no part as grading gives it", at: "parts")
      }
      parts.append(part)
    }
    self.parts = parts
    guard let text = members.text(of: "inputs"), !text.elementsEqual("null".utf8) else {
      inputs = nil
      return
    }
    guard let drawn = DrawnInputs(json: String(decoding: text, as: UTF8.self)) else {
      throw members.fault("'inputs' are no inputs as a handout gives them", at: "inputs")
    }
    inputs = drawn
  }
}

extension StoredPart {
  fileprivate init?(_ record: OutcomeLine.PartRecord) {
    guard let name = PartName(record.part), let points = Points(record.points),
      let verdict = Verdict(rawValue: record.verdict)
    else { return nil }
    let score = record.score.flatMap { Points($0) }
    guard (score == nil) == (record.score == nil) else { return nil }
    let result = PartResult(
      name: name, points: points, isBonus: record.bonus ?? false, score: score, verdict: verdict,
      note: record.note)
    guard result.isSound else { return nil }
    self.init(
      result, error: record.error, tolerance: record.tolerance, worstIndex: record.index,
      got: record.got, wanted: record.wanted, why: record.why)
  }
}
