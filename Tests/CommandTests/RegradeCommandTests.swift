import Foundation
import TestSupport
import Testing

/// `regrade`, `disputes` and `adjust` on the built command.
@Suite struct RegradeCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws { folder = try Self.freshFolder() }

  /// Whoever copies the one file has everything: nothing waits in a log beside it.
  @Test func theGradebookIsOneFile() throws {
    func expectCopied(_ score: Double) throws {
      let copy = folder.path + "/copy.sqlite"
      try? FileManager.default.removeItem(atPath: copy)
      try FileManager.default.copyItem(atPath: folder.path + "/gradebook.sqlite", toPath: copy)
      let copied = try run(
        "scores", "--by", "student", "--gradebook", "copy.sqlite", "--format", "json")
      #expect(try rows(copied.output).map { $0["score"] as? Double } == [score])
      #expect(try scores()["one"] as? Double == score)
    }
    try define()
    _ = try hand("one", "[2.5, 4.7]")
    try expectCopied(3)
    let decide = ["adjust", "one", "small.p.d", "--because", "b", "--by", "me"]
    #expect(try Tool.run(decide + ["--points", "2"], in: folder.path).status == 0)
    try expectCopied(5)
    #expect(try Tool.run(decide + ["--undo"], in: folder.path).status == 0)
    try expectCopied(3)
    try define(policy: "tolerance: {relative: 0.05}")
    #expect(try run("regrade", "small").status == 0)
    try expectCopied(6)
    #expect(try run("regrade", "small", "--undo").status == 0)
    try expectCopied(3)
  }

  @Test func acceptingWhatIsNotDisputedSaysSo() throws {
    try define()
    _ = try hand("one", "[2.5, 4.7]")
    let accepted = try run("adjust", "one", "small", "--accept", "--because", "b", "--by", "me")
    #expect(accepted.status == 0)
    #expect(
      accepted.errors.contains(
        "warning: no part of 'small' is disputed, so this changes no score now"))
    #expect(try scores()["one"] as? Double == 3)
    let part = try run("adjust", "one", "small.p.d", "--accept", "--because", "b", "--by", "me")
    #expect(!part.errors.contains("warning"))
    #expect(try scores()["one"] as? Double == 6)
  }

  /// What comes out as before is stored as it was, to the last digit, under the new definition.
  @Test func whatStaysIsStoredAsItWas() throws {
    try define()
    _ = try hand("one", "[2.5, 4.7]")
    _ = try hand("two", right)
    func parts() throws -> (gradings: Int, rows: [String]) {
      let table = try run(
        "sql",
        """
        SELECT attempt.student, part.position, part.part, part.points, part.score, part.verdict,
          part.note, part.error, part.tolerance, part.worst_index, part.got, part.wanted, part.why,
          part.bonus
        FROM attempt JOIN current_grading ON current_grading.attempt = attempt.id
        JOIN part_outcome AS part ON part.grading = current_grading.grading
        ORDER BY attempt.student, part.position
        """, "--format", "csv")
      let count = try run("sql", "SELECT count(*) AS n FROM grading", "--format", "json").output
      return (
        try rows(count)[0]["n"] as? Int ?? 0,
        table.output.split(whereSeparator: \.isNewline).map(String.init)
      )
    }
    let before = try parts()
    #expect(before.rows.count == 5 && before.gradings == 2)
    try define(policy: "text: Said otherwise.")
    let regraded = try run("regrade", "small")
    #expect(regraded.errors.contains("no score changed, 2 stored anew"))
    let after = try parts()
    #expect(after.gradings == 4)
    #expect(after.rows == before.rows)
  }

  @Test func aRegradeIsSeenBeforeItIsMade() throws {
    try define()
    _ = try hand("one", right)
    _ = try hand("two", "[1, 1]")
    let before = try run("scores", "--format", "json").output
    let nothing = try run("regrade", "small")
    #expect(nothing.status == 0 && nothing.output == "  no score changes\n")
    #expect(try run("scores", "--format", "json").output == before)

    // One tolerance: exactly who it concerns is named.
    _ = try hand("three", "[2.5, 4.7]")
    try define(policy: "tolerance: {relative: 0.05}")
    let dry = try run("regrade", "small", "--dry-run", "--format", "json")
    #expect(try rows(dry.output).map { $0["student"] as? String } == ["three"])
    #expect(try rows(dry.output).map { $0["from"] as? Double } == [3])
    #expect(try rows(dry.output).map { $0["to"] as? Double } == [6])
    #expect(try rows(dry.output).map { $0["part"] as? String } == ["p.d"])
    #expect(try scores()["three"] as? Double == 3)
    #expect(try run("regrade", "small").status == 0)
    #expect(try scores()["three"] as? Double == 6)

    // What would be lowered is kept until somebody says otherwise.
    try define()
    let kept = try run("regrade", "small")
    #expect(kept.status == 1 && kept.output.contains("(kept)"))
    #expect(kept.errors.contains("graded again: no score changed"))
    #expect(kept.errors.contains("1 score is kept that would be lowered"))
    #expect(try scores()["three"] as? Double == 6)
    #expect(try run("regrade", "small", "--allow-lower").status == 0)
    #expect(try scores()["three"] as? Double == 3)
    #expect(try run("regrade", "small", "--undo").status == 0)
    #expect(try scores()["three"] as? Double == 6)

    // A share of other points is compared as a share.
    try define(points: 6)
    let doubled = try run("regrade", "small", "--format", "json")
    #expect(
      try rows(doubled.output).first { $0["student"] as? String == "one" }?["to"] as? Double == 12)
    #expect(try rows(doubled.output).contains { $0["kept"] as? Bool == true })
  }

  /// Nobody is graded out of other points than the rest.
  @Test func otherPointsHoldForAllOrForNobody() throws {
    try define()
    _ = try hand("one", right)
    _ = try hand("two", "[1, 2]")
    try define(points: 6)
    // Twice the points keep all shares.
    #expect(try run("regrade", "small", "--dry-run").status == 0)
    let path = folder.path + "/assignments/small/assignment.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("{id: d,", with: "{id: d, points: 9,")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let kept = try run("regrade", "small", "--format", "json")
    #expect(kept.status == 1 && kept.errors.contains("so all are graded again or nobody is"))
    #expect(try rows(kept.output).allSatisfy { $0["kept"] as? Bool == true })
    #expect(try scores()["one"] as? Double == 6 && scores()["two"] as? Double == 3)
    #expect(try run("regrade", "small", "--allow-lower").status == 0)
    #expect(try scores()["one"] as? Double == 15 && scores()["two"] as? Double == 6)
  }

  @Test func nobodyIsGradedAgainByARefusedAssignment() throws {
    try define()
    _ = try hand("one", right)
    try define("3 * x")
    let refused = try run("regrade", "small", "--allow-lower")
    #expect(refused.status == 3 && refused.errors.contains("so nothing is graded again"))
    #expect(try scores()["one"] as? Double == 6)
    // Whoever is graded by it is held, decided about by a person, and only then exported.
    #expect(try hand("two", right).status == 3)
    let disputes = try run("disputes", "--format", "json")
    #expect(disputes.status == 1)
    #expect(try rows(disputes.output).map { $0["part"] as? String } == ["p.d"])
    let held = try run("export", "--to", "csv")
    #expect(held.status == 3 && held.errors.contains("two"))
    #expect(held.output.contains("\r\nsmall,two,,,,disputed,,6,"))
    let accepted = try run(
      "adjust", "two", "small.p.d", "--accept", "--because", "the key is wrong", "--by", "staff")
    #expect(accepted.status == 0)
    #expect(try run("disputes").status == 0)
    let exported = try run("export", "--to", "csv")
    #expect(exported.status == 0 && exported.output.contains("\r\nsmall,two,,,,graded,6,6,"))
    // The decision survives another grading.
    try define()
    #expect(try run("regrade", "small").status == 0)
    #expect(try scores()["two"] as? Double == 6)
  }
}
