import Foundation
import TestSupport
import Testing

/// Due times, attempts and the roster, on the built command.
@Suite struct PolicyCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws { folder = try Self.freshFolder() }

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
    #expect(try hand("two", "[1, 1]").output.contains("attempt 1 of 1 that count"))
    #expect(
      try hand("two", right).output.contains("does not count: beyond the attempts that count"))
    #expect(try scores()["two"] as? Double == 3)
    for (attempt, count) in [("all", 6), ("latest", 2), ("first", 2), ("best", 2), ("counted", 2)] {
      let listed = try run(
        "scores", "--student", "two", "--attempt", attempt, "--format", "json")
      #expect(try rows(listed.output).count == count)
    }
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
}
