import Foundation
import TestSupport
import Testing

/// `forget`, `--pseudonyms` and `sql`, on the built command.
@Suite struct PrivacyCommandTests: GradebookSuite {
  let folder: FreshFolder
  private let reason = ["--because", "asked for it", "--by", "staff"]

  init() throws {
    folder = try Self.freshFolder()
    try define()
    _ = try hand("ada", right, at: "2026-11-20T10:00Z")
    _ = try hand("ada", "[1.25, 2.75]", at: "2026-11-20T11:00Z")
    _ = try hand("bob", "[7.125, 9.5]", at: "2026-11-20T12:00Z")
  }

  private func tool(_ arguments: [String]) throws -> Tool.Result {
    try Tool.run(arguments, in: folder.path)
  }

  // MARK: Deleting

  private var bytes: Data {
    ["", "-wal", "-shm"].reduce(into: Data()) { all, ending in
      let url = URL(fileURLWithPath: folder.path + "/gradebook.sqlite" + ending)
      all += (try? Data(contentsOf: url)) ?? Data()
    }
  }

  @Test func whatIsForgottenIsGoneFromTheFile() throws {
    for decision in [
      ["adjust", "ada", "small.p.d", "--points", "2"], ["void", "small/ada/2"],
      ["rename", "ada", "ada l"], ["rename", "ada", "ada l", "--undo"],
    ] {
      let done = try tool(decision + reason)
      #expect(done.status == 0, "\(done.errors)")
    }
    _ = try run("release", "small", "--by", "staff")
    _ = try run("appeal", "ada", "small", "--says", "an unusual sentence", "--by", "staff")
    _ = try tool(["adjust", "ada", "small", "--stands"] + reason)
    // A decision that stays, beside those that go.
    _ = try tool(["adjust", "bob", "small.p.d", "--points", "1", "--because", "x", "--by", "y"])
    _ = try tool(["void", "small/ada/1", "--because", "a grave suspicion", "--by", "x"])
    _ = try tool(["void", "small/ada/1", "--undo", "--because", "unfounded", "--by", "x"])
    let mine = ["1.25, 2.75", "an unusual sentence", "ada l", "a grave suspicion", "unfounded"]
    for text in mine { #expect(bytes.range(of: Data(text.utf8)) != nil) }

    let tried = try tool(["forget", "ada", "--dry-run"] + reason)
    #expect(tried.output.hasPrefix("would delete: 2 attempt"), "\(tried)")
    #expect(try scores()["ada"] as? Double == 5)
    let forgotten = try tool(["forget", "ada"] + reason)
    #expect(forgotten.status == 0, "\(forgotten.errors)")
    #expect(forgotten.output.contains("stays: total small 5 / 6"))
    #expect(forgotten.errors.contains("  submissions/small/ada"))
    #expect(forgotten.errors.contains("  reports/small/TEST-ada.xml"))
    #expect(forgotten.errors.contains("  letters/small/ada-1.txt"))
    for text in mine { #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text)") }
    // Others are as they were.
    #expect(try scores().keys.sorted() == ["bob"])
    #expect(try scores()["bob"] as? Double == 4)
    let events = try rows(run("history", "--format", "json").output)
    #expect(
      events.filter { $0["student"] as? String == "ada" }.map { $0["kind"] as? String }
        == ["forgotten"])
    #expect(try tool(["forget", "ada"] + reason).status == 64)
    // The name goes too, where that is asked for.
    #expect(try tool(["forget", "bob", "--without-name"] + reason).status == 0)
    #expect(bytes.range(of: Data("bob".utf8)) == nil)
    #expect(try rows(run("history", "--format", "json").output).count == 2)
  }

  @Test func workIsKeptUntilItsDay() throws {
    try folder.write("retain: 2100-01-01\n", to: "course.yaml")
    let early = try tool(["forget", "ada"] + reason)
    #expect(early.status == 64)
    #expect(early.errors.contains("is kept until 2100-01-02 00:00"), "\(early.errors)")
    #expect(try scores().keys.sorted() == ["ada", "bob"])
    #expect(try tool(["forget", "ada", "--force"] + reason).status == 0)
    try folder.write("retain: 2026-01-01\n", to: "course.yaml")
    #expect(try tool(["forget", "bob"] + reason).status == 0)
  }

  // MARK: Pseudonyms

  @Test func listsTellNoNames() throws {
    try folder.write("student,name,section\nada,Ada L,A\n", to: "roster.csv")
    try folder.write(
      "totals: {categories: [{title: All, weight: 1, assignments: [small]}]}\n", to: "course.yaml")
    _ = try tool(["adjust", "ada", "small.p.d", "--points", "2"] + reason)
    _ = try tool(["rename", "bob", "bobby"] + reason)
    _ = try run("appeal", "ada", "small", "--says", "too few", "--by", "staff")
    for list in [
      ["scores"], ["scores", "--by", "student"], ["totals"], ["history"], ["similar", "small"],
      ["audit", "small", "--sample", "2"], ["disputes"], ["appeals"],
    ] {
      for format in ["table", "csv", "json"] {
        let listed = try tool(list + ["--pseudonyms", "--format", format])
        let text = (listed.output + listed.errors).lowercased()
        #expect(!text.contains("ada") && !text.contains("bob"), "\(list): \(text)")
        #expect(!listed.output.isEmpty)
      }
    }
    let csv = try tool(["scores", "--by", "student", "--pseudonyms", "--format", "csv"]).output
    #expect(csv.contains("student-1") && csv.contains("student-2"))
    #expect(try tool(["scores", "--pseudonyms", "--names"]).status == 64)
  }

  // MARK: SQL

  @Test func questionsInSQLSeeWhatStands() throws {
    try folder.write("student,name,section\nada,Ada L,A\nbob,Bob,B\n", to: "roster.csv")
    try folder.write(
      "totals: {categories: [{title: All, weight: 1, assignments: [small]}]}\n", to: "course.yaml")
    _ = try tool(["adjust", "bob", "small.p.d", "--points", "2"] + reason)
    let answer = try tool([
      "sql",
      """
      SELECT roster.section, standing.student, standing.score, total.total FROM standing
      JOIN roster USING (student) JOIN total USING (student) ORDER BY 1
      """, "--format", "csv",
    ])
    #expect(
      answer.output.replacing("\r\n", with: "\n")
        == "section,student,score,total\nA,ada,6.0,100.0\nB,bob,5.0,83.3\n")
    let table = try run("sql", "SELECT count(*) AS n, NULL AS empty FROM score")
    #expect(table.output == "  n  empty\n  6\n", "\(table.output)\(table.errors)")
    let twice = try run("sql", "/* two */ SELECT 1 AS a, 2 AS a", "--format", "json")
    #expect(twice.output.contains("\"a\": 1, \"a_2\": 2"))
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/gradebook.sqlite"))
    for (question, message) in [
      ("DELETE FROM attempt", "this is no question"),
      ("SELECT 1; SELECT 2", "one question at a time"),
      ("SELEC 1", "this is no question"), ("/* nothing */", "this is no question"),
      ("begin", "this is no question"), ("SELECT x FROM", "SQLite says"),
      ("/* x */ SAVEPOINT a", "no question"),
      ("CREATE TABLE x (y)", "this is no question"),
      ("PRAGMA journal_mode = DELETE", "no question"),
      ("ATTACH 'other.sqlite' AS o", "no question"),
    ] {
      let refused = try run("sql", question)
      #expect(refused.status == 64, "\(question)")
      #expect(refused.errors.contains(message), "\(refused.errors)")
    }
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.path + "/gradebook.sqlite")) == before)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/other.sqlite"))
  }
}
