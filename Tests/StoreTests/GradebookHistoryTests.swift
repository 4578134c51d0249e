import Coursework
import Diagnostics
import Foundation
import GRDB
import GradebookStore
import Grading
import TestSupport
import Testing

/// Nothing is lost and nothing is silently changed.
@Suite struct GradebookHistoryTests {
  private func assignment(_ reference: String = "x", policy: String = "") throws -> Assignment {
    let yaml = """
      title: T
      \(policy)
      problems:
        - id: p
          given: {x: [1.5, 2]}
          parts:
            - {id: a, reference: \(reference)}
            - {id: b, reference: 2 * x}
      """
    return try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t")
  }

  private func graded(
    _ student: String, _ json: String, _ assignment: Assignment, at time: String? = nil
  ) -> GradedSubmission {
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array(json.utf8))], student: student, for: assignment)
    return GradedSubmission(
      outcome: Grader(AnswerKey(assignment, witnesses: .all)).grade(submission),
      submission: submission, assignment: assignment, submitted: time.flatMap(Moment.init))
  }

  private func regradings(_ book: Gradebook, _ assignment: Assignment) throws -> [Regrading] {
    let grader = Grader(AnswerKey(assignment, witnesses: .all))
    return try book.attempts("t").map { attempt in
      Regrading(
        attempt: attempt,
        outcome: grader.grade(
          SubmissionReader.read(
            attempt.files.map(\.file), student: attempt.student, for: assignment)),
        by: assignment)
    }
  }

  private func snapshot(of book: Gradebook, student: String? = nil) throws -> GradebookSnapshot {
    try book.snapshot(assignment: nil, student: student, includesUnattempted: true)
  }

  private let rules = CourseRules([:], slipDays: nil)
  private let good = "{\"p\": {\"a\": [1.5, 2], \"b\": [3, 4]}}"

  // MARK: Older and newer, foreign and broken

  /// A gradebook as an earlier version wrote it.
  private func older(_ name: String = "handouts", in folder: FreshFolder) throws -> String {
    let path = folder.path + "/g.sqlite"
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction {
      try $0.execute(sql: try ProjectFiles.text("Tests/Data/gradebooks/\(name).sql"))
    }
    try queue.close()
    return path
  }

  @Test func anOlderGradebookIsCopiedAndBroughtUp() throws {
    let folder = try FreshFolder()
    let path = try older(in: folder)
    let scores = """
      SELECT assignment, student, attempt, part, points, score, verdict, note, error, tolerance, why
      FROM score ORDER BY assignment, student, position
      """
    let old = try DatabaseQueue(path: path).read {
      try Row.fetchAll($0, sql: scores)
    }
    let book = try Gradebook.reading(path: path)
    #expect(book.backup == path + ".backup-1")
    let new = try DatabaseQueue(path: path).read {
      try Row.fetchAll($0, sql: scores)
    }
    #expect(old.count > 20)
    #expect(new == old)
    let copy = try DatabaseQueue(path: path + ".backup-1").read {
      try Row.fetchAll($0, sql: scores)
    }
    #expect(copy == old)
    let mode = try FileManager.default.attributesOfItem(atPath: path + ".backup-1")
    #expect(mode[.posixPermissions] as? Int == 0o600)
    // Once is enough.
    #expect(try Gradebook(path: path).backup == nil)
    #expect(try book.records().map(\.student) == ["as-derived", "blank", "all-correct"])
    #expect(try book.handedOut("two-layer-network").keys.map { $0 } == [.student("all-correct")])
    let violations = try DatabaseQueue(path: path).read {
      try Row.fetchAll($0, sql: "PRAGMA foreign_key_check")
    }
    #expect(violations.isEmpty)
  }

  /// What earlier versions answered about due times, corrected ones, decisions and an undone regrading is answered now.
  @Test(arguments: ["views", "times", "course", "proofs"])
  func anOlderGradebookAnswersTheSame(name: String) throws {
    let folder = try FreshFolder()
    let path = try older(name, in: folder)
    let result = try Tool.run(
      ["scores", "--by", "student", "--format", "csv", "--gradebook", path], in: folder.path)
    #expect(result.errors.contains("as it was it is kept as"))
    let expected = try ProjectFiles.text("Tests/Data/gradebooks/\(name).scores.csv")
    #expect(result.output == expected, "\(result.errors)")
  }

  @Test func aNewerGradebookIsRefused() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    _ = try Gradebook(path: path).store([graded("s", good, try assignment())])
    try DatabaseQueue(path: path).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('of a later version')")
    }
    for open in [Gradebook.reading(path:), { (path: String) in try Gradebook(path: path) }] {
      let failure = #expect(throws: Gradebook.Failure.self) { try open(path) }
      #expect(failure?.message.contains("was written by a newer version of nabla") == true)
    }
  }

  @Test func whatIsCutShortIsLeftAlone() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    do {
      let book = try Gradebook(path: path)
      for number in 0..<50 {
        _ = try book.store([graded("s\(number)", good, try assignment())])
      }
    }
    let url = URL(fileURLWithPath: path)
    let half = try Data(contentsOf: url).prefix(20_000)
    for rest in [half, half.prefix(3)] {
      try rest.write(to: url)
      #expect(throws: Gradebook.Failure.self) { try Gradebook(path: path) }
      #expect(throws: Gradebook.Failure.self) { try Gradebook.reading(path: path) }
      #expect(try Data(contentsOf: url) == rest)
    }
  }

  // MARK: Grading again

  @Test func aRegradeAddsRowsThatCanBeTakenBack() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    let book = try Gradebook(path: path)
    let (first, second) = (try assignment(), try assignment("3 * x"))
    _ = try book.store([
      graded("s", good, first), graded("t", "{\"p\": {\"a\": [4.5, 6]}}", first),
    ])
    let before = try book.scores(ScoreFilter())
    let unchanged = try regradings(book, first)
    #expect(unchanged.allSatisfy { !$0.changesAnything })

    let again = try regradings(book, second)
    #expect(!again.contains { !$0.changesAnything })
    try book.store(again, of: second, under: rules)
    #expect(
      try book.scores(ScoreFilter(part: "p.a")).map(\.outcome.result.verdict) == [
        .incorrect, .correct,
      ])
    // What was replaced is named, and was replaced by one run alone.
    let history = try DatabaseQueue(path: path).read {
      try Row.fetchAll(
        $0,
        sql: "SELECT student, grading, replaces, run, undone FROM grading_history ORDER BY grading")
    }
    #expect(history.map { $0["replaces"] as Int? } == [nil, nil, 1, 2])
    // Somebody else's regrading meanwhile would be replaced unseen.
    #expect(throws: Gradebook.Failure.self) { try book.store(again, of: second, under: rules) }
    // The same bytes under the definition in force are no new attempt.
    #expect(try book.store([graded("s", good, second)]) == [.unchanged(1)])

    #expect(try book.undoRegrading(of: "t", students: [], under: rules)?.count == 2)
    let after = try book.scores(ScoreFilter())
    #expect(after.map(\.outcome) == before.map(\.outcome))
    #expect(try book.undoRegrading(of: "t", students: [], under: rules) == nil)
    try book.store(try regradings(book, second), of: second, under: rules)
    #expect(
      try book.scores(ScoreFilter(part: "p.a")).map(\.outcome.result.score?.millionths) == [
        0, 1_000_000,
      ])
    #expect(try book.attempts("t").map(\.earlierGradings) == [2, 2])
  }

  @Test func theEarliestTimeOfTheSameWorkHolds() throws {
    let folder = try FreshFolder()
    let book = try Gradebook(path: folder.path + "/g.sqlite")
    let assignment = try assignment(
      policy: "due: 2026-11-20T12:00Z\nlate: {per-day: 50%}\nattempts: 2")
    func hand(_ time: String?) throws -> String? {
      _ = try book.store([graded("s", good, assignment, at: time)])
      return try book.records()[0].submitted?.description
    }
    #expect(try hand(nil) == nil)
    #expect(try hand("2026-11-20T14:00+01:00") == "2026-11-20T13:00:00Z")
    #expect(try hand("2026-11-21T14:00Z") == "2026-11-20T13:00:00Z")
    #expect(try hand(nil) == "2026-11-20T13:00:00Z")
    #expect(try hand("2026-11-20T10:00Z") == "2026-11-20T10:00:00Z")
    #expect(try book.records().count == 1)
    let policy = try book.records()[0].policy
    #expect(policy == assignment.policy && policy.attempts == 2)
    #expect(try snapshot(of: book).assignments.map(\.policy) == [policy])
  }

  // MARK: Decisions

  @Test func decisionsAreAddedAndTakenBackOneByOne() throws {
    let folder = try FreshFolder()
    let book = try Gradebook(path: folder.path + "/g.sqlite")
    _ = try book.store([graded("s", good, try assignment())])
    func decide(_ part: PartName?, _ ruling: Decision.Ruling) throws {
      _ = try book.store(
        [
          Decision(
            assignment: "t", student: "s", part: part, ruling: ruling, because: "why", by: "me")
        ], under: rules)
    }
    func undo(_ part: PartName?) throws -> Bool {
      try book.undo(
        [
          Decision(
            assignment: "t", student: "s", part: part, ruling: .excuse, because: "no", by: "me")
        ], under: rules) == 1
    }
    try decide("p.a", .excuse)
    try decide("p.a", .points(Points(0.1) ?? .zero))
    try decide(nil, .accept)
    #expect(
      try snapshot(of: book).decisions.map(\.ruling) == [
        .points(Points(millionths: 100_000)), .accept,
      ])
    #expect(try undo("p.a"))
    #expect(try snapshot(of: book, student: "s").decisions.map(\.ruling) == [.excuse, .accept])
    #expect(try undo("p.a"))
    #expect(try snapshot(of: book).decisions.map(\.part) == [nil])
    #expect(try !undo("p.a"))
    #expect(try snapshot(of: book, student: "other").decisions.isEmpty)
  }

  // MARK: Views

  /// The table of views in the documentation is what the gradebook has, and its queries run.
  @Test func theDocumentedViewsAreThere() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    let book = try Gradebook(path: path)
    let (first, second) = (try assignment(), try assignment("3 * x", policy: "attempts: 2"))
    _ = try book.store([graded("s", good, first)])
    try book.store(try regradings(book, second), of: second, under: rules)
    _ = try book.store(
      [
        Decision(
          assignment: "t", student: "s", part: nil, ruling: .accept, because: "b", by: "me")
      ], under: rules)
    let reason = Reason(because: "b", by: "me")
    let part = Decision(
      assignment: "t", student: "s", part: "p.a", ruling: .excuse, because: "b", by: "me")
    _ = try book.store([part], under: rules)
    _ = try book.undo([part], under: rules)
    let standing = rules.standing(
      of: "s",
      CourseRules.Work(
        "t", total: .zero, records: try book.records(), decisions: [], told: nil))
    try book.release([standing], of: "t", level: .mistakes, because: nil, by: "me")
    _ = try book.store([graded("s", "{}", first)])
    let name = try #require(AttemptName("t/s/2"))
    try book.void([name], isUndoing: false, under: rules, reason)
    let text = try ProjectFiles.text("docs/gradebook.md")
    let rows = text.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
      .map {
        $0.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      }
    let views = [
      "score", "attempt_score", "handed_in", "void_attempt", "mark_told", "grading_history",
      "decision_in_force", "decision_history", "assignment_policy",
    ]
    let queue = try DatabaseQueue(path: path)
    for view in views {
      let documented = try #require(rows.first { $0.first == view })
      let columns = try queue.read {
        try String.fetchAll($0, sql: "SELECT name FROM pragma_table_info(?)", arguments: [view])
      }
      #expect(Array(documented.dropFirst()) == columns)
    }
    let sql = try #require(
      text.components(separatedBy: "```sql\n").last?.components(separatedBy: "```").first)
    let queries = sql.components(separatedBy: ";\n").filter { !$0.isEmpty }
    #expect(queries.count == views.count)
    for query in queries {
      let found = try queue.read {
        try Row.fetchAll($0, sql: query.replacing("'convnet-layers'", with: "'t'"))
      }
      #expect(!found.isEmpty, "\(query)")
    }
  }
}
