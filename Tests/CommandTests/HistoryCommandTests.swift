import Foundation
import TestSupport
import Testing

/// What happened, who is meant, and how lists are put together, on the built command.
@Suite struct HistoryCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try Self.freshFolder()
    try define(policy: "due: 2026-11-20T12:00Z\nlate: {per-day: 10%, until: 2d}")
    try folder.write(
      "student,name,section\none,\"One, A\",A\ntwo,Two,B\nthree,Three,B\n", to: "roster.csv")
    _ = try hand("one", "[1, 1]", at: "2026-11-20T10:00Z")
    _ = try hand("one", right, at: "2026-11-20T11:00Z")
    _ = try hand("two", right, at: "2026-11-21T10:00Z")
    _ = try hand("left", "[2, 2]", at: "2026-11-30T10:00Z")
  }

  private func list(_ arguments: String...) throws -> [[String: Any]] {
    try rows(Tool.run(arguments + ["--format", "json"], in: folder.path).output)
  }

  @Test func everyStepIsListedWithItsUndoing() throws {
    _ = try run(
      "adjust", "one", "small.p.d", "--points", "1", "--because", "why", "--by", "ann")
    _ = try run("adjust", "one", "small.p.d", "--undo", "--because", "no", "--by", "ben")
    try define("2 * x + 0", policy: "due: 2026-11-20T12:00Z")
    _ = try run("regrade", "small")
    _ = try run("regrade", "small", "--undo")
    let events = try list("history", "one")
    let kinds = events.compactMap { $0["kind"] as? String }
    #expect(kinds.filter { $0 == "attempt" }.count == 2)
    #expect(kinds.filter { $0 == "time" }.count == 2)
    #expect(kinds.filter { $0 == "grading" }.count == 4)
    #expect(kinds.filter { $0 == "undone regrading" }.count == 1)
    let decision = try #require(events.first { $0["kind"] as? String == "decision" })
    #expect(decision["points"] as? Double == 1 && decision["by"] as? String == "ann")
    #expect(decision["undone"] as? Bool == true && decision["part"] as? String == "p.d")
    #expect(try list("history", "one", "--undone").count == 3)
    #expect(try list("history", "two", "--kind", "decision").isEmpty)
    let regraded = events.filter { ($0["detail"] as? String)?.hasPrefix("again") == true }
    #expect(regraded.count == 2 && regraded.allSatisfy { $0["undone"] as? Bool == true })
    #expect(try run("history", "oen").errors.contains("did you mean one?"))
  }

  @Test func listsAreChosenSortedAndNamed() throws {
    func students(_ arguments: String...) throws -> [String] {
      try rows(
        Tool.run(["scores", "--by", "student", "--format", "json"] + arguments, in: folder.path)
          .output
      ).compactMap { $0["student"] as? String }
    }
    #expect(try students("--section", "B") == ["three", "two"])
    #expect(try students("--state", "missing") == ["three"])
    #expect(try students("--state", "late") == ["two"])
    #expect(try students("--state", "too-late") == ["left"])
    #expect(try students("--state", "off-roster") == ["left"])
    #expect(try students("--state", "late", "--state", "missing") == ["three", "two"])
    #expect(try students("--sort", "-score") == ["one", "two", "left", "three"])
    #expect(try students("--sort", "score") == ["left", "two", "one", "three"])
    let named = try list("scores", "--by", "student", "--names", "--section", "A")
    #expect(named[0]["name"] as? String == "One, A" && named[0]["section"] as? String == "A")
    #expect(
      try run("scores", "--by", "student", "--sort", "color").errors.contains("the columns are: "))
    let attempts = try list("scores", "--by", "attempts", "--sort", "-gain")
    #expect(attempts[0]["student"] as? String == "one" && attempts[0]["gain"] as? Double == 3)
    #expect(
      try run("scores", "--by", "section", "--part", "p.d").errors.contains(
        "--by section is of whole scores"))
    // Whoever left the roster is in no figures.
    let sections = try list("scores", "--by", "section")
    #expect(sections.compactMap { $0["graded"] as? Int } == [1, 1])
    let all = try list("scores", "--by", "assignment")
    #expect(all[0]["late"] as? Int == 1 && all[0]["attempts"] as? Double == 1.5)
  }

  @Test func aTimeThatWasToldWronglyIsCorrected() throws {
    func adjust(_ arguments: String...) throws -> Tool.Result {
      try Tool.run(["adjust"] + arguments + ["--because", "x", "--by", "ann"], in: folder.path)
    }
    #expect(try scores()["two"] as? Double == 5.4)
    let corrected = try adjust("two", "small", "--submitted-at", "2026-11-20T11:00Z")
    #expect(corrected.status == 0, "\(corrected.errors)")
    #expect(try scores()["two"] as? Double == 6)
    // What is told again does not change it.
    _ = try hand("two", right, at: "2026-11-19T10:00Z")
    _ = try adjust("two", "small", "--submitted-at", "2026-11-21T12:00:01Z")
    #expect(try scores()["two"] as? Double == 4.8)
    let events = try list("history", "two", "--kind", "time")
    #expect(events.compactMap { $0["by"] as? String } == ["ann", "ann"])
    for score in [6.0, 6.0] {
      #expect(try adjust("two", "small", "--submitted-at", "as-told").status == 0)
      #expect(try scores()["two"] as? Double == score)
    }
    #expect(
      try adjust("two", "small", "--submitted-at", "as-told").errors.contains("no correction"))
    let several = try adjust("one", "small", "--submitted-at", "2026-11-20T11:00Z")
    #expect(several.status == 64 && several.errors.contains("one has 2 attempts"))
    #expect(
      try adjust("one", "small", "--submitted-at", "2026-11-21T11:00Z", "--attempt", "2").status
        == 0)
    #expect(try scores()["one"] as? Double == 5.4)
    #expect(try adjust("three", "small", "--submitted-at", "as-told").errors.contains("nothing of"))
    #expect(try adjust("one", "small.p.d", "--submitted-at", "as-told").status == 64)
    #expect(try adjust("one", "small", "--submitted-at", "noon").status == 64)
  }

  @Test func decisionsAboutManyAreStoredAllOrNone() throws {
    func adjust(_ arguments: String...) throws -> Tool.Result {
      try Tool.run(["adjust"] + arguments + ["--because", "x", "--by", "ann"], in: folder.path)
    }
    let both = try adjust("one", "two", "small.p.d", "small.p.e", "--points", "1")
    #expect(both.status == 0, "\(both.errors)")
    #expect(both.output.contains("p.d: 1 point by ann; p.e: 1 point by ann"))
    #expect(try scores()["one"] as? Double == 2)
    let undone = try adjust("one", "two", "small.p.d", "small.p.e", "--undo")
    #expect(undone.status == 0)
    #expect(try scores()["one"] as? Double == 6)
    // One misspelt name, and nothing is stored.
    let misspelt = try adjust("one", "twoo", "small.p.d", "--points", "0")
    #expect(misspelt.status == 64 && misspelt.errors.contains("did you mean two?"))
    #expect(try scores()["one"] as? Double == 6)
    #expect(try adjust("one", "small.p.f", "--accept").status == 64)
    #expect(try adjust("one", "--accept").errors.contains("none of these is an assignment"))
    #expect(try adjust("one", "small", "--all", "--excuse").errors.contains("not both"))
    // A part is dropped for the class: whoever had it right keeps what is better.
    _ = try hand("three", "[1, 1]", at: "2026-11-20T10:00Z")
    let dropped = try adjust("--all", "small.p.e", "--excuse")
    #expect(dropped.status == 1)
    #expect(dropped.errors.contains("1 student keeps what is better: three"))
    #expect(try scores()["three"] as? Double == 3)
    #expect(try run("scores", "--by", "student").output.contains("3 / 3"))
    #expect(try adjust("--all", "small.p.e", "--excuse", "--allow-lower").status == 0)
    #expect(try scores()["three"] as? Double == 0)
    // What is decided about all is taken back from those, and nobody's own decision with it.
    _ = try adjust("one", "small.p.d", "--points", "2")
    #expect(try adjust("--all", "small.p.d", "--points", "1").errors.contains("one, two"))
    let back = try adjust("--all", "small.p.d", "--undo")
    #expect(back.status == 0 && back.errors.contains("made together with the last"))
    #expect(try scores()["one"] as? Double == 2)
    // Those who have handed in nothing are not meant.
    try folder.write("student,name,section\none,One,A\nnobody,No,B\n", to: "roster.csv")
    let whole = try adjust("--all", "small", "--points", "5", "--allow-lower")
    #expect(!whole.output.contains("nobody"))
    #expect(try adjust("--all", "small", "--excuse").errors.contains("keep what is better"))
    #expect(try run("scores", "--section", "C").errors.contains("sections are: A, B"))
  }

  @Test func everythingAboutOneStudentIsWrittenAndNothingOfOthers() throws {
    _ = try run("adjust", "one", "small.p.d", "--points", "1", "--because", "why", "--by", "ann")
    #expect(try run("everything", "one", "--output", "about").status == 0)
    let manager = FileManager.default
    let names = try manager.subpathsOfDirectory(atPath: folder.path + "/about").sorted()
    #expect(
      names.filter { $0.contains(".") } == [
        "gradings.csv", "handed-in/small/1/answers.json", "handed-in/small/2/answers.json",
        "history.csv", "roster.csv", "standings.csv",
      ])
    for name in names where name.contains(".") {
      let text = try String(contentsOfFile: "\(folder.path)/about/\(name)", encoding: .utf8)
      #expect(!text.contains("two") && !text.contains("left") && !text.isEmpty, "\(name)")
    }
    let gradings = ReadBack.rows(
      ofCSV: try String(contentsOfFile: folder.path + "/about/gradings.csv", encoding: .utf8))
    #expect(gradings.count == 5)
    // Nothing that is there is replaced.
    #expect(try run("everything", "two", "--output", "about").status == 3)
    #expect(try run("everything", "nobody", "--output", "x").status == 64)
  }

  @Test func answersAreNumberedUnlessNamesAreWanted() throws {
    let hidden = try list("answers-of", "small.p.d")
    #expect(hidden.count == 2)
    #expect(
      hidden.allSatisfy { ($0["student"] as? String)?.hasPrefix("student-") == true })
    let named = try list("answers-of", "small.p.d", "--names", "--verdict", "correct")
    #expect(named.compactMap { $0["student"] as? String } == ["one", "two"])
    #expect(named[0]["answer"] as? String == "[2.469, 4.6912]")
    #expect(try run("answers-of", "small.p.x").errors.contains("did you mean small.p."))
    #expect(try run("answers-of", "small").status == 64)
  }
}
