import Foundation
import GRDB
import TestSupport
import Testing

/// What a regrading need not look at, because neither the definition nor the grader can have changed it.
@Suite struct SettledRegradeTests: GradebookSuite {
  let folder: FreshFolder

  init() throws { folder = try Self.freshFolder() }

  private func define(title: String = "Two", second: String = "", rules: String = "") throws {
    try folder.write(
      """
      title: \(title)
      attempts: unlimited
      \(rules)
      problems:
        - id: one
          given: {x: [1.2345, 2.3456]}
          forward: L = sum(x^2)
          parts: [{id: d, derivative: {of: L, wrt: x}, reference: 2 * x}]
        - id: two
          given: {u: [0.5123, 1.7345, 2.25], v: [1.125, -0.375, 0.825]}
          forward: M = sum(u * v^2)
          parts:
            - {id: a, derivative: {of: M, wrt: u}, reference: v^2}
            - {id: b, derivative: {of: M, wrt: v}, reference: 2 * u * v}
            \(second)

      """, to: "assignments/pair/assignment.yaml")
  }

  private func handIn() throws {
    let answers = [
      "ada": #"{"one.d": [2.469, 4.6912], "two.a": [1.265625, 0.140625, 0.680625]}"#,
      "ben": #"{"one.d": [1.2345, 2.3456], "two.b": [-1.152675, 1.300875, -3.7125]}"#,
      "eve": #"{"one.d": "none", "two.a": [1.26, 0.14, 0.68], "two.b": [1, 2]}"#,
    ]
    for (student, text) in answers {
      try folder.write(text, to: "submissions/pair/\(student)/answers.json")
    }
    _ = try run("grade", "submissions/pair")
  }

  /// All that is stored of the gradings in force, without numbers of rows and times.
  private func stored(_ gradebook: String = "gradebook.sqlite") throws -> [String] {
    let table = try run(
      "sql",
      """
      SELECT attempt.student, grading.definition, part.position, part.part, part.points, part.score,
        part.verdict, part.note, part.error, part.tolerance, part.worst_index, part.got, part.wanted,
        part.why, part.bonus
      FROM attempt JOIN current_grading ON current_grading.attempt = attempt.id
      JOIN grading ON grading.id = current_grading.grading
      JOIN part_outcome AS part ON part.grading = grading.id
      ORDER BY attempt.student, part.position
      """, "--format", "csv", "--gradebook", gradebook)
    return table.output.split(whereSeparator: \.isNewline).map(String.init)
  }

  /// Whatever changes, a regrading leaves what grading anew would store.
  @Test(arguments: [
    ("nothing", "Two", "", "", 3), ("a title", "Other", "", "", 3),
    ("a policy", "Two", "", "late: {per-day: 10%}\ndue: 2030-01-01T00:00Z", 3),
    ("a rule for all", "Two", "", "tolerance: {relative: 0.01}", 0),
    ("what is told", "Two", "", "feedback: full", 0),
    ("another part", "Two", "- {id: c, value: M}", "", 0),
  ])
  func aRegradeIsAGradingAnew(
    what: String, title: String, second: String, rules: String, settled: Int
  ) throws {
    try define()
    try handIn()
    let before = try stored()
    #expect(before.count > 9)
    try define(title: title, second: second, rules: rules)
    let regraded = try run("regrade", "pair", "--allow-lower")
    #expect(
      regraded.errors.contains(
        settled == 0
          ? "3 attempts graded again: "
          : "3 attempts graded again (3 as before: neither their problems nor the grader "
            + "changed): no "),
      "\(regraded.errors)")
    _ = try run("grade", "submissions/pair", "--gradebook", "anew.sqlite")
    #expect(try stored() == stored("anew.sqlite"))
    #expect((try stored() == before) == (what == "nothing"))
  }

  /// A problem that changed is graded again, and the others stay to the last digit.
  @Test func onlyProblemsThatChangedAreLookedAt() throws {
    try define()
    try handIn()
    try damage("UPDATE part_outcome SET why = 'as it was' WHERE part = 'one.d'")
    let path = folder.path + "/assignments/pair/assignment.yaml"
    try String(contentsOfFile: path, encoding: .utf8)
      .replacing("{id: a,", with: "{id: a, points: 4,")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let regraded = try run("regrade", "pair", "--allow-lower")
    #expect(regraded.errors.contains("3 attempts graded again: 3 scores changed, 3 stored anew"))
    let why = try run(
      "sql", "SELECT count(*) AS n FROM score WHERE why = 'as it was'", "--format", "json")
    #expect(try rows(why.output)[0]["n"] as? Int == 3)
    let four = try run(
      "sql", "SELECT count(*) AS n FROM score WHERE part = 'two.a' AND points = 4", "--format",
      "json")
    #expect(try rows(four.output)[0]["n"] as? Int == 3)
  }

  /// What another build found, or what only came in as a line, is found again.
  @Test(arguments: ["UPDATE grading SET build = NULL", "UPDATE grading SET build = build || 'a'"])
  func whatAnotherBuildFoundIsFoundAgain(change: String) throws {
    try define()
    try handIn()
    let right = try stored()
    try damage("\(change); UPDATE part_outcome SET score = 1000000, verdict = 'correct'")
    #expect(try stored() != right)
    let regraded = try run("regrade", "pair", "--allow-lower")
    #expect(regraded.errors.contains("3 attempts graded again: 3 scores changed"))
    #expect(try stored() == right)
    #expect(try run("regrade", "pair").errors.contains("(3 as before: "))
  }

  @Test func whatWasGradedElsewhereIsGradedAgain() throws {
    try define()
    try folder.write(
      #"{"assignment": "pair", "student": "ada", "answers": {"one.d": [1.2345, 2.3456]}}"# + "\n",
      to: "in.jsonl")
    let line = try Tool.run(
      "/bin/bash", ["-c", "'\(Tool.path)' grade --stream < in.jsonl"], in: folder.path)
    try line.output.write(
      toFile: folder.path + "/out.jsonl", atomically: true, encoding: .utf8)
    #expect(try run("import", "out.jsonl").status == 0)
    try damage("UPDATE part_outcome SET score = 1000000, verdict = 'correct' WHERE part = 'one.d'")
    #expect(try stored().contains { $0.contains(",correct,") })
    let regraded = try run("regrade", "pair", "--allow-lower")
    #expect(regraded.errors.contains("1 attempt graded again: "), "\(regraded.errors)")
    #expect(try !stored().contains { $0.contains(",correct,") })
    #expect(try run("regrade", "pair").errors.contains("(1 as before: "))
  }

  private func damage(_ sql: String) throws {
    let queue = try DatabaseQueue(path: folder.path + "/gradebook.sqlite")
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }
}
