import Foundation
import GRDB
import TestSupport
import Testing

/// `void`, `rename`, `release` and `appeal`, and what they make of marks, on the built command.
@Suite struct CourseActsCommandTests: GradebookSuite {
  let folder: FreshFolder
  private let reason = ["--because", "a reason", "--by", "staff"]

  init() throws { folder = try Self.freshFolder() }

  private func tool(_ arguments: [String]) throws -> Tool.Result {
    try Tool.run(arguments, in: folder.path)
  }

  private func score(_ student: String) throws -> Double? { try scores()[student] as? Double }

  private func standing(_ student: String) throws -> [String: Any] {
    try #require(
      rows(run("scores", "--by", "student", "--format", "json").output).first {
        $0["student"] as? String == student
      })
  }

  // MARK: Void attempts

  @Test func aVoidAttemptCountsForNothing() throws {
    try define()
    _ = try hand("ada", right)
    _ = try hand("ada", "[1, 1]")
    #expect(try score("ada") == 6)
    let void = try tool(["void", "small/ada/1"] + reason)
    #expect(void.status == 0)
    #expect(void.output.contains("3 / 6"))
    #expect(void.output.contains("attempt 1 void by a person's decision"))
    #expect(try tool(["void", "small/ada/1"] + reason).errors.contains("is void already"))
    let report = try String(
      contentsOfFile: folder.path + "/reports/small/TEST-ada.xml", encoding: .utf8)
    #expect(report.contains("name=\"standing.score\" value=\"3\""))
    #expect(try tool(["void", "small/ada/2"] + reason).output.contains("missing"))
    // The same work again stays void.
    let again = try hand("ada", "[1, 1]").output
    #expect(again.contains("the same as attempt 2"))
    #expect(again.contains("does not count: void by a person's decision"))
    #expect(try standing("ada")["state"] as? String == "missing")
    #expect(try tool(["void", "small/ada/1", "small/ada/2", "--undo"] + reason).status == 0)
    #expect(try score("ada") == 6)
    let history = try run("history", "ada", "--format", "json")
    let kinds = try rows(history.output).compactMap { $0["kind"] as? String }
    #expect(
      kinds.filter { $0.hasSuffix("void") } == ["void", "void", "undone void", "undone void"])
    for wrong in ["small", "small/ada", "small/ada/x", "small/ada/0"] {
      #expect(try tool(["void", wrong] + reason).status == 64, "\(wrong)")
    }
    #expect(try tool(["void", "small/ada/3"] + reason).status == 64)
    #expect(try score("ada") == 6)
  }

  // MARK: Other names

  @Test func aMisspeltNameBecomesTheRightOne() throws {
    try define()
    _ = try hand("aad", right, at: "2026-11-20T10:00Z")
    _ = try hand("aad", "[1, 1]", at: "2026-11-20T11:00Z")
    _ = try hand("ada", "[2, 2]", at: "2026-11-20T12:00Z")
    _ = try tool(["adjust", "aad", "small.p.d", "--points", "2"] + reason)
    let renamed = try tool(["rename", "aad", "ada"] + reason)
    #expect(renamed.status == 0)
    #expect(
      renamed.errors.contains("2 attempts of 'aad' are now of 'ada', 2 with another number"))
    let after = try standing("ada")
    #expect(after["attempts"] as? Int == 3 && after["score"] as? Double == 5)
    #expect(try scores().keys.sorted() == ["ada"])
    #expect(
      try tool(["rename", "aad", "ada"] + reason).errors.contains("nothing is recorded of 'aad'"))

    #expect(try tool(["rename", "aad", "ada", "--undo"] + reason).status == 0)
    #expect(try score("ada") == 3)
    #expect(try score("aad") == 5)
    #expect(try standing("aad")["attempts"] as? Int == 2)
    let shown = try run("show", "aad", "small", "--attempt", "2")
    #expect(shown.status == 0)
    #expect(try tool(["rename", "aad", "ada", "--undo"] + reason).status == 64)
    #expect(try tool(["rename", "aad", "../ada"] + reason).status == 64)
    let history = try run("history", "--kind", "renaming", "--format", "json")
    #expect(try rows(history.output).count == 2)
  }

  // MARK: Marks that were told

  @Test func whatWasToldFallsOnlyWithAReason() throws {
    try define(policy: "tolerance: {relative: 0.05}")
    _ = try hand("ada", "[2.5, 4.7]")
    _ = try hand("bob", right)
    #expect(try score("ada") == 6)
    #expect(try run("release", "small", "--by", "staff").status == 0)

    // A stricter definition: the mark stands whatever is graded.
    try define()
    _ = try hand("ada", "[2.5, 4.7]")
    let kept = try tool(["regrade", "small"])
    #expect(kept.status == 1)
    let refused = try tool(["regrade", "small", "--allow-lower"])
    #expect(refused.status == 64)
    #expect(refused.errors.contains("1 mark would be lowered that a student was told"))
    #expect(try score("ada") == 6)
    #expect(try tool(["regrade", "small", "--allow-lower"] + reason).status == 0)
    #expect(try score("ada") == 3)
    #expect(try score("bob") == 6)
    let told = try rows(run("history", "ada", "--kind", "told", "--format", "json").output)
    #expect(told.map { $0["points"] as? Double } == [6, 3])
    #expect((told.last?["detail"] as? String)?.contains("a reason") == true)

    // A decision lowers with its own reason, and raising needs nobody to be told.
    _ = try tool(["adjust", "bob", "small.p.d", "--points", "1"] + reason)
    #expect(try score("bob") == 4)
    _ = try tool(["adjust", "bob", "small.p.d", "--points", "2"] + reason)
    #expect(try score("bob") == 5)
    #expect(try tool(["void", "small/bob/1"] + reason).status == 0)
    #expect(try standing("bob")["state"] as? String == "missing")
  }

  @Test func gradingAloneLowersNoMarkThatWasTold() throws {
    try define(policy: "count: latest")
    _ = try hand("ada", right)
    _ = try run("release", "small", "--by", "staff")
    let worse = try hand("ada", "[1, 1]")
    #expect(
      worse.output.contains("what the student was told stands, 6 of 6 points; it would be 3 now"))
    #expect(try score("ada") == 6)
    let report = try String(
      contentsOfFile: folder.path + "/reports/small/TEST-ada.xml", encoding: .utf8)
    #expect(report.contains("name=\"standing.by_rules\" value=\"3\""))
    #expect(
      (try standing("ada")["remarks"] as? String)?.contains("as told; it would be 3 now") == true)
    let undone = try tool(["release", "small", "--undo"] + reason)
    #expect(undone.status == 0)
    #expect(try score("ada") == 3)
    #expect(try tool(["release", "small", "--undo"] + reason).status == 64)
  }

  @Test func rightNumbersAreShownToThoseWhoWereReleased() throws {
    try define(policy: "due: 2100-01-01T00:00Z")
    _ = try hand("ada", "[1.2345, 2.3456]")
    _ = try hand("bob", "[2, 2]")
    let feedback = [
      "feedback", "small", "--as", "folder", "--format", "text", "--feedback", "full",
    ]
    #expect(try tool(feedback).status == 64)
    _ = try run("release", "small", "--student", "ada", "--feedback", "full", "--by", "staff")
    #expect(try tool(feedback).status == 64)
    #expect(try tool(feedback + ["--student", "ada"]).status == 0)
    let report = try String(
      contentsOfFile: folder.path + "/feedback/small/ada.txt", encoding: .utf8)
    #expect(report.contains("where 4.6912 is right"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/feedback/small/bob.txt"))
  }

  /// An act that is taken back leaves the mark as it was told; one that costs nothing leaves it alone.
  @Test func whatIsTakenBackIsToldAsBefore() throws {
    try define(policy: "count: latest")
    _ = try hand("ada", right)
    _ = try run("release", "small", "--by", "staff")
    _ = try hand("ada", "[1.125, 1.125]")
    #expect(try score("ada") == 6)
    for act in [["void", "small/ada/1"], ["adjust", "ada", "small.p.e", "--points", "1"]] {
      #expect(try tool(act + reason).status == 0)
      let lower = try score("ada")
      #expect(lower.map { $0 < 6 } ?? true, "\(act)")
      let undo = act[0] == "adjust" ? Array(act.dropLast(2)) : act
      #expect(try tool(undo + ["--undo"] + reason).status == 0)
      #expect(try score("ada") == 6, "\(act)")
    }
    // It costs as many points of the mark as it costs by the rules: 3 of 3 to 1 of 3.
    _ = try tool(["adjust", "ada", "small.p.e", "--points", "1"] + reason)
    #expect(try score("ada") == 4)
    _ = try tool(["adjust", "ada", "small.p.e", "--undo"] + reason)
    // A decision in the student's favour costs nothing.
    _ = try tool(["adjust", "ada", "small.p.d", "--points", "1"] + reason)
    #expect(try score("ada") == 6)
    _ = try tool(["adjust", "ada", "small.p.d", "--undo"] + reason)
    #expect(try score("ada") == 6)
    // The whole is what a person says.
    _ = try tool(["adjust", "ada", "small", "--points", "2"] + reason)
    #expect(try score("ada") == 2)
    _ = try tool(["adjust", "ada", "small", "--undo"] + reason)
    #expect(try score("ada") == 6)
    // What was decided before the release is part of what was told.
    _ = try tool(["adjust", "ada", "small.p.d", "--points", "2.5"] + reason)
    _ = try run("release", "small", "--by", "staff")
    _ = try hand("bob", right)
    _ = try tool(["adjust", "ada", "small.p.d", "--undo"] + reason)
    #expect(try score("ada") == 3.5)
  }

  /// A void attempt takes its own mark with it, and nobody else's.
  @Test func aVoidAttemptCostsWhatItGave() throws {
    try define(policy: "count: latest")
    _ = try hand("ada", "[7.125, 1.125]", at: "2026-11-17T10:00Z")
    _ = try hand("ada", right, at: "2026-11-18T10:00Z")
    _ = try run("release", "small", "--by", "staff")
    _ = try hand("ada", "[1.125, 1.125]", at: "2026-11-19T10:00Z")
    #expect(try score("ada") == 6)
    #expect(try tool(["void", "small/ada/1"] + reason).status == 0)
    #expect(try score("ada") == 6)
    #expect(try tool(["void", "small/ada/2"] + reason).status == 0)
    #expect(try score("ada") == 3)
    #expect(try tool(["void", "small/ada/2", "--undo"] + reason).status == 0)
    #expect(try score("ada") == 6)
  }

  /// What a report says after a release is told.
  @Test func feedbackTellsMarks() throws {
    try define(policy: "count: latest")
    _ = try hand("ada", "[1.125, 1.125]", at: "2026-11-17T10:00Z")
    _ = try run("release", "small", "--by", "staff")
    _ = try hand("ada", right, at: "2026-11-18T10:00Z")
    #expect(try score("ada") == 6)
    #expect(try run("feedback", "small", "--as", "folder").status == 0)
    _ = try hand("ada", "[2.125, 1.125]", at: "2026-11-19T10:00Z")
    #expect(try score("ada") == 6)
    let told = try rows(run("history", "ada", "--kind", "told", "--format", "json").output)
    #expect(told.map { $0["points"] as? Double } == [3, 6])
  }

  @Test func aLetterTellsAMark() throws {
    try define(policy: "count: latest")
    _ = try hand("ada", "[1.125, 1.125]")
    _ = try run("release", "small", "--by", "staff")
    _ = try run("appeal", "ada", "small.p.d", "--says", "first\nsecond", "--by", "staff")
    _ = try tool(["adjust", "ada", "small.p.d", "--points", "2"] + reason)
    #expect(try score("ada") == 5)
    let letter = try String(
      contentsOfFile: folder.path + "/letters/small/ada-p.d-1.txt", encoding: .utf8)
    #expect(letter.contains("    first\n    second\n"))
    // Another decision, or worse work, does not take what the letter said.
    try folder.write("{\"p.d\": [1.125, 1.125]}", to: "submissions/small/ada/answers.json")
    _ = try run("grade", "submissions/small/ada")
    #expect(try score("ada") == 5)
  }

  @Test func ofTwoStudentsWhoBecomeOneTheBetterMarkHolds() throws {
    try define()
    _ = try hand("ada", right)
    _ = try hand("aad", "[1.125, 1.125]")
    _ = try run("release", "small", "--by", "staff")
    let renamed = try tool(["rename", "aad", "ada"] + reason)
    #expect(renamed.output.contains("6 / 6"), "\(renamed)")
    #expect(try tool(["rename", "aad", "small"] + reason).status == 64)
    // New work under the old name does not stand in the way of taking it back.
    _ = try hand("aad", right)
    let undone = try tool(["rename", "aad", "ada", "--undo"] + reason)
    #expect(undone.errors.contains("1 with another number"), "\(undone)")
    #expect(try score("ada") == 6)
    #expect(try score("aad") == 6)
  }

  /// A mark that was told out of other points is the same share of those that there are.
  @Test func aClassIsOutOfOneNumberOfPoints() throws {
    try define()
    _ = try hand("ada", "[1.125, 1.125]")
    _ = try hand("bob", right)
    try define(points: 6)
    _ = try tool(["regrade", "small"])
    _ = try run("release", "small", "--by", "staff")
    #expect(try run("regrade", "small", "--undo").status == 0)
    #expect(try standing("ada")["points"] as? Double == 6)
    #expect(try score("ada") == 3)
  }

  @Test func twoDecideWhereTwoAreAskedFor() throws {
    try define()
    _ = try hand("ada", "[1.125, 1.125]")
    _ = try tool(["adjust", "ada", "small.p.d", "--points", "1"] + reason)
    _ = try run("appeal", "ada", "small.p.d", "--says", "x", "--second", "Lee", "--by", "Kim")
    for alone in [
      ["adjust", "ada", "small.p.d", "--undo", "--by", "Kim"],
      ["adjust", "ada", "small", "--points", "5", "--by", "Kim"],
      ["adjust", "ada", "small.p.d", "--points", "2", "--by", "lee", "--with", "Lee"],
      ["adjust", "ada", "small.p.e", "--points", "2", "--by", "Kim", "--with", "Lee"],
    ] {
      let refused = try tool(alone + ["--because", "b"])
      #expect(refused.status == 64, "\(alone) \(refused)")
    }
    #expect(try score("ada") == 4)
    // Who decides the whole decides about its parts.
    let whole = ["adjust", "ada", "small", "--points", "5", "--by", "Kim", "--with", "lee"]
    #expect(try tool(whole + ["--because", "b"]).status == 0)
    #expect(try run("appeals").status == 0)
  }

  // MARK: Appeals

  @Test func anAppealIsOpenUntilSomebodyDecides() throws {
    try define()
    _ = try hand("ada", "[2.5, 4.7]")
    let opened = try tool([
      "appeal", "ada", "small.p.d", "--says", "I rounded", "--decider", "Kim", "--second", "Lee",
      "--until", "2026-01-01T12:00Z", "--by", "staff",
    ])
    #expect(opened.status == 0)
    #expect(opened.output.contains("Kim with Lee"))
    #expect(opened.output.contains("overdue"))
    #expect(try run("appeals").status == 1)
    let twice = try tool([
      "appeal", "ada", "small.p.d", "--says", "Again", "--by", "staff",
    ])
    #expect(twice.errors.contains("an appeal about this is open already"))

    let adjust = ["adjust", "ada", "small.p.d", "--points", "2", "--because", "rounded on the way"]
    let alone = try tool(adjust + ["--by", "Kim"])
    #expect(alone.status == 64 && alone.errors.contains("asks for a second decider, Lee"))
    #expect(try score("ada") == 3)
    let decided = try tool(adjust + ["--by", "Kim", "--with", "Lee"])
    #expect(decided.status == 0, "\(decided.errors)")
    #expect(try score("ada") == 5)
    #expect(try run("appeals").status == 0)
    let letter = try String(
      contentsOfFile: folder.path + "/letters/small/ada-p.d-1.txt", encoding: .utf8)
    for text in [
      "I rounded", "rounded on the way", "Kim with Lee", "p.d: 2 of 3 points; it was 0",
      "the assignment: 5 of 6 points; it was 3", "small/ada/1",
    ] {
      #expect(letter.contains(text), "\(text) in \(letter)")
    }
    let kinds = try rows(run("history", "ada", "--format", "json").output)
      .compactMap { $0["kind"] as? String }
    #expect(kinds.contains("appeal") && kinds.contains("closed appeal"))
  }

  @Test func anAppealEndsWithoutAnotherMark() throws {
    try define()
    _ = try hand("ada", "[2.5, 4.7]")
    for end in [["adjust", "ada", "small", "--stands"], ["appeal", "ada", "small", "--withdraw"]] {
      #expect(try tool(end + reason).status == 64)
      _ = try run("appeal", "ada", "small", "--says", "too few points", "--by", "staff")
      #expect(try tool(end + reason).status == 0)
      #expect(try score("ada") == 3)
    }
    let all = try rows(run("appeals", "--all", "--format", "json").output)
    #expect(all.map { $0["state"] as? String } == ["stands", "withdrawn"])
    let letter = try String(
      contentsOfFile: folder.path + "/letters/small/ada-1.txt", encoding: .utf8)
    #expect(letter.contains("the mark stands"))
    #expect(letter.contains("3 of 6 points, as before"))
  }
}
