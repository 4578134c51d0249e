import Foundation
import TestSupport
import Testing

/// The gradebook as people ask it, on the built command in a fresh folder.
@Suite struct GradebookCommandTests {
  private let folder: FreshFolder

  init() throws {
    folder = try FreshFolder()
    try FileManager.default.copyItem(
      atPath: ProjectFiles.path("assignments"), toPath: folder.path + "/assignments")
  }

  private func run(_ arguments: String...) throws -> Tool.Result {
    try Tool.run(arguments, in: folder.path)
  }

  private func rows(_ text: String) throws -> [[String: Any]] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]], "\(text)")
  }

  /// An assignment of two parts, three points each.
  private func define(_ reference: String = "2 * x", policy: String = "", points: Int = 3) throws {
    try folder.write(
      """
      title: Small
      \(policy)
      points: \(points)
      problems:
        - id: p
          given: {x: [1.2345, 2.3456]}
          forward: L = sum(x^2)
          parts:
            - {id: d, derivative: {of: L, wrt: x}, reference: \(reference)}
            - {id: e, reference: 3 * x}

      """, to: "assignments/small/assignment.yaml")
  }

  private let right = "[2.469, 4.6912]"

  private func hand(_ student: String, _ d: String?, at time: String? = nil) throws -> Tool.Result {
    let answer = d.map { ", \"p.d\": \($0)" } ?? ""
    try folder.write(
      "{\"p.e\": [3.7035, 7.0368]\(answer)}", to: "submissions/small/\(student)/answers.json")
    return try Tool.run(
      ["grade", "submissions/small/\(student)"] + (time.map { ["--submitted-at", $0] } ?? []),
      in: folder.path)
  }

  private func scores() throws -> [String: Any] {
    Dictionary(
      uniqueKeysWithValues: try rows(run("scores", "--by", "student", "--format", "json").output)
        .map { ($0["student"] as? String ?? "", $0["score"] ?? "") })
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

  @Test func latenessIsToldDeductedAndExportedOnce() throws {
    try define(policy: "due: 2026-11-20T12:00Z\nlate: {per-day: 10%, grace: 1h}")
    let unknown = try hand("one", right)
    #expect(unknown.errors.contains("it is unknown when 1 submission was handed in"))
    let late = try hand("two", right, at: "2026-11-21T14:00+01:00")
    #expect(late.output.contains("  2 days late: 1.2 points less, 4.8 of 6\n"))
    #expect(late.errors.isEmpty)
    try folder.write(
      "student,submitted at\nthree,2026-11-20T13:00Z\nfour,2026-11-20T13:00:01Z\n", to: "times.csv")
    _ = try hand("three", right, at: "times.csv")
    _ = try hand("four", right, at: "times.csv")
    let found = try scores()
    #expect(
      ["one", "two", "three", "four"].map { found[$0] as? Double } == [6, 4.8, 6, 5.4])
    let undecided = try run("export", "--to", "canvas")
    #expect(undecided.status == 64 && undecided.errors.contains("--late applied"))
    #expect(
      try run("export", "--to", "canvas", "--late", "raw").output.contains("two,,,two,,6\r\n"))
    #expect(
      try run("export", "--to", "canvas", "--late", "applied").output.contains("two,,,two,,4.8\r\n")
    )
    for time in ["yesterday", "2026-11-20T12:00", "nowhere.csv"] {
      #expect(try hand("five", right, at: time).status == 64)
    }
  }

  @Test func attemptsAreCountedAndFreeOnesSaid() throws {
    try define(policy: "attempts: 1")
    #expect(try hand("one", "\"none\"").output.contains("attempt 1"))
    try folder.write("{\"p.d\": [1, nan]}", to: "submissions/small/two/answers.json")
    #expect(
      try run("grade", "submissions/small/two").output.contains(
        "uses no attempt: nothing in it could be judged"))
    #expect(try hand("two", "[1, 1]").output.contains("at most 1 attempt count"))
    #expect(
      try hand("two", right).output.contains("does not count: beyond the attempts that count"))
    #expect(try scores()["two"] as? Double == 3)
    for (attempt, count) in [("all", 6), ("latest", 2), ("first", 2), ("best", 2), ("counted", 2)] {
      let listed = try run(
        "scores", "--student", "two", "--attempt", attempt, "--format", "json")
      #expect(try rows(listed.output).count == count)
    }
  }

  @Test func filtersNarrowAndUnknownNamesAreRefused() throws {
    try define()
    _ = try hand("one", right)
    _ = try hand("two", "[-2.469, -4.6912]")
    _ = try hand("three", nil)
    func count(_ arguments: String...) throws -> Int {
      try rows(Tool.run(["scores", "--format", "json"] + arguments, in: folder.path).output).count
    }
    #expect(try count() == 6)
    #expect(try count("--verdict", "incorrect") == 1)
    #expect(try count("--verdict", "incorrect", "--verdict", "missing") == 2)
    #expect(try count("--mistake", "sign") == 1)
    #expect(try count("--mistake", "d.sign") == 1)
    #expect(try count("--mistake", "sig") == 0)
    #expect(try count("--below", "1") == 2)
    #expect(try count("--by", "student", "--below", "60%") == 2)
    #expect(try count("--problem", "p", "--part", "p.e") == 3)
    #expect(try count("--since", "2020-01-01") == 6)
    #expect(try count("--since", "2999-01-01") == 0)
    #expect(try count("--by", "part") == 2)
    #expect(try count("--by", "assignment") == 1)
    for wrong in [
      ["--student", "nobody"], ["--assignment", "smal"], ["--part", "p.x"], ["--problem", "q"],
      ["--by", "assignment", "--problem", "p"], ["--below", "x"], ["--since", "monday"],
    ] {
      #expect(try Tool.run(["scores"] + wrong, in: folder.path).status == 64, "\(wrong)")
    }
    #expect(try run("stats", "smal").status == 64)
    #expect(try run("show", "one", "small", "--attempt", "7").status == 64)
    #expect(
      try run("adjust", "one", "small.p.x", "--accept", "--because", "b", "--by", "m").status == 64)
  }

  @Test func anAttemptIsShownAsItWasGraded() throws {
    try define()
    _ = try hand("one", "[-2.469, -4.6912]")
    let bytes = try String(
      contentsOfFile: folder.path + "/submissions/small/one/answers.json", encoding: .utf8)
    _ = try hand("one", right)
    let shown = try run("show", "one", "small", "--attempt", "1", "--files", "back")
    #expect(shown.output.contains("does not count: another attempt does"))
    #expect(shown.output.contains("is right: off by"))
    #expect(
      try String(contentsOfFile: folder.path + "/back/answers.json", encoding: .utf8) == bytes)
    let rows = try rows(run("show", "one", "small", "--format", "json").output)
    #expect(rows.map { $0["attempt"] as? Int } == [2, 2])
  }

  @Test func aContainerIsGradedAndLeavesResults() throws {
    try define(policy: "due: 2026-11-20T12:00Z\nlate: {per-day: 10%}\nattempts: 2")
    try folder.write("student,email\none,One@example.org\n", to: "roster.csv")
    try folder.write(
      "{\"p.d\": [1, 1], \"p.e\": [3.7035, 7.0368]}", to: "box/submission/answers.json")
    func results(_ earlier: String, _ late: String) throws -> [String: Any] {
      try folder.write(
        """
        {"created_at": "2026-11-20T13:00:00.123456+00:00", "users": [{"email": "one@example.org"}],
         "previous_submissions": [\(earlier)]}
        """, to: "box/submission_metadata.json")
      let run = try run("gradescope", "run", "box", "--assignment", "small", "--late", late)
      #expect(run.status == 0 && run.output.hasPrefix("small  one\n"), "\(run.errors)")
      let data = try Data(
        contentsOf: URL(fileURLWithPath: folder.path + "/box/results/results.json"))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    #expect(try results("", "raw")["score"] as? Double == 3)
    #expect(try results("", "applied")["score"] as? Double == 2.4)
    let beyond = try results("{\"score\": 1.5}, {\"score\": \"2.5\"}", "applied")
    #expect(beyond["score"] as? Double == 2.5)
    // What the autograder failed at, or could not read, was no attempt.
    let failed = try results(
      "{\"score\": 0, \"autograder_error\": true}, {\"score\": 1}", "applied")
    #expect(failed["score"] as? Double == 2.4)
    let free = try results(
      "{\"score\": 0}, {\"score\": 1, \"results\": {\"extra_data\": {\"attempts_used\": \"1\"}}}",
      "applied")
    #expect(free["score"] as? Double == 2.4)
    #expect((free["extra_data"] as? [String: Any])?["attempts_used"] as? String == "2")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/gradebook.sqlite"))
    #expect(try run("gradescope", "run", "box", "--assignment", "small").status == 64)
    #expect(try run("gradescope", "run", "box").status == 64)
    // The old name says the new one.
    let alias = try run(
      "grade", "--gradescope", "box", "--assignment", "small", "--late", "raw")
    #expect(alias.status == 0 && alias.errors.contains("'gradescope run DIR'"))
    try folder.write("{}", to: "box/submission_metadata.json")
    let bad = try run("gradescope", "run", "box", "--assignment", "small", "--late", "raw")
    #expect(bad.status == 3 && bad.errors.contains("no submission's metadata"))
  }

  @Test func aRosterThatSaysTooLittleOrTooMuchIsRefused() throws {
    try define()
    _ = try hand("one", right)
    for (roster, message) in [
      ("name\nann\n", "needs a first line with a column 'student'"),
      ("student,extension\none,soon\n", "roster.csv:2:5: error: this is no extension"),
      ("student,extension\none,2d;3d\n", "a second extension"),
      ("student,excused\none,the first one\n", "does not say what is excused"),
      ("student,canvas id\none,7\ntwo,7\n", "roster.csv:3:5: error: this canvas id is that of"),
      ("student,student\none,two\n", "a second column 'student'"),
    ] {
      try folder.write(roster, to: "roster.csv")
      let run = try run("scores", "--by", "student")
      #expect(run.status == 3 && run.errors.contains(message), "\(run.errors)")
    }
    try folder.write("student,excused\none,smal\nsix,\n", to: "roster.csv")
    let warned = try run("scores", "--by", "student")
    #expect(warned.status == 0)
    #expect(warned.errors.contains("the roster names 'smal', which is no assignment"))
    #expect(warned.output.contains("- / 6  missing"))
  }

  /// Eight at once lose nothing, and a killed one leaves nothing half done.
  @Test func manyMayGradeAtOnceAndBeKilled() async throws {
    try define()
    for process in 0..<4 {
      for student in 0..<40 {
        try folder.write(
          "{\"p.d\": \(right)}", to: "class\(process)/small/s\(process)-\(student)/answers.json")
      }
    }
    let path = folder.path
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for process in 0..<4 {
        group.addTask {
          try Tool.run(
            ["grade", "class\(process)", "--reports", "reports\(process)"], in: path
          ).status
        }
      }
      for try await status in group { #expect(status == 0) }
    }
    #expect(try rows(run("scores", "--by", "student", "--format", "json").output).count == 160)
    for delay in [5, 10, 20, 40, 60] {
      _ = try Tool.run(
        "/bin/sh",
        [
          "-c",
          "'\(Tool.path)' grade class0 class1 --gradebook killed.sqlite --reports r >/dev/null 2>&1 & "
            + "sleep 0.0\(delay < 10 ? "0" : "")\(delay); kill -9 $!",
        ], in: path)
    }
    #expect(try run("grade", "class0", "class1", "--gradebook", "killed.sqlite").status == 0)
    let after = try rows(
      run(
        "scores", "--by", "student", "--gradebook", "killed.sqlite", "--format", "json"
      ).output)
    #expect(after.count == 80)
    #expect(after.allSatisfy { $0["attempts"] as? Int == 1 })
  }
}
