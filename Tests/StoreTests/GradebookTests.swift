import Coursework
import Diagnostics
import Foundation
import GRDB
import GradebookStore
import Grading
import TestSupport
import Testing

@Suite struct GradebookTests {
  private func graded(_ student: String, _ json: String, points: String = "0.1") throws
    -> GradedSubmission
  {
    let yaml = """
      title: T
      points: \(points)
      problems:
        - id: p
          given: {x: [1, 2]}
          parts:
            - {id: a, reference: x}
            - {id: b, reference: 2 * x}
            - {id: c, reference: 3 * x}
      """
    let assignment = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t")
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array(json.utf8))], student: student, for: assignment)
    return GradedSubmission(
      outcome: Grader(AnswerKey(assignment, witnesses: .all)).grade(submission),
      submission: submission,
      assignment: assignment)
  }

  @Test func attemptsAreNumberedAndKept() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/g.sqlite"
    let good = "{\"p\": {\"a\": [1, 2], \"b\": [2, 4]}}"
    do {
      let book = try Gradebook(path: path)
      #expect(try book.store([try graded("o'brien", good)]) == [.attempt(1)])
      #expect(try book.store([try graded("o'brien", good)]) == [.unchanged(1)])
      #expect(try book.store([try graded("o'brien", "{}")]) == [.attempt(2)])
      #expect(try book.store([try graded("o'brien", good)]) == [.attempt(3)])
      // Another definition makes the same bytes another attempt.
      #expect(try book.store([try graded("o'brien", good, points: "2")]) == [.attempt(4)])
      #expect(
        try book.store([try graded("x", good), try graded("y", good), try graded("x", "{}")])
          == [.attempt(1), .attempt(1), .attempt(2)])
    }
    let rows = try Gradebook.reading(path: path).scores(ScoreFilter(student: "o'brien"))
    #expect(rows.map(\.attempt) == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
    #expect(rows.prefix(3).map(\.outcome.result.score?.millionths) == [100_000, 100_000, 0])
    #expect(rows.prefix(3).map(\.outcome.result.verdict) == [.correct, .correct, .missing])
    #expect(rows[2].outcome.error == nil)
  }

  @Test func sumsOfPointsAreExact() throws {
    let outcome = try graded("s", "{\"p\": {\"a\": [1, 2], \"b\": [2, 4], \"c\": [3, 6]}}").outcome
    #expect(outcome.score.description == "0.3")
    #expect(outcome.maximum.description == "0.3")
  }

  @Test func anotherProgramsDatabaseIsLeftAlone() throws {
    let folder = try FreshFolder()
    let path = folder.path + "/notes.sqlite"
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE note (text)") }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(throws: Gradebook.Failure.self) { try Gradebook(path: path) }
    #expect(throws: Gradebook.Failure.self) { try Gradebook.reading(path: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func aNameIsFoundComposedOrNot() throws {
    let folder = try FreshFolder()
    let book = try Gradebook(path: folder.path + "/g.sqlite")
    _ = try book.store([try graded("Zoe\u{308}", "{}"), try graded("René", "{}")])
    for name in ["Zoë", "Zoe\u{308}", "Rene\u{301}"] {
      #expect(try book.scores(ScoreFilter(student: name)).count == 3)
    }
  }

  @Test func anEmptyFileBecomesItsOwnersAlone() throws {
    let folder = try FreshFolder()
    try folder.write("", to: "g.sqlite")
    _ = try Gradebook(path: folder.path + "/g.sqlite")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/g.sqlite")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }
}
