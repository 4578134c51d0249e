import Foundation
import TestSupport
import Testing

/// What students get back, on the built command.
@Suite struct FeedbackCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try Self.freshFolder()
    try define(policy: "due: 2026-11-20T12:00Z\nlate: {per-day: 10%, until: 2d}\nattempts: 3")
    try folder.write(
      "student,name,email,canvas id,participant,extension,excused\nada,\"Ada_L\",ada@x.org,11,7,,\n"
        + "bob,Bob,,12,8,small=2099-01-01T00:00Z,\neve,Eve,eve@x.org,13,,,small\n",
      to: "roster.csv")
    _ = try hand("ada", "[1, 1]", at: "2026-11-20T10:00Z")
    _ = try hand("ada", right, at: "2026-11-21T10:00Z")
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
  }

  @Test func aReportTellsWhatStandsAndWhomToAsk() throws {
    _ = try run(
      "adjust", "ada", "small.p.e", "--points", "1", "--because", "copied from the board", "--by",
      "staff")
    let result = try run(
      "feedback", "small", "--as", "folder", "--format", "text", "--contact", "the tutors",
      "--until",
      "2026-12-04T18:00+01:00")
    #expect(result.status == 0 && result.errors.contains("3 reports in feedback/small"))
    let report = try text("feedback/small/ada.txt")
    for line in [
      "Small\nAda_L\n\n3.4 of 6 points.\n",
      "It was 1 day late, which cost 0.6 points of the 4 that were earned.",
      "Attempt 2 counts, of 2 that were handed in.",
      "\np.d\n  3 of 3 points  right\n\n",
      "  1 of 3 points  right\n    decided by staff: 1 point (copied from the board)",
      "ask the tutors until 2026-12-04 17:00 UTC.",
      "This is about attempt small/ada/2, handed in 2026-11-21 10:00 UTC.",
    ] {
      #expect(report.contains(line), "\(line)\n\(report)")
    }
    #expect(try text("feedback/small/bob.txt").contains("Nothing was handed in."))
    #expect(try text("feedback/small/eve.txt").contains("You are excused"))
    #expect(!report.contains("2.469"))
    // The same again, byte by byte.
    let before = report
    _ = try run(
      "feedback", "small", "--as", "folder", "--format", "text", "--contact", "the tutors",
      "--until",
      "2026-12-04T18:00+01:00")
    #expect(try text("feedback/small/ada.txt") == before)
  }

  @Test func whatWasWrongIsExplainedAsFarAsTheLevelGoes() throws {
    _ = try hand("bob", "[-2.469, -4.6912]", at: "2026-11-20T10:00Z")
    for (level, sentence) in [("scores", ""), ("mistakes", "sign")] {
      _ = try run("feedback", "small", "--as", "folder", "--format", "text", "--feedback", level)
      let report = try text("feedback/small/bob.txt")
      #expect(report.contains("0 of 3 points  not right"))
      #expect(report.contains("sign") == (sentence == "sign"), "\(report)")
    }
    // It is told by the definition it was graded by.
    try define("2 * x + 0", policy: "due: 2026-11-20T12:00Z", points: 4)
    _ = try run("feedback", "small", "--as", "folder", "--format", "text")
    let report = try text("feedback/small/bob.txt")
    #expect(report.contains("0 of 3 points  not right") && report.contains("sign"))
  }

  @Test func rightNumbersAreToldWhenNobodyCanUseThem() throws {
    let open = try run("feedback", "small", "--as", "folder", "--feedback", "full")
    #expect(open.status == 64 && open.errors.contains("until 2099-01-03T00:00:00Z"))
    try folder.write("student\nada\n", to: "roster.csv")
    let closed = try run("feedback", "small", "--as", "folder", "--feedback", "full")
    #expect(closed.status == 0 && closed.errors.contains("one report with the right numbers"))
    // A due time that was moved holds, also before anything is graded again.
    try define(policy: "due: 2099-01-01T12:00Z\nlate: {until: 0d}")
    #expect(try run("feedback", "small", "--as", "folder", "--feedback", "full").status == 64)
    // Without an end to late work somebody may always hand in what is told here.
    try define(policy: "due: 2020-01-01T12:00Z\nlate: {per-day: 10%}")
    let endless = try run("feedback", "small", "--as", "folder", "--feedback", "full")
    #expect(endless.status == 64 && endless.errors.contains("counts however late it is"))
    #expect(endless.errors.contains("late: {until: 0d}"))
  }

  @Test func nothingElseIsReplacedAndTimesAreThoseOfTheCourse() throws {
    for file in ["roster.csv", "gradebook.sqlite"] {
      let before = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(file)"))
      let result = try run("feedback", "small", "--as", "moodle", "--output", file)
      #expect(result.status == 3 && result.errors.contains("is no archive of feedback"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(file)")) == before)
    }
    try folder.write("zone: Europe/Berlin\n", to: "course.yaml")
    for _ in 0..<2 {
      _ = try run("feedback", "small", "--as", "moodle", "--output", "a.zip")
      _ = try run(
        "feedback", "small", "--as", "folder", "--format", "text", "--contact", "us", "--until",
        "2026-12-04T18:00Z")
    }
    let report = try text("feedback/small/ada.txt")
    #expect(report.contains("until 2026-12-04 19:00 +01:00."))
    #expect(report.contains("handed in 2026-11-21 11:00 +01:00."))
  }

  @Test func systemsFindTheirStudents() throws {
    let moodle = try run("feedback", "small", "--as", "moodle")
    #expect(moodle.status == 1)
    #expect(
      moodle.errors.contains(
        "no participant number is known, from 'collect' or the roster, of: eve"))
    let names = try ReadBack.zipNames(folder.path + "/feedback/small-moodle.zip")
    #expect(
      names == [
        "Ada L_7_assignfeedback_file_feedback.html", "Bob_8_assignfeedback_file_feedback.html",
      ])
    #expect(try run("feedback", "small", "--as", "canvas").errors.contains("of: ada, bob, eve"))
    let mail = try run("feedback", "small", "--as", "mail", "--output", "mails")
    #expect(mail.status == 1 && mail.errors.contains("the roster has no email of: bob"))
    let message = try text("mails/ada.eml")
    #expect(message.hasPrefix("To: ada@x.org\r\nSubject: =?utf-8?B?U21hbGw=?=\r\n"))
    let body = message.components(separatedBy: "\r\n\r\n")[1].replacing("\r\n", with: "")
    let decoded = String(decoding: Data(base64Encoded: body) ?? Data(), as: UTF8.self)
    #expect(decoded.hasPrefix("Small\nAda_L\n"))
    #expect(try run("feedback", "small", "--as", "folder", "--student", "adda").status == 64)
  }
}
