import Coursework
import Diagnostics
import Foundation
import GRDB
import GradebookStore
import Grading
import TestSupport
import Testing

/// A gradebook that something else has changed is an error in a sentence, never a trap and never a grade.
@Suite struct DamagedGradebookTests {
  private static let yaml = """
    title: T
    due: 2026-11-20T23:59:00+01:00
    late: {per-day: 10%}
    attempts: 3
    problems:
      - id: p
        given: {x: {draw: normal, shape: [2]}}
        parts: [{id: a, reference: x}, {id: b, reference: 2 * x}]
    """

  /// A gradebook with everything in it that one can hold.
  private func filled(_ path: String) throws {
    let assignment = try AssignmentReader.read(SourceText(name: "a.yaml", text: Self.yaml), id: "t")
    let book = try Gradebook(path: path)
    let grader = Grader(AnswerKey(assignment, witnesses: .all))
    _ = try book.store(
      ["ada", "ben"].map { student in
        let submission = SubmissionReader.read(
          [.init(name: "answers.json", bytes: Array("{\"p\": {\"a\": [1, 2.5]}}".utf8))],
          student: student, for: assignment)
        return GradedSubmission(
          outcome: grader.grade(submission), submission: submission, assignment: assignment,
          submitted: Moment("2026-11-20T10:00:00+01:00"))
      })
    try book.store([Handout(assignment: assignment, student: "ada", counter: 1, fingerprint: "f")])
    _ = try book.store(
      [
        Decision(
          assignment: "t", student: "ada", part: "p.a", ruling: .points(Points(1) ?? .zero),
          because: "b", by: "me")
      ], under: CourseRules([:], slipDays: nil))
  }

  /// Asks everything that can be asked; what cannot be answered must throw.
  private func ask(_ path: String) throws {
    let book = try Gradebook.reading(path: path)
    let found = try book.snapshot(assignment: nil, student: nil, includesUnattempted: true)
    for record in found.records {
      _ = Standing(
        assignment: record.assignment, student: RosterEntry(student: record.student),
        records: [record], decisions: found.decisions,
        total: found.assignments.first?.total ?? .zero)
    }
    _ = try book.scores(ScoreFilter())
    _ = try book.attempts("t")
    _ = try book.handedOut("t")
    try filled(path)
  }

  @Test func damagedBytesAreErrors() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    try filled(path)
    try DatabaseQueue(path: path).inDatabase { database in
      _ = try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    let sound = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    var generator = SeededGenerator(seed: 3)
    for round in 0..<400 {
      var bytes = sound
      for _ in 0...generator.below(4) {
        bytes[generator.below(bytes.count)] = UInt8(generator.below(256))
      }
      let name = "d\(round).sqlite"
      try folder.write(bytes, to: name)
      // Whether it is refused matters less than that it comes back.
      try? ask(folder.path + "/" + name)
    }
  }

  static let forgeries = [
    "UPDATE part_outcome SET score = 9223372036854775807",
    "UPDATE part_outcome SET score = -9223372036854775808",
    "UPDATE part_outcome SET points = 9223372036854775807, score = 9223372036854775807",
    "UPDATE part_outcome SET score = points + 1 WHERE score IS NOT NULL",
    "UPDATE part_outcome SET verdict = 'superb'", "UPDATE content SET bytes = x'7B7D'",
    "UPDATE part_outcome SET verdict = 'incorrect', score = NULL",
    "UPDATE part_outcome SET verdict = 'correct', score = 0",
    "UPDATE part_outcome SET verdict = 'missing', score = points",
    "UPDATE part_outcome SET verdict = 'incorrect', score = points, note = NULL",
    "DELETE FROM part_outcome WHERE position = 1 AND grading = 1",
    "DELETE FROM part_outcome", "UPDATE part_outcome SET part = 'nodot'",
    "UPDATE attempt SET number = 0 WHERE student = 'ada'",
    "UPDATE attempt SET inputs = '{'",
    "UPDATE decision SET points = NULL",
    "UPDATE attempt SET number = 9223372036854775807 WHERE student = 'ada'",
    "UPDATE attempt SET stored_at = 'yesterday'", "UPDATE submission_time SET submitted_at = ''",
    "UPDATE policy SET attempts = 9223372036854775807", "UPDATE policy SET due = 'soon'",
    "UPDATE policy SET per_day = -1", "UPDATE policy SET grace = 9223372036854775807",
    "UPDATE handout SET counter = 9223372036854775807", "UPDATE handout SET inputs = '{'",
    "CREATE TRIGGER t AFTER INSERT ON attempt BEGIN DELETE FROM attempt; END",
    "ALTER TABLE part_outcome ADD COLUMN extra TEXT",
    "ALTER TABLE attempt RENAME COLUMN inputs TO i",
    "DROP VIEW score", "DROP TABLE policy",
  ]

  @Test(arguments: forgeries)
  func whatThisProgramNeverWroteIsRefused(_ sql: String) throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    try filled(path)
    try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    let failure = #expect(throws: Gradebook.Failure.self) { try ask(path) }
    #expect(failure?.message.contains("damaged") == true, "\(failure?.message ?? "")")
    #expect(failure?.message.contains("ada") == false)
  }

  @Test func devicesAndPipesAreNoGradebooks() throws {
    let folder = try FreshFolder()
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
    for path in ["/dev/null", folder.path + "/pipe", folder.path] {
      #expect(throws: Gradebook.Failure.self) { try Gradebook(path: path) }
      #expect(throws: Gradebook.Failure.self) { try Gradebook.reading(path: path) }
    }
    let after = try FileManager.default.attributesOfItem(atPath: "/dev/null")
    #expect(
      attributes[.posixPermissions] as? Int == after[.posixPermissions] as? Int)
  }
}
