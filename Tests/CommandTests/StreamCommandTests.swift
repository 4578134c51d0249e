import Foundation
import TestSupport
import Testing

/// `grade --stream` and `import`, on the built command.
@Suite struct StreamCommandTests {
  private struct Handed {
    let student: String
    let answers: String
    var time = "2026-11-20T10:00:00Z"
    var line: String {
      #"{"assignment": "linear-classifier", "student": "\#(student)", "submitted-at": "\#(time)", "#
        + #""answers": \#(answers)}"#
    }
  }

  private static let some = (0..<40).map { number in
    Handed(
      student: "s\(100 + number)",
      answers: number % 5 == 4
        ? #"{"softmax.P": [1, "x"]}"#
        : #"{"softmax": {"P": [0.\#(number), 0.5, -0.25], "dL_dP":  [0, \#(number), 1e-3]}}"#)
  }

  private func stream(
    _ text: String, _ arguments: [String] = [], to output: String = "out.jsonl",
    in folder: FreshFolder
  ) throws -> Tool.Result {
    try folder.write(text, to: "in.jsonl")
    return try Tool.run(
      "/bin/bash",
      ["-c", #"f=$1; shift; exec "$0" grade --stream "$@" < in.jsonl > "$f""#, Tool.path, output]
        + arguments, in: folder.path)
  }

  private func lines(_ name: String, in folder: FreshFolder) throws -> [[String: Any]] {
    try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8).split(separator: "\n")
      .map { line in
        try #require(
          JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
      }
  }

  private func scores(_ book: String, in folder: FreshFolder) throws -> String {
    let run = try Tool.run(
      ["scores", "--attempt", "all", "--format", "csv", "--gradebook", book], in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
    return run.output
  }

  /// What was graded as a stream, and imported, is what a batch stores; and the same for every number of threads.
  @Test func aStreamIsGradedAsABatchIs() throws {
    let folder = try Workplace.make(nil)
    let text = Self.some.map { $0.line + "\n" }.joined()
    #expect(try stream(text, ["--jobs", "1"], to: "one.jsonl", in: folder).status == 0)
    #expect(try stream(text, ["--jobs", "7"], in: folder).status == 0)
    let one = try String(contentsOfFile: folder.path + "/one.jsonl", encoding: .utf8)
    #expect(try String(contentsOfFile: folder.path + "/out.jsonl", encoding: .utf8) == one)
    #expect(try lines("out.jsonl", in: folder).count == 40)
    let imported = try Tool.run(
      ["import", "out.jsonl", "--gradebook", "stream.sqlite"], in: folder.path)
    #expect(imported.output == "40 stored, 0 on record already\n")
    for handed in Self.some {
      try folder.write(
        handed.answers, to: "submissions/linear-classifier/\(handed.student)/answers.json")
    }
    let batch = try Tool.run(
      [
        "grade", "submissions", "--quiet", "--gradebook", "batch.sqlite", "--submitted-at",
        "2026-11-20T10:00:00Z",
      ], in: folder.path)
    #expect(batch.status == 0)
    #expect(
      try scores("stream.sqlite", in: folder) == scores("batch.sqlite", in: folder))
    // What is on record stays as it is, also from the other side.
    let again = try Tool.run(
      ["import", "one.jsonl", "out.jsonl", "--gradebook", "batch.sqlite"], in: folder.path)
    #expect(again.output == "0 stored, 80 on record already\n")
    let regrade = try Tool.run(
      ["regrade", "linear-classifier", "--gradebook", "stream.sqlite"], in: folder.path)
    #expect(regrade.output.contains("no score changes"), "\(regrade.output)\(regrade.errors)")
  }

  /// Each line that cannot be graded is told in its place, and none stops the others.
  @Test func aBadLineStopsNobody() throws {
    let folder = try Workplace.make(nil)
    let good = Self.some[0].line
    let bad = [
      "garbage", "{}", #"{"assignment": "linear-classifier", "student": "x"}"#,
      #"{"assignment": "nowhere", "student": "x", "answers": {}}"#,
      #"{"assignment": "linear-classifier", "student": "../x", "answers": {}}"#,
      #"{"assignment": "linear-classifier", "student": "x", "submitted-at": "today", "answers": {}}"#,
      #"{"assignment": "linear-classifier", "student": "x", "answers": {"softmax.P": [1}"#,
      #"{"assignment": "two-layer-network", "student": "x", "answers": {}}"#,
      #"{"assignment": 3, "student": "x", "answers": {}}"#,
    ]
    let text = good + "\n" + bad.joined(separator: "\n\n") + "\r\n" + good
    let run = try stream(text, in: folder)
    #expect(run.status == 2)
    let found = try lines("out.jsonl", in: folder)
    #expect(found.count == bad.count + 2)
    #expect(found.first?["score"] != nil && found.last?["score"] != nil)
    let errors = found.compactMap { $0["error"] as? String }
    let numbers = found.compactMap { $0["line"] as? Int }
    #expect(numbers == [2, 4, 6, 8, 10, 12, 14, 16, 18])
    let expected = [
      "stdin:2:1: error: found 'g', expected '{'", "has no 'assignment'", "has no 'answers'",
      "there is no assignment 'nowhere'", "cannot be a student's name",
      "stdin:12:69: error: 'submitted-at' is not a time", "stdin:14:",
      "this student's are not known (say --inputs FILE", "'assignment' must be a text",
    ]
    for (error, words) in zip(errors, expected) { #expect(error.contains(words), "\(error)") }
    let imported = try Tool.run(["import", "out.jsonl"], in: folder.path)
    #expect(imported.output == "1 stored, 1 on record already, 9 could not be graded\n")
    #expect(imported.status == 2)
  }

  /// The same work again is no other attempt, wherever it comes in between.
  @Test func importingAgainAddsNothing() throws {
    let folder = try Workplace.make(nil)
    let (a, b) = (#"{"softmax.P": [1, 0, 0]}"#, "{}")
    let text = [(a, 1), (a, 2), (b, 3), (a, 4), (a, 4)].map { answers, day in
      Handed(student: "ada", answers: answers, time: "2026-11-0\(day)T10:00:00Z").line
    }
    _ = try stream(text.joined(separator: "\n"), in: folder)
    let first = try Tool.run(["import", "out.jsonl"], in: folder.path)
    #expect(first.output == "3 stored, 2 on record already\n")
    for _ in 0..<2 {
      let again = try Tool.run(["import", "out.jsonl"], in: folder.path)
      #expect(again.output == "0 stored, 5 on record already\n")
    }
  }

  /// Answers that are no JSON come back as text, and every line is JSON for any reader.
  @Test func everyOutcomeIsJSON() throws {
    let folder = try Workplace.make(nil)
    let deep = String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000)
    let answers = [
      #"{"softmax.P": [NaN, 0x1F, +.5]}"#, "garbage", #"{"a": 1,}"#, "[1;2]", deep,
      #"{"softmax.P": [1, 2e-3, "\u00e9", null, true]}"#,
    ]
    let text = answers.map { Handed(student: "s", answers: $0).line }.joined(separator: "\n")
    #expect(try stream(text, in: folder).status == 0)
    let found = try lines("out.jsonl", in: folder)
    #expect(found.compactMap { $0["answers-text"] as? String } == Array(answers.prefix(5)))
    let imported = try Tool.run(["import", "out.jsonl"], in: folder.path)
    #expect(imported.status == 0 && imported.output.hasPrefix("6 stored"), "\(imported.errors)")
  }

  /// A fault of the assignment is told by the status; answers larger than any are refused, as in a folder.
  @Test func faultsAndSizesAreAsInFolders() throws {
    let folder = try Workplace.make(nil)
    let path = folder.path + "/assignments/linear-classifier/assignment.yaml"
    let yaml = try String(contentsOfFile: path, encoding: .utf8)
    let blanks = String(repeating: " ", count: 2_000_000)
    let large = Handed(student: "s", answers: "{\(blanks)}").line
    let refused = try stream(large, in: folder)
    #expect(refused.status == 2)
    #expect(
      try lines("out.jsonl", in: folder)[0]["error"] as? String
        == "error: stdin:1: the answers have 2000 KB, the most is 1048 KB")
    try yaml.replacing("reference: P - t", with: "reference: P + t").write(
      toFile: path, atomically: true, encoding: .utf8)
    #expect(try stream(Self.some[0].line, in: folder).status == 3)
    let misnamed = Self.some[0].line.replacing("submitted-at", with: "submitted_at")
    #expect(try stream(misnamed, in: folder).status == 2)
    #expect(
      (try lines("out.jsonl", in: folder)[0]["error"] as? String)?.contains(
        "did you mean 'submitted-at'?") == true)
  }

  /// Attempts count in the order in which they were handed in, whatever the order of files and lines.
  @Test func attemptsAreOrderedByTheirTime() throws {
    let folder = try Workplace.make(nil)
    let attempts = (0..<4).map { number in
      Handed(
        student: "ada", answers: #"{"softmax.P": [0.\#(number), 0, 0]}"#,
        time: "2026-11-2\(number)T10:00:00Z")
    }
    for (number, attempt) in attempts.enumerated() {
      _ = try stream(
        attempt.line + "\n" + Self.some[number].line, to: "\(number).jsonl", in: folder)
    }
    var found: Set<String> = []
    for (index, order) in [["0", "1", "2", "3"], ["3", "1", "0", "2"]].enumerated() {
      let run = try Tool.run(
        ["import", "--gradebook", "\(index).sqlite"] + order.map { $0 + ".jsonl" },
        in: folder.path)
      #expect(run.output == "8 stored, 0 on record already\n")
      found.insert(try scores("\(index).sqlite", in: folder))
      let late = try Tool.run(
        ["import", "--gradebook", "\(index).sqlite", "2.jsonl"], in: folder.path)
      #expect(late.output == "0 stored, 2 on record already\n")
    }
    #expect(found.count == 1)
  }

  @Test func drawnInputsComeWithTheStream() throws {
    let folder = try Workplace.make(nil)
    try folder.write("student\nada\nben\n", to: "roster.csv")
    let handout = try Tool.run(
      ["handout", "two-layer-network", "--roster", "roster.csv", "--inputs", "inputs.jsonl"]
        + Workplace.secret, in: folder.path)
    #expect(handout.status == 0, "\(handout.errors)")
    let text: String = try ["ada", "ben", "eve"].map { student -> String in
      let key = try Tool.run(
        ["key", "two-layer-network", "--student", student] + Workplace.secret, in: folder.path)
      let answers = key.output.replacingOccurrences(of: "\n", with: " ")
      return
        #"{"assignment": "two-layer-network", "student": "\#(student)", "answers": \#(answers)}"#
    }.joined(separator: "\n")
    let run = try stream(
      text, ["--inputs", "inputs.jsonl", "--gradebook", "none.sqlite"], in: folder)
    #expect(run.status == 2)
    let found = try lines("out.jsonl", in: folder)
    #expect(found.map { $0["score"] as? Double } == [30, 30, nil])
    #expect((found[2]["error"] as? String)?.contains("this student's are not known") == true)
    let imported = try Tool.run(
      ["import", "out.jsonl", "--gradebook", "new.sqlite"], in: folder.path)
    #expect(imported.output == "2 stored, 0 on record already, 1 could not be graded\n")
    let regraded = try Tool.run(
      ["regrade", "two-layer-network", "--gradebook", "new.sqlite"], in: folder.path)
    #expect(
      regraded.status == 0 && regraded.errors.contains("nothing is stored"), "\(regraded.errors)")
  }

  /// Lines that no grading gives are refused, each with its place.
  @Test(arguments: [
    ("\"score\": 0,", "\"score\": 7,"), ("\"points\": 1,", "\"points\": 2,"),
    ("\"verdict\": \"missing\"", "\"verdict\": \"fine\""),
    ("\"part\": \"softmax.P\"", "\"part\": \"softmax.Q\""),
    ("\"definition\": \"", "\"definition\": \"0"),
    ("\"inputs\": null", "\"inputs\": {\"softmax.x\": [1]}"), ("\"grader\"", "\"baker\""),
    ("}", "]"), ("\"parts\": [{", "\"parts\": {{"),
    ("\"student\": \"s100\"", "\"student\": \"..\""),
  ])
  func whatWasChangedIsRefused(_ old: String, _ new: String) throws {
    let folder = try Workplace.make(nil)
    let blank = Handed(student: "s100", answers: "{}")
    _ = try stream(blank.line + "\n", in: folder)
    let line = try String(contentsOfFile: folder.path + "/out.jsonl", encoding: .utf8)
    let changed = line.replacingOccurrences(of: old, with: new)
    #expect(changed != line)
    try folder.write(changed + line, to: "changed.jsonl")
    let run = try Tool.run(["import", "changed.jsonl"], in: folder.path)
    #expect([2, 3].contains(run.status))
    #expect(run.errors.contains("changed.jsonl:1"), "\(run.errors)")
    #expect(run.output == "1 stored, 0 on record already, 1 refused\n")
  }

  /// A line of any length is either read or refused, and a pipe, whose lines come once, is no file to import.
  @Test func longLinesAndPipesAreToldApart() throws {
    let folder = try Workplace.make(nil)
    let good = Self.some[0].line
    let long = String(repeating: " ", count: 200_000)
    let tooLong = String(repeating: "x", count: (16 << 20) + 70_000)
    let text = [good, good.replacing("{\"softmax\"", with: long + "{\"softmax\""), tooLong, good]
    let run = try stream(text.joined(separator: "\n"), in: folder)
    #expect(run.status == 2)
    let found = try lines("out.jsonl", in: folder)
    #expect(found.map { $0["score"] as? Double } == [0, 0, nil, 0])
    #expect(found[2]["error"] as? String == "error: stdin:3: this line has more than 16 MB")
    let pipe = try Tool.run(
      "/bin/bash", ["-c", "'\(Tool.path)' import <(cat out.jsonl)"], in: folder.path)
    #expect(pipe.status == 2 && pipe.errors.contains("this is not a plain file"))
    #expect(pipe.output == "0 stored, 0 on record already, 1 refused\n")
  }

  @Test(arguments: [
    ["grade", "--stream", "submissions"], ["grade", "submissions", "--inputs", "x"],
    ["grade", "--stream", "--junit", "x.xml"], ["import"],
    ["grade", "--stream", "--format", "csv"], ["grade", "--stream", "--fail-on", "wrong"],
    ["grade", "--stream", "--assignments", "nowhere"],
  ])
  func wrongUsageIsSaid(_ arguments: [String]) throws {
    let folder = try Workplace.make(nil)
    #expect(try Tool.run(arguments, in: folder.path).status == 64)
  }
}
