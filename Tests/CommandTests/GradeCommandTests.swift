import Foundation
import TestSupport
import Testing

/// `grade`, on the built command in fresh folders, as people and pipelines run it.
@Suite struct GradeCommandTests {
  @Test func oneSubmissionIsGradedStoredAndReported() throws {
    let folder = try Workplace.make("convnet-layers/as-derived")
    let run = try Tool.run(["grade", "submissions/convnet-layers/as-derived"], in: folder.path)
    #expect(run.status == 2)
    #expect(run.output.contains("convnet-layers  as-derived  attempt 1"))
    #expect(run.output.contains("7 of 22 points"))
    let book = folder.path + "/gradebook.sqlite"
    let mode = try FileManager.default.attributesOfItem(atPath: book)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let report = folder.path + "/reports/convnet-layers/TEST-as-derived.xml"
    let xml = try String(contentsOfFile: report, encoding: .utf8)
    #expect(xml.contains("tests=\"12\" failures=\"5\" errors=\"1\" skipped=\"0\""))

    let scores = try Tool.run(["scores", "--format", "json"], in: folder.path)
    let stored = try Workplace.rows(scores.output)
    #expect(stored.count == 12)
    #expect(
      Set(stored[0].keys) == [
        "assignment", "student", "attempt", "part", "points", "score", "verdict", "note", "error",
        "tolerance", "why", "decided",
      ])
    let wrong = try #require(stored.first { $0["part"] as? String == "softmax-loss.dpgt_dy" })
    #expect(wrong["verdict"] as? String == "incorrect")
    #expect(wrong["score"] as? Double == 0)
    #expect(wrong["points"] as? Double == 2)
    #expect((wrong["error"] as? Double ?? 0) > (wrong["tolerance"] as? Double ?? 1))

    // The same again is no new attempt, and its report has the same bytes.
    let again = try Tool.run(["grade", "submissions/convnet-layers/as-derived"], in: folder.path)
    #expect(again.output.contains("the same as attempt 1, not stored again"))
    #expect(try String(contentsOfFile: report, encoding: .utf8) == xml)
    // Other bytes are.
    try folder.write("{}", to: "submissions/convnet-layers/as-derived/answers.json")
    let third = try Tool.run(["grade", "submissions/convnet-layers/as-derived"], in: folder.path)
    #expect(third.output.contains("attempt 2"))
    let all = try Workplace.rows(
      try Tool.run(["scores", "--attempt", "all", "--format", "json"], in: folder.path).output)
    #expect(all.count == 24)
    let csv = try Tool.run(
      [
        "scores", "--student", "as-derived", "--part", "linear.dL_db", "--attempt", "all",
        "--format", "csv",
      ],
      in: folder.path)
    #expect(csv.output.split(separator: "\r\n").count == 3)
  }

  @Test func aReportIsTheSameEverywhere() throws {
    let folder = try Workplace.make("backprop-by-hand/as-printed")
    _ = try Tool.run(["grade", "submissions", "--no-store"], in: folder.path)
    let xml = try String(
      contentsOfFile: folder.path + "/reports/backprop-by-hand/TEST-as-printed.xml",
      encoding: .utf8)
    let golden = ProjectFiles.path("Tests/Data/TEST-as-printed.xml")
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
      try xml.write(toFile: golden, atomically: true, encoding: .utf8)
      Issue.record("recorded; run again without NABLA_RECORD")
    }
    #expect(xml == (try String(contentsOfFile: golden, encoding: .utf8)))
  }

  @Test func oneBadFileNeverStopsTheClass() throws {
    let folder = try Workplace.make()
    try folder.write("{\"p\": [1, 2", to: "submissions/convnet-layers/broken/answers.json")
    try folder.write("", to: "submissions/convnet-layers/empty/answers.json")
    try folder.write("{\"p\": 1,2}", to: "submissions/convnet-layers/comma/answers.json")
    try folder.write(
      "{}", to: "submissions/convnet-layers/folder/answers.json/inside.json")
    try folder.write("not for grading", to: "submissions/convnet-layers/nothing/README.md")
    try folder.write("{}", to: "submissions/unknown-assignment/someone/answers.json")
    let run = try Tool.run(["grade", "submissions/convnet-layers"], in: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains("6 submissions"))
    #expect(run.output.contains("22 / 22"))
    #expect(run.errors.contains("comma/answers.json:1:9: error: found '2', expected a name"))
    #expect(run.errors.contains("written with a point: 1.2, not 1,2"))
    #expect(run.errors.contains("broken/answers.json:1:7: error: '[' is never closed"))
    #expect(run.errors.contains("empty/answers.json:1:1: error: an empty file, expected JSON"))
    #expect(run.errors.contains("folder/answers.json: error: this is a folder, expected a file"))
    let strict = try Tool.run(
      ["grade", "submissions/convnet-layers", "--fail-on", "unreadable", "--no-store"],
      in: folder.path)
    #expect(strict.status == 2)
    let whole = try Tool.run(["grade", "submissions", "--no-store"], in: folder.path)
    #expect(whole.status == 64)
    #expect(whole.errors.contains("there is no assignment 'unknown-assignment'"))
    #expect(whole.output.contains("22 / 22"))
    let report = try String(
      contentsOfFile: folder.path + "/reports/convnet-layers/TEST-broken.xml", encoding: .utf8)
    #expect(report.contains("errors=\"12\""))
    #expect(report.contains("type=\"unreadable-file\""))
  }

  /// A grade depends on nobody else's submission, nor on how often a path was given.
  @Test func gradesDoNotDependOnCompany() throws {
    let folder = try Workplace.make("convnet-layers/as-derived")
    try FileManager.default.copyItem(
      atPath: ProjectFiles.path("submissions/convnet-layers/blank"),
      toPath: folder.path + "/submissions/convnet-layers/blank")
    let alone = try Tool.run(
      ["grade", "submissions/convnet-layers/blank", "--no-store", "--format", "csv"],
      in: folder.path)
    let twice = ["submissions/convnet-layers/blank", "submissions/convnet-layers/blank"]
    let together = try Tool.run(
      ["grade", "submissions"] + twice + ["--no-store", "--format", "csv"], in: folder.path)
    #expect(together.errors.isEmpty)
    let rows = alone.output.split(separator: "\r\n").dropFirst()
    #expect(rows.count == 12)
    for row in rows { #expect(together.output.contains(row)) }
  }

  @Test func otherFormatsAreNotOverlooked() throws {
    let folder = try Workplace.make(nil)
    try folder.write("1", to: "submissions/linear-classifier/s/softmax.dL_db.txt")
    try folder.write("notes", to: "submissions/linear-classifier/s/README.md")
    let run = try Tool.run(["grade", "submissions/linear-classifier/s"], in: folder.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("softmax.dL_db.txt: warning: this file is not read"))
    #expect(!run.errors.contains("README"))
  }

  @Test func hugeFilesAreRefused() throws {
    let folder = try Workplace.make(nil)
    let path = "submissions/convnet-layers/huge/answers.json"
    try folder.write("", to: path)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/" + path))
    try file.truncate(atOffset: 100_000_000)
    try file.close()
    let run = try Tool.run(["grade", "submissions/convnet-layers/huge"], in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("answers.json: error: the file has 100 MB, the most is 1 MB"))
  }

  @Test(arguments: [
    ("/nowhere/at/all/gradebook.sqlite", "cannot be made"), ("assignments", "this is a folder"),
    ("garbage.sqlite", "the gradebook cannot be used"), ("locked.sqlite", "is read-only"),
  ])
  func anUnusableGradebookIsReported(_ path: String, _ words: String) throws {
    let folder = try Workplace.make()
    try folder.write(String(repeating: "garbage ", count: 500), to: "garbage.sqlite")
    try folder.write("", to: "locked.sqlite")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o400], ofItemAtPath: folder.path + "/locked.sqlite")
    let run = try Tool.run(
      ["grade", "submissions/convnet-layers/all-correct", "--gradebook", path], in: folder.path)
    #expect(run.status == 3)
    #expect(run.errors.contains(words), "\(run.errors)")
    // The grade is told and reported all the same.
    #expect(run.output.contains("22 of 22 points"))
    #expect(
      FileManager.default.fileExists(
        atPath: folder.path + "/reports/convnet-layers/TEST-all-correct.xml"))
  }

  /// What was held is graded, and stored, when its reference is taken as it is.
  @Test func whatWasHeldIsStoredOnceItIsGraded() throws {
    let folder = try FreshFolder()
    try folder.write(
      """
      title: U
      problems:
        - id: p
          given: {x: [0.0, 1.5]}
          forward: |
            L = sum(relu(x))
          parts:
            - {id: d, derivative: {of: L, wrt: x}, reference: "[0, 1]", points: 2}
      """, to: "assignments/U/assignment.yaml")
    try folder.write("{\"p\": {\"d\": [0, 1]}}", to: "submissions/U/ann/answers.json")
    let held = try Tool.run(["grade", "submissions/U/ann"], in: folder.path)
    #expect(held.status == 3 && held.output.contains("disputed / 2"))
    let graded = try Tool.run(["grade", "submissions/U/ann", "--unproved"], in: folder.path)
    #expect(
      graded.status == 0 && graded.output.hasPrefix("U  ann  the same as attempt 1, graded again"))
    let scores = try Tool.run(["scores", "--by", "student"], in: folder.path)
    #expect(scores.output.contains("2 / 2"))
    let again = try Tool.run(["grade", "submissions/U/ann", "--unproved"], in: folder.path)
    #expect(again.output.hasPrefix("U  ann  the same as attempt 1, not stored again"))
    let plain = try Tool.run(["grade", "submissions/U/ann"], in: folder.path)
    #expect(plain.output.hasPrefix("U  ann  the same as attempt 1, whose stored grading stays"))
  }

  @Test func resultsThatCannotBeWrittenAreAFault() throws {
    let folder = try Workplace.make()
    for target in [">/dev/full", ">&-"] {
      let run = try Tool.run(
        "/bin/sh", ["-c", "'\(Tool.path)' grade submissions --no-store \(target)"],
        in: folder.path)
      #expect(run.status == 3)
      #expect(run.errors.contains("error: the results could not be written"))
    }
    let left = try Tool.run(
      "/bin/bash",
      ["-c", "'\(Tool.path)' grade submissions --no-store | true; exit ${PIPESTATUS[1]}"],
      in: folder.path)
    #expect(left.status == 0)
  }

  /// What libraries set up at their first use must not be set up by two threads at once.
  @Test func reportsWrittenAtOnceAreTheSame() throws {
    let folder = try Workplace.make(nil)
    for student in 0..<8 {
      try folder.write("{}", to: "submissions/linear-classifier/s\(student)/answers.json")
    }
    func reports(_ jobs: String) throws -> [String] {
      let run = try Tool.run(
        ["grade", "submissions", "--no-store", "--jobs", jobs, "--reports", "reports-\(jobs)"],
        in: folder.path)
      #expect(run.status == 0, "\(run.errors)")
      return try (0..<8).map {
        try String(
          contentsOfFile: folder.path + "/reports-\(jobs)/linear-classifier/TEST-s\($0).xml",
          encoding: .utf8)
      }
    }
    let one = try reports("1")
    for _ in 0..<4 {
      let many = try reports("8")
      #expect(many == one)
    }
  }

  /// One file holds what the others hold, whatever the number of threads; it replaces an older one as a whole.
  @Test func oneReportMayHoldAllSubmissions() throws {
    let folder = try Workplace.make(nil)
    for student in 0..<100 {
      try folder.write(
        "{\"softmax.P\": [\(student), 0.5, 0.25]}",
        to: "submissions/linear-classifier/s\(100 + student)/answers.json")
    }
    func run(_ arguments: [String]) throws -> String {
      let run = try Tool.run(["grade", "submissions", "--no-store"] + arguments, in: folder.path)
      #expect(run.status == 0, "\(run.errors)")
      return run.output
    }
    func read(_ path: String) throws -> String {
      try String(contentsOfFile: folder.path + "/" + path, encoding: .utf8)
    }
    try folder.write("old", to: "all.xml")
    _ = try run(["--junit", "all.xml", "--jobs", "1"])
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/reports"))
    let one = try read("all.xml")
    _ = try run(["--junit", "all.xml", "--jobs", "7", "--reports", "each"])
    #expect(try read("all.xml") == one)
    let (start, end) = (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", "</testsuites>\n"
    )
    let each = try (0..<100).map {
      try read("each/linear-classifier/TEST-s\(100 + $0).xml").dropFirst(start.count)
        .dropLast(end.count)
    }
    #expect(one == start + each.joined() + end)
    #expect(try read("all.xml").contains("name=\"linear-classifier.s199\""))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.hasSuffix(".part") })
    // A folder stands in the way: the class is graded all the same.
    let refused = try Tool.run(
      ["grade", "submissions", "--no-store", "--junit", "each"], in: folder.path)
    #expect(refused.status == 3 && refused.output.contains("100 submissions"))
    #expect(refused.errors == "error: each: is a folder, expected a file\n")
  }

  /// A class is told in a line each, in tables if that is wanted, or not at all; what programs read is always whole.
  @Test func howMuchOfAClassIsPrintedCanBeSaid() throws {
    let folder = try Workplace.make("convnet-layers/as-derived")
    try folder.write("{}", to: "submissions/convnet-layers/blank/answers.json")
    func output(_ arguments: [String]) throws -> String {
      try Tool.run(["grade", "submissions", "--no-store"] + arguments, in: folder.path).output
    }
    let lines = try output([]).split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.last == "2 submissions")
    #expect(lines[2].hasSuffix("0 / 22  12 missing"))
    let tables = try output(["--verbose"])
    #expect(tables.contains("convnet-layers  blank\n\n  part"))
    #expect(tables.hasSuffix("  0 of 22 points\n\n2 submissions\n"))
    #expect(try output(["--quiet"]).isEmpty)
    #expect(try output(["--quiet", "--verbose"]).isEmpty)
    let rows = try Workplace.rows(try output(["--format", "json"]))
    #expect(rows.count == 24)
    #expect(try output(["--format", "csv"]).split(separator: "\r\n").count == 25)
    let single = try Tool.run(
      ["grade", "submissions/convnet-layers/blank", "--no-store"], in: folder.path)
    #expect(single.output.contains("12 missing") == false)
    #expect(single.output.contains("0 of 22 points"))
  }

  @Test func manyProcessesMakeOneGradebook() throws {
    let folder = try Workplace.make()
    let run = try Tool.run(
      "/bin/bash",
      [
        "-c",
        """
        for i in 1 2 3 4 5 6 7 8; do
          '\(Tool.path)' grade submissions/convnet-layers/all-correct --student s$i >/dev/null &
        done
        for job in $(jobs -p); do wait $job || exit 1; done
        """,
      ], in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
    let scores = try Workplace.rows(
      try Tool.run(["scores", "--format", "json"], in: folder.path).output)
    #expect(scores.count == 96)
  }

  /// A level of feedback never tells more than it says, in any output.
  @Test func feedbackLevelsKeepWhatTheyKeep() throws {
    let folder = try Workplace.make("convnet-layers/as-derived")
    let wanted = ["-0.103735", "-0.10373"]
    let mistake = "the true class's probability stands"
    for (position, level) in ["scores", "locations", "mistakes", "full"].enumerated() {
      var outputs: [String] = []
      for format in ["table", "json", "csv"] {
        outputs.append(
          try Tool.run(
            "/usr/bin/env",
            [
              "COLUMNS=1000", Tool.path, "grade", "submissions", "--feedback", level, "--format",
              format,
            ], in: folder.path
          ).output)
      }
      outputs.append(
        try String(
          contentsOfFile: folder.path + "/reports/convnet-layers/TEST-as-derived.xml",
          encoding: .utf8))
      for (number, output) in outputs.enumerated() {
        let isXML = number == 3
        #expect(output.contains("entries are wrong") == (position >= 1), "\(level) \(number)")
        #expect(
          output.contains(mistake) == (position >= 2),
          "\(level) \(number)")
        let note = isXML ? "softmax-loss.dL_dy.diagnosis" : "dL_dy."
        #expect(output.contains(note) == (position >= 2 && number > 0), "\(level) \(number)")
        #expect(wanted.contains { output.contains($0) } == (position >= 3), "\(level) \(number)")
      }
    }
    // Everything is stored whatever is told.
    let scores = try Tool.run(
      ["scores", "--part", "softmax-loss.dpgt_dy", "--format", "json"], in: folder.path)
    #expect(scores.output.contains("-0.103735"))
  }

  /// What a proof found is kept with what was stored by it, and changes nothing that is told.
  @Test func aProofIsKeptOnce() throws {
    let folder = try Workplace.make("convnet-layers/as-derived")
    func grade() throws -> String {
      try Tool.run(["grade", "submissions/convnet-layers", "--format", "json"], in: folder.path)
        .output
    }
    func kept() throws -> String {
      let question =
        "SELECT count(*), count(DISTINCT definition), sum(length(derivatives)) > 999 FROM proof"
      return try Tool.run(["sql", question, "--format", "csv"], in: folder.path).output
    }
    _ = try Tool.run(["grade", "submissions/convnet-layers", "--no-store"], in: folder.path)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/gradebook.sqlite"))
    _ = try grade()
    let first = try kept()
    #expect(first.split(whereSeparator: \.isNewline).last == "1,1,1", "\(first)")
    let second = try grade()
    #expect(try grade() == second)
    #expect(try kept() == first)
    let fresh = try Tool.run(
      ["grade", "submissions/convnet-layers", "--format", "json", "--no-store"], in: folder.path)
    func parts(_ text: String) throws -> [[String]] {
      try Workplace.rows(text).map { row in
        ["part", "verdict", "note", "why"].map { "\(row[$0] ?? "")" }
      }
    }
    #expect(try parts(fresh.output) == parts(second))
  }
}
