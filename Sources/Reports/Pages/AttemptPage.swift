internal import Coursework
internal import Diagnostics
internal import Formulas
public import Grading
internal import Writing

/// One attempt for staff: the numbers beside the right ones, the formulas, what happened, and how to decide.
public struct AttemptPage: Sendable {
  /// What the gradebook knows of the attempt besides its grading.
  public struct Record: Sendable {
    /// Facts, each with its name.
    public let facts: [(name: String, value: String)]
    /// The files that were handed in, with their text; nil for what is no text.
    public let files: [(name: String, text: String?)]
    /// What happened: the names of columns, and rows.
    public let history: (heads: [String], rows: [[String]])

    /// Creates a record.
    public init(
      facts: [(name: String, value: String)], files: [(name: String, text: String?)],
      history: (heads: [String], rows: [[String]])
    ) {
      self.facts = facts
      self.files = files
      self.history = history
    }
  }

  private let report: StudentReport
  private let outcome: Outcome?
  private let record: Record
  private let score: String

  /// Puts a page together.
  ///
  /// - Parameters:
  ///   - report: The report on the attempt, with all that can be told.
  ///   - outcome: The attempt graded again; nil if it could not be.
  ///   - score: What the attempt comes to, in words.
  ///   - record: What else is known of it.
  public init(_ report: StudentReport, outcome: Outcome?, score: String, record: Record) {
    self.report = report
    self.outcome = outcome
    self.score = score
    self.record = record
  }

  /// The page: one file that asks for nothing from elsewhere.
  public var page: [UInt8] {
    let found = Dictionary((outcome?.parts ?? []).map { ($0.name, $0) }) { first, _ in first }
    var fields = report.faultFields
    fields.merge([
      "title": report.title, "name": name, "number": "\(number)", "score": score,
      "summary": Array(report.summary.dropFirst(report.standing.state == .graded ? 1 : 0)),
      "facts": record.facts.map { ["name": $0.name, "value": $0.value] },
      "files": record.files.map { ["name": $0.name, "text": $0.text ?? "This is no text."] },
      "problems": report.problems { part, defined, notation in
        additions(part, found[part.name], defined, notation)
      },
      "heads": record.history.heads,
      "events": record.history.rows.map { ["cells": $0] },
      "commands": commands,
    ]) { $1 }
    return PageLibrary.render(.attempt, fields)
  }

  private var name: String {
    report.name == report.standing.student
      ? report.name : "\(report.name) (\(report.standing.student))"
  }

  private var number: Int { report.attempt?.record.number ?? 1 }

  /// What staff see of a part beyond what its student may.
  private func additions(
    _ part: StudentReport.Part, _ found: PartOutcome?, _ defined: Coursework.Part?,
    _ notation: ProblemNotation?
  ) -> PageFields {
    var fields: PageFields = ["commands": commands(part)]
    // An explanation that belongs to another result than the one on record explains nothing.
    guard let found, found.verdict == part.verdict else { return fields }
    // What people decided stands in a sentence of its own.
    (fields["verdict"], fields["kind"], fields["sign"]) = (
      part.words, part.verdict.rawValue, part.verdict.sign
    )
    if !found.why.isEmpty { fields["why"] = report.sentence(found.why) }
    let isRight = part.verdict == .correct
    if let answer = isRight ? nil : part.map ?? found.handedIn {
      var drawing = AnswerDrawing(answer, reference: found.reference).fields
      drawing["isOpen"] = true
      fields["map"] = [drawing]
    }
    guard let defined, let notation else { return fields }
    var formulas: PageFields = [:]
    let reference = notation.reference(defined)
    if !reference.isEmpty {
      formulas["referenceMarkup"] = MathematicsFormat.mathml.display(reference)
    }
    if let authored = defined.mistakes.first(where: { found.note == "\(defined.id).\($0.id)" }) {
      formulas["wrongMarkup"] = MathematicsFormat.mathml.display(
        notation.mistake(authored, of: defined))
    } else if let wrong = found.formulas {
      formulas["wrong"] = wrong
    }
    if !formulas.isEmpty { fields["formulas"] = [formulas] }
    return fields
  }

  // MARK: Commands

  private func command(_ what: String, _ words: [String], _ options: String = "") -> PageFields {
    let names = words.dropFirst().map(ShellText.word).joined(separator: " ")
    // What begins with a hyphen is a name only after two of them.
    let isOption = words.dropFirst().contains { $0.hasPrefix("-") }
    let command =
      "nabla \(words[0])" + (isOption ? "\(options) -- \(names)" : " \(names)\(options)")
    return [
      "what": what, "command": command,
      "key": "command-" + words.joined(separator: "-").filter { $0.isLetter || $0.isNumber }
        + options.filter(\.isLetter),
    ]
  }

  private static let reason = " --because '…' --by '…'"

  private func commands(_ part: StudentReport.Part) -> [PageFields] {
    let about = ["adjust", report.standing.student, "\(report.standing.assignment).\(part.name)"]
    if part.decision != nil {
      return [command("Take the decision back:", about, " --undo" + AttemptPage.reason)]
    }
    guard part.verdict != .correct else { return [] }
    return [
      command("Give all its points:", about, " --accept" + AttemptPage.reason),
      command("Give some points:", about, " --points N" + AttemptPage.reason),
    ]
  }

  private var commands: [PageFields] {
    let (assignment, student) = (report.standing.assignment, report.standing.student)
    return [
      command(
        "Set the points of the whole:", ["adjust", student, assignment],
        " --points N" + AttemptPage.reason),
      command(
        "Excuse the student:", ["adjust", student, assignment], " --excuse" + AttemptPage.reason),
      command(
        "Correct the time of handing in:", ["adjust", student, assignment],
        " --submitted-at TIME --attempt \(number)" + AttemptPage.reason),
      command(
        "Write out what was handed in:", ["show", student, assignment],
        " --attempt \(number) --files FOLDER"),
    ]
  }
}
