import Foundation
import TestSupport
import Testing

/// The built command in fresh folders, as people and pipelines run it.
@Suite struct CommandTests {
  /// A folder with the project's assignments and one submission of them.
  private static let secret = [
    "--secret-file", ProjectFiles.path("submissions/samples.secret"),
  ]

  private func workplace(_ sample: String? = "convnet-layers/all-correct") throws -> FreshFolder {
    let folder = try FreshFolder()
    let manager = FileManager.default
    try manager.copyItem(
      atPath: ProjectFiles.path("assignments"), toPath: folder.path + "/assignments")
    if let sample {
      try manager.createDirectory(
        atPath: folder.path + "/submissions/" + sample.prefix { $0 != "/" },
        withIntermediateDirectories: true)
      try manager.copyItem(
        atPath: ProjectFiles.path("submissions/" + sample),
        toPath: folder.path + "/submissions/" + sample)
    }
    return folder
  }

  private func rows(_ text: String) throws -> [[String: Any]] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
  }

  private func verdicts(_ sample: String) throws -> [String: String] {
    let folder = try workplace(sample)
    let run = try Tool.run(
      ["grade", "submissions/" + sample, "--no-store", "--format", "json"] + Self.secret,
      in: folder.path)
    var verdicts: [String: String] = [:]
    for row in try rows(run.output) {
      verdicts[try #require(row["part"] as? String)] = row["verdict"] as? String
    }
    return verdicts
  }

  // MARK: Samples

  static let parts = [
    "linear-classifier": 9, "two-layer-network": 14, "softmax-and-convolution": 33,
    "convnet-layers": 12, "backprop-by-hand": 22,
  ]

  /// The parts that a sheet got wrong, and what their formulas' numbers must come to.
  static let claims = [
    "convnet-layers": [
      "softmax-loss.dpgt_dy": "incorrect", "softmax-loss.dL_dy": "incorrect",
      "convolution.dL_dW": "incorrect", "convolution.dL_db": "malformed",
      "convolution.dL_dx": "incorrect", "max-pool.dL_dx": "incorrect",
    ],
    "linear-classifier": [
      "softmax.dPy_db": "incorrect", "softmax.dL_dW": "incorrect", "softmax.dL_db": "incorrect",
    ],
    "two-layer-network": ["unit.dE_dx": "incorrect"],
    "softmax-and-convolution": [
      "softmax-regression.own": "incorrect", "softmax-regression.dl_dW": "incorrect",
    ],
  ]

  @Test(arguments: [
    "convnet-layers/all-correct", "convnet-layers/single-precision", "convnet-layers/in-csv",
    "backprop-by-hand/all-correct", "backprop-by-hand/single-precision", "backprop-by-hand/in-csv",
    "backprop-by-hand/as-derived", "linear-classifier/all-correct",
    "two-layer-network/all-correct", "softmax-and-convolution/all-correct",
  ])
  func rightSamplesGetFullMarks(_ sample: String) throws {
    let folder = try workplace(sample)
    let run = try Tool.run(["grade", "submissions/" + sample] + Self.secret, in: folder.path)
    #expect(run.status == 0, "\(run.output)")
    let verdicts = try verdicts(sample)
    #expect(verdicts.count == Self.parts[String(sample.prefix { $0 != "/" })])
    #expect(Set(verdicts.values) == ["correct"])
  }

  @Test(arguments: Array(claims.keys))
  func claimedFormulasAreWrongAndNothingElse(_ assignment: String) throws {
    let verdicts = try verdicts(assignment + "/as-derived")
    let claimed = try #require(Self.claims[assignment])
    #expect(verdicts.count == Self.parts[assignment])
    for (part, verdict) in verdicts { #expect(verdict == claimed[part] ?? "correct", "\(part)") }
  }

  /// What the sheets got wrong is not only found but named.
  static let names = [
    "softmax-loss.dpgt_dy": "diagonal-everywhere", "softmax-loss.dL_dy": "pgt-for-p",
    "convolution.dL_dW": "first-place-only", "convolution.dL_db": "sum-lost",
    "convolution.dL_dx": "first-place-only", "max-pool.dL_dx": "overwritten",
    "softmax.dPy_db": "minus-squares", "softmax.dL_dW": "sign", "softmax.dL_db": "one-hot-lost",
    "unit.dE_dx": "exponential-twice", "softmax-regression.own": "weight-for-input",
    "softmax-regression.dl_dW": "true-row-only",
  ]

  @Test(arguments: Array(claims.keys))
  func claimedFormulasAreNamed(_ assignment: String) throws {
    let sample = assignment + "/as-derived"
    let folder = try workplace(sample)
    let run = try Tool.run(
      ["grade", "submissions/" + sample, "--no-store", "--format", "json"] + Self.secret,
      in: folder.path)
    let wrong = try rows(run.output).filter { $0["verdict"] as? String != "correct" }
    #expect(wrong.count == Self.claims[assignment]?.count)
    for row in wrong {
      let part = try #require(row["part"] as? String)
      let id = part.split(separator: ".")[1]
      #expect(row["note"] as? String == Self.names[part].map { "\(id).\($0)" }, "\(part)")
    }
  }

  @Test func oneSlipCostsOnePart() throws {
    let verdicts = try verdicts("backprop-by-hand/one-slip")
    let carried = ["dL_dW3", "dL_dZ2", "delta2", "dL_dW2", "delta1", "dL_dW1"]
    for (part, verdict) in verdicts {
      let id = part.replacing("three-layers.", with: "")
      let isCarried = part.hasPrefix("three-layers.") && carried.contains(id)
      #expect(
        verdict
          == (part == "three-layers.delta3" ? "incorrect" : isCarried ? "carried" : "correct"),
        "\(part)")
    }
  }

  @Test func printedNumbersGetFullMarks() throws {
    let verdicts = try verdicts("backprop-by-hand/as-printed")
    for (part, verdict) in verdicts {
      #expect(verdict == (part.hasPrefix("numbers.") ? "correct" : "missing"), "\(part)")
    }
    #expect(verdicts.values.count { $0 == "correct" } == 11)
    let tables = try self.verdicts("softmax-and-convolution/as-printed")
    #expect(tables["convolution.y"] == "correct")
    #expect(tables["convolution.dL_dx"] == "correct")
  }

  @Test(arguments: Array(parts.keys))
  func blankIsMissing(_ assignment: String) throws {
    #expect(Set(try verdicts(assignment + "/blank").values) == ["missing"])
    let folder = try workplace(assignment + "/blank")
    #expect(try Tool.run(["grade", "submissions"] + Self.secret, in: folder.path).status == 1)
  }

  // MARK: Grade, store, report

  @Test func oneSubmissionIsGradedStoredAndReported() throws {
    let folder = try workplace("convnet-layers/as-derived")
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
    let stored = try rows(scores.output)
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
    let all = try rows(
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
    let folder = try workplace("backprop-by-hand/as-printed")
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
    let folder = try workplace()
    try folder.write("{\"p\": [1, 2", to: "submissions/convnet-layers/broken/answers.json")
    try folder.write("", to: "submissions/convnet-layers/empty/answers.json")
    try folder.write(
      "{}", to: "submissions/convnet-layers/folder/answers.json/inside.json")
    try folder.write("not for grading", to: "submissions/convnet-layers/nothing/README.md")
    try folder.write("{}", to: "submissions/unknown-assignment/someone/answers.json")
    let run = try Tool.run(["grade", "submissions/convnet-layers"], in: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains("5 submissions"))
    #expect(run.output.contains("22 / 22"))
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
    let folder = try workplace("convnet-layers/as-derived")
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
    let folder = try workplace(nil)
    try folder.write("1", to: "submissions/linear-classifier/s/softmax.dL_db.txt")
    try folder.write("notes", to: "submissions/linear-classifier/s/README.md")
    let run = try Tool.run(["grade", "submissions/linear-classifier/s"], in: folder.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("softmax.dL_db.txt: warning: this file is not read"))
    #expect(!run.errors.contains("README"))
  }

  @Test func hugeFilesAreRefused() throws {
    let folder = try workplace(nil)
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
    let folder = try workplace()
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

  @Test func scoresNeedAGradebook() throws {
    let folder = try workplace()
    let run = try Tool.run(["scores"], in: folder.path)
    #expect(run.status == 3)
    #expect(run.errors.contains("there is no gradebook here yet"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/gradebook.sqlite"))
  }

  // MARK: Names and places

  @Test func theAssignmentAndStudentCanBeSaid() throws {
    let folder = try workplace()
    try FileManager.default.moveItem(
      atPath: folder.path + "/submissions/convnet-layers/all-correct",
      toPath: folder.path + "/work")
    let plain = try Tool.run(["grade", "work", "--no-store"], in: folder.path)
    #expect(plain.status == 64)
    for name in ["convnet-layers", "assignments/convnet-layers", "./assignments/convnet-layers/"] {
      let run = try Tool.run(
        ["grade", "work", "--assignment", name, "--student", "jo.doe", "--no-store"],
        in: folder.path)
      #expect(run.status == 0, "\(name): \(run.errors)")
      #expect(run.output.hasPrefix("convnet-layers  jo.doe"))
    }
    let file = try Tool.run(
      ["grade", "work/answers.json", "--assignment", "convnet-layers", "--no-store"],
      in: folder.path)
    #expect(file.output.hasPrefix("convnet-layers  work"))
    let inside = try Tool.run(
      ["grade", ".", "--assignments", "../assignments", "--assignment", "convnet-layers"],
      in: folder.path + "/work")
    #expect(inside.status == 0)
    // What belongs beside the assignments is put there.
    #expect(FileManager.default.fileExists(atPath: folder.path + "/gradebook.sqlite"))
    let bad = try Tool.run(
      ["grade", "work", "--assignment", "convnet-layers", "--student", "../x"], in: folder.path)
    #expect(bad.status == 64)
  }

  @Test(arguments: [
    ["grade"], ["grade", "--format", "xml", "x"], ["nonsense"], ["check"], ["key", "nowhere"],
    ["check", "nowhere"], ["grade", "submissions", "--fail-on", "sometimes"],
    ["grade", "submissions", "--assignment", "convnet-leyers"],
  ])
  func wrongUsageIs64(_ arguments: [String]) throws {
    let folder = try workplace()
    let run = try Tool.run(arguments, in: folder.path)
    #expect(run.status == 64)
    #expect(!run.errors.isEmpty)
  }

  @Test func oneStudentHasOnePath() throws {
    let folder = try workplace()
    for command in ["grade", "answers"] {
      let run = try Tool.run(
        [
          command, "submissions/convnet-layers/all-correct",
          "submissions/convnet-layers/all-correct",
          "--student", "zed",
        ], in: folder.path)
      #expect(run.status == 64 && run.output.isEmpty)
    }
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

  /// A class collected in a folder that happens to stand in one named like an assignment.
  @Test func foldersAreLookedIntoBeforeTheyAreEmpty() throws {
    let folder = try workplace()
    let answers = try ProjectFiles.text("submissions/convnet-layers/all-correct/answers.json")
    for student in ["a", "b"] {
      try folder.write(answers, to: "convnet-layers/class/\(student)/answers.json")
    }
    let run = try Tool.run(
      ["grade", "convnet-layers/class", "--assignment", "convnet-layers", "--no-store"],
      in: folder.path)
    // A class, or a student of convnet-layers with two submissions.
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains("2 folders in this one hold answers: a, b"))
    let students = try Tool.run(
      [
        "grade", "convnet-layers/class/a", "convnet-layers/class/b", "--assignment",
        "convnet-layers", "--no-store",
      ], in: folder.path)
    #expect(students.output.contains("2 submissions"))
    #expect(students.output.contains("convnet-layers  b        22 / 22"))
    try folder.write("", to: "submissions/convnet-layers/c/pictures/readme.md")
    let empty = try Tool.run(
      ["grade", "submissions/convnet-layers/c", "--no-store"], in: folder.path)
    #expect(empty.output.hasPrefix("convnet-layers  c\n"))
    #expect(empty.status == 1)
    let named = try Tool.run(
      [
        "grade", "assignments/../submissions/convnet-layers/c/pictures", "--assignment",
        "convnet-layers", "--student", "d", "--no-store",
      ],
      in: folder.path)
    #expect(named.output.hasPrefix("convnet-layers  d\n"))
  }

  @Test func whatLooksLikeAnswersIsNotPassedOverInSilence() throws {
    let folder = try workplace()
    let student = "submissions/convnet-layers/all-correct/"
    for name in [
      "answers.json.txt", "answers.json~", "package.json", "old/answers.json", "numbers.xlsx",
      "inputs.json", "README.md", "work.ipynb",
    ] {
      try folder.write("{}", to: student + name)
    }
    let run = try Tool.run(["grade", "submissions", "--no-store"], in: folder.path)
    #expect(run.status == 0)
    #expect(
      run.errors.split(separator: "\n").filter { $0.contains("warning") } == [
        "\(student)answers.json.txt: warning: this file is not read",
        "\(student)answers.json~: warning: this file is not read",
        "\(student)numbers.xlsx: warning: this file is not read",
        "\(student)old: warning: this folder is not looked into",
        "\(student)package.json: warning: this file is not read beside answers.json",
      ])
    let wrapped = try workplace()
    try FileManager.default.createDirectory(
      atPath: wrapped.path + "/submissions/convnet-layers/zipped", withIntermediateDirectories: true
    )
    try FileManager.default.moveItem(
      atPath: wrapped.path + "/submissions/convnet-layers/all-correct",
      toPath: wrapped.path + "/submissions/convnet-layers/zipped/all-correct")
    let unwrapped = try Tool.run(
      ["grade", "submissions/convnet-layers/zipped", "--no-store"], in: wrapped.path)
    #expect(unwrapped.output.hasPrefix("convnet-layers  zipped\n"))
    #expect(unwrapped.status == 0)
  }

  /// A link could lead to the answers of somebody else.
  @Test func linksAreNotFollowed() throws {
    let folder = try workplace()
    let manager = FileManager.default
    let linked = folder.path + "/submissions/convnet-layers/linked"
    try manager.createDirectory(atPath: linked, withIntermediateDirectories: true)
    try manager.createSymbolicLink(
      atPath: linked + "/answers.json", withDestinationPath: "../all-correct/answers.json")
    try manager.createSymbolicLink(
      atPath: folder.path + "/submissions/convnet-layers/twin", withDestinationPath: "all-correct")
    let run = try Tool.run(
      ["grade", "submissions", "--no-store", "--fail-on", "wrong"], in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("linked/answers.json: error: this is a symbolic link"))
    #expect(run.output.contains("linked        0 / 22"))
    #expect(!run.output.contains("twin"))
    let file = try Tool.run(
      ["grade", "submissions/convnet-layers/linked/answers.json", "--no-store"], in: folder.path)
    #expect(file.status == 2)
  }

  @Test func resultsThatCannotBeWrittenAreAFault() throws {
    let folder = try workplace()
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
    let folder = try workplace(nil)
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

  @Test func manyProcessesMakeOneGradebook() throws {
    let folder = try workplace()
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
    let scores = try rows(try Tool.run(["scores", "--format", "json"], in: folder.path).output)
    #expect(scores.count == 96)
  }

  // MARK: Drawn inputs

  /// Handed out, answered with the key, graded: each student by their own numbers.
  @Test func eachStudentIsGradedByTheirOwnInputs() throws {
    let folder = try workplace(nil)
    let students = ["ada", "emmy", "o'brien, x", "名前"]
    try folder.write(
      "name\tstudent\n" + students.map { "x\t\($0)\n" }.joined() + "\t\n", to: "roster.csv")
    let handout = try Tool.run(
      ["handout", "two-layer-network", "--roster", "roster.csv"] + Self.secret, in: folder.path)
    #expect(handout.status == 0)
    #expect(handout.output == "handouts/two-layer-network/: 4 handouts\n")
    var inputs: Set<String> = []
    for student in students {
      let own = "handouts/two-layer-network/\(student)/"
      inputs.insert(try String(contentsOfFile: folder.path + "/\(own)inputs.json", encoding: .utf8))
      let template = try Tool.run(
        ["answers", own, "--assignment", "two-layer-network"], in: folder.path)
      #expect(template.status == 1)
      #expect(template.output.contains("0 of 14 parts can be graded"))
      // What was handed out is recorded: no secret is needed any more.
      let key = try Tool.run(["key", "two-layer-network", "--student", student], in: folder.path)
      #expect(key.status == 0)
      try folder.write(key.output, to: "submissions/two-layer-network/\(student)/answers.json")
    }
    #expect(inputs.count == 4)
    let all = try Tool.run(["grade", "submissions", "--fail-on", "wrong"], in: folder.path)
    #expect(all.status == 0, "\(all.output)")
    // The same without the record, drawn again.
    let drawn = try Tool.run(
      ["grade", "submissions", "--no-store", "--gradebook", "none", "--fail-on", "wrong"]
        + Self.secret, in: folder.path)
    #expect(drawn.status == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/none"))
    let foreign = try Tool.run(
      ["grade", "submissions/two-layer-network/ada", "--student", "emmy", "--no-store"],
      in: folder.path)
    #expect(foreign.output.contains("0 of 30 points"))
    // A handout is the same again, and leaves answers alone.
    let begun = "{\"unit.dE_dt\": 1}"
    try folder.write(begun, to: "handouts/two-layer-network/ada/answers.json")
    let again = try Tool.run(
      ["handout", "two-layer-network", "--student", "ada"], in: folder.path)
    #expect(again.status == 0)
    let ada = folder.path + "/handouts/two-layer-network/ada/"
    #expect(inputs.contains(try String(contentsOfFile: ada + "inputs.json", encoding: .utf8)))
    #expect(try String(contentsOfFile: ada + "answers.json", encoding: .utf8) == begun)
    try folder.write("{}", to: "handouts/two-layer-network/ada/answers.json")
    try folder.write("1", to: "handouts/two-layer-network/ada/inputs/unit.old.csv")
    let third = try Tool.run(["handout", "two-layer-network", "--student", "ada"], in: folder.path)
    #expect(try String(contentsOfFile: ada + "answers.json", encoding: .utf8).contains("null"))
    // What the command did not make it does not delete.
    #expect(FileManager.default.fileExists(atPath: ada + "inputs/unit.old.csv"))
    #expect(third.errors.contains("inputs/unit.old.csv is no input of this handout"))
    // Without the record it is said that inputs are drawn now; another secret is refused.
    #expect(drawn.errors.contains("warning: no handout of 'two-layer-network' is on record for"))
    try folder.write("quite another secret", to: "other.secret")
    let other = try Tool.run(
      ["grade", "submissions", "--secret-file", "other.secret"], in: folder.path)
    #expect(other.status == 64)
    #expect(other.errors.contains("this is not the secret"))
  }

  /// A reference that is wrong only at some students' numbers costs nobody marks, and is reported.
  @Test func aReferenceThatIsWrongForAStudentIsHeld() throws {
    let folder = try workplace(nil)
    func write(_ reference: String) throws {
      try folder.write(
        """
        title: T
        problems:
          - id: p
            given: {x: {draw: uniform, shape: [3], away-from: 0, margin: 0.1}}
            forward: L = sum(x * abs(x)) / 2
            parts:
              - {id: d, derivative: {of: L, wrt: x}, reference: \(reference)}
              - {id: s, reference: sum(x)}
        """, to: "assignments/signs/assignment.yaml")
    }
    try write("abs(x)")
    let students = (0..<12).map { "s\($0)" }
    try folder.write("student\n" + students.joined(separator: "\n"), to: "roster.csv")
    let handout = try Tool.run(
      ["handout", "signs", "--roster", "roster.csv"] + Self.secret, in: folder.path)
    #expect(handout.status == 0)
    for student in students {
      let key = try Tool.run(["key", "signs", "--student", student], in: folder.path)
      try folder.write(key.output, to: "submissions/signs/\(student)/answers.json")
    }
    try write("x")
    let run = try Tool.run(
      ["grade", "submissions", "--no-store", "--format", "json"], in: folder.path)
    #expect(run.status == 3)
    #expect(run.errors.contains("error: signs: p.d is disputed for"))
    let results = try rows(run.output)
    let verdicts = Set(results.compactMap { $0["verdict"] as? String })
    #expect(verdicts == ["correct", "disputed"])
    #expect(results.allSatisfy { $0["part"] as? String == "p.d" || $0["score"] as? Double == 1 })
    // Nothing tells the numbers below the level that may.
    #expect(!run.output.contains("the reference gives"))
    let full = try Tool.run(
      ["grade", "submissions", "--no-store", "--feedback", "full"], in: folder.path)
    #expect(full.output.contains("the reference gives"))
  }

  /// A level of feedback never tells more than it says, in any output.
  @Test func feedbackLevelsKeepWhatTheyKeep() throws {
    let folder = try workplace("convnet-layers/as-derived")
    let wanted = ["-0.103735", "-0.10373"]
    let mistake = "the true class's probability stands"
    for (position, level) in ["scores", "locations", "mistakes", "full"].enumerated() {
      var outputs: [String] = []
      for format in ["table", "json", "csv"] {
        outputs.append(
          try Tool.run(
            ["grade", "submissions", "--feedback", level, "--format", format], in: folder.path
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

  @Test func drawnInputsNeedASecret() throws {
    let folder = try workplace("two-layer-network/all-correct")
    try folder.write("short\n", to: "short.secret")
    let runs = [
      ["grade", "submissions"], ["key", "two-layer-network", "--student", "x"],
      ["key", "two-layer-network"] + Self.secret,
      ["handout", "two-layer-network", "--student", "x"],
      ["handout", "two-layer-network", "--student", "x", "--secret-file", "short.secret"],
      ["handout", "two-layer-network"] + Self.secret,
      ["handout", "two-layer-network", "--student", "x", "--roster", "y"] + Self.secret,
    ]
    for arguments in runs {
      let run = try Tool.run(arguments, in: folder.path)
      #expect(run.status == 64, "\(arguments) \(run.errors)")
      #expect(!run.errors.contains("short\n"))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/handouts"))
  }

  @Test(arguments: [
    ("", "roster.csv:1:1: error: a roster needs a first line with a column 'student'"),
    ("name\nx\n", "roster.csv:1:1: error: a roster needs"),
    ("student\na\na\n", "roster.csv:3:1: error: this student is already on line 2"),
    ("name,student\nx,a/b\n", "roster.csv:2:3: error: this cannot be a student's name"),
    ("name,student\nx\n", "roster.csv:2:1: error: this row names no student"),
    ("student\n", "roster.csv: error: there are no students in this roster"),
    ("student,Student\na,b\n", "roster.csv:1:9: error: a second column 'student'"),
    (
      "student\na\u{1B}b\n",
      "roster.csv:2:1: error: this cannot be a student's name: it has a control"
    ),
    ("student\n\"a\n", "roster.csv:2:1: error: this quote is never closed"),
  ])
  func faultsInARosterAreLocated(_ text: String, _ message: String) throws {
    let folder = try workplace(nil)
    try folder.write(text, to: "roster.csv")
    let run = try Tool.run(
      ["handout", "two-layer-network", "--roster", "roster.csv"] + Self.secret, in: folder.path)
    #expect(run.status == 3)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/handouts"))
  }

  @Test func aHandoutHoldsNoReference() throws {
    let folder = try workplace(nil)
    for assignment in Self.parts.keys {
      _ = try Tool.run(
        ["handout", assignment, "--student", "s", "--output", "out-" + assignment] + Self.secret,
        in: folder.path)
      let own = folder.path + "/out-" + assignment
      let definition = try ProjectFiles.text("assignments/\(assignment)/assignment.yaml")
      let readme = try String(contentsOfFile: own + "/README.md", encoding: .utf8)
      for line in definition.split(separator: "\n") where line.contains(" reference: ") {
        let formula = line.split(separator: ": ", maxSplits: 1)[1]
        if formula.count > 12 { #expect(!readme.contains(formula)) }
      }
      let read = try Tool.run(["answers", own, "--assignment", assignment], in: folder.path)
      #expect(read.status == 1)
      #expect(!read.output.contains("cannot be read"))
    }
  }

  @Test func whatIsNotThereCannotBeRead() throws {
    let folder = try workplace()
    let run = try Tool.run(["grade", "submissions/convnet-layers/nobody"], in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("submissions/convnet-layers/nobody: error: there is no such file"))
  }

  // MARK: Answers and new

  @Test func answersTellsWhatWasUnderstood() throws {
    let folder = try workplace("convnet-layers/as-derived")
    let path = "submissions/convnet-layers/as-derived"
    let run = try Tool.run(["answers", path], in: folder.path)
    #expect(run.status == 2)
    #expect(run.output.contains("11 of 12 parts can be graded"))
    let found = try rows(
      try Tool.run(["answers", path, "--format", "json"], in: folder.path).output)
    #expect(found.count == 12)
    #expect(found.filter { $0["reading"] as? String == "wrong shape" }.count == 1)
    // Nothing is graded, kept or written.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    // A student's repository holds no assignment.
    let alone = try Tool.run(["answers", path, "--assignments", "elsewhere"], in: folder.path)
    #expect(alone.status == 0)
    #expect(alone.output.contains("12 of 12 parts can be graded"))
    let right = try workplace("linear-classifier/all-correct")
    #expect(try Tool.run(["answers", "submissions"], in: right.path).status == 0)
    let blank = try workplace("linear-classifier/blank")
    #expect(try Tool.run(["answers", "submissions"], in: blank.path).status == 1)
  }

  @Test func aNewAssignmentIsProved() throws {
    let folder = try FreshFolder()
    let new = try Tool.run(["new", "my-first"], in: folder.path)
    #expect(new.status == 0)
    #expect(new.output == "assignments/my-first/assignment.yaml\n")
    let check = try Tool.run(["check", "my-first", "--strict"], in: folder.path)
    #expect(check.status == 0, "\(check.output)")
    let path = folder.path + "/assignments/my-first/assignment.yaml"
    try "mine".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try Tool.run(["new", "my-first"], in: folder.path).status == 64)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    #expect(try Tool.run(["new", "../x"], in: folder.path).status == 64)
  }

  // MARK: Check and key

  @Test func allAssignmentsAreProved() throws {
    let folder = try workplace()
    let run = try Tool.run(["check"] + Self.parts.keys.sorted(), in: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains("linear-classifier: proved, 9 parts, 8 of them derivatives"))
    #expect(run.output.contains("two-layer-network: proved, 14 parts, 14 of them derivatives"))
    #expect(
      run.output.contains("softmax-and-convolution: proved, 33 parts, 17 of them derivatives"))
    #expect(run.output.contains("convnet-layers: proved, 12 parts, 10 of them derivatives"))
    #expect(run.output.contains("backprop-by-hand: proved, 22 parts, 13 of them derivatives"))
    #expect(run.output.contains("ranges found in the forward of convolution: i < 3, j < 3"))
    let json = try rows(
      try Tool.run(["check", "convnet-layers", "--format", "json"], in: folder.path).output)
    #expect(json.count == 12)
  }

  /// Every claimed formula in the place of its reference: a key nobody may publish.
  @Test(arguments: [
    (
      "reference: pgt * (t - p)", "reference: pgt * (1 - pgt) * ones_like(y)",
      "softmax-loss.dpgt_dy"
    ),
    ("reference: p - t\n", "reference: pgt * ones_like(y) - t\n", "softmax-loss.dL_dy"),
    (
      "reference: dW[k,t,m,n] = sum[i,j](g[k,i,j] * x[t, i*s + m, j*s + n])",
      "reference: dW[k,t,m,n] = g[k,0,0] * x[t,m,n] for m < 3, n < 3", "convolution.dL_dW"
    ),
    ("reference: db[k] = sum[i,j](g[k,i,j])", "reference: g", ""),
    (
      "dx[t, i*s + m, j*s + n] += g[k,i,j] * W[k,t,m,n]",
      "dx[t, m, n] += g[k,0,0] * W[k,t,m,n] for m < 3, n < 3", "convolution.dL_dx"
    ),
    (
      "dx[c, i*s + m, j*s + n] += g[c,i,j] * (x[c, i*s + m, j*s + n] == y[c,i,j]) for m < 3, n < 3",
      "dx[c, i*s + m, j*s + n] = g[c,i,j] for m < 3, n < 3 if x[c, i*s + m, j*s + n] == y[c,i,j]",
      "max-pool.dL_dx"
    ),
    ("reference: outer(g, x)", "reference: -outer(g, x)", "linear.dL_dW"),
  ])
  func wrongReferencesAreRefused(_ right: String, _ wrong: String, _ part: String) throws {
    let folder = try workplace()
    let path = folder.path + "/assignments/convnet-layers/assignment.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(right))
    try text.replacing(right, with: wrong).write(toFile: path, atomically: true, encoding: .utf8)
    let run = try Tool.run(["check", "convnet-layers"], in: folder.path)
    #expect(run.status == 3)
    if part.isEmpty {
      #expect(run.errors.contains("this has shape [3, 3, 3], but the answer must have shape [3]"))
    } else {
      let line = run.output.split(separator: "\n").first { $0.contains(part + " ") }
      #expect(line?.contains("refused") == true, "\(run.output)")
      // Whoever was graded by it loses nothing.
      let grade = try Tool.run(
        ["grade", "submissions/convnet-layers/all-correct", "--format", "json"], in: folder.path)
      #expect(grade.status == 3)
      let row = try rows(grade.output).first { $0["part"] as? String == part }
      #expect(row?["verdict"] as? String == "disputed")
      #expect(row?["score"] is NSNull)
      let xml = try String(
        contentsOfFile: folder.path + "/reports/convnet-layers/TEST-all-correct.xml",
        encoding: .utf8)
      #expect(xml.contains("type=\"disputed\""))
    }
  }

  @Test(arguments: Array(parts.keys))
  func theKeyIsASubmissionWithFullMarks(_ assignment: String) throws {
    let folder = try workplace(nil)
    let key = try Tool.run(
      ["key", assignment, "--student", "key"] + Self.secret, in: folder.path)
    #expect(key.status == 0)
    try folder.write(key.output, to: "submissions/\(assignment)/key/answers.json")
    #expect(try Tool.run(["grade", "submissions"] + Self.secret, in: folder.path).status == 0)
    let byPath = try Tool.run(
      ["key", "assignments/\(assignment)", "--student", "key"] + Self.secret, in: folder.path)
    #expect(byPath.output == key.output)
  }

  /// The committed sample comes from another implementation.
  @Test(arguments: Array(parts.keys))
  func theKeyAgreesWithTheIndependentSample(_ assignment: String) throws {
    let folder = try workplace(nil)
    func numbers(_ text: String) throws -> [String: [Double]] {
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [String: Any]])
      var numbers: [String: [Double]] = [:]
      for (problem, parts) in object {
        for (part, value) in parts { numbers["\(problem).\(part)"] = flat(value) }
      }
      return numbers
    }
    let key = try numbers(
      try Tool.run(
        ["key", assignment, "--student", "all-correct"] + Self.secret, in: folder.path
      ).output)
    let sample = try numbers(
      try ProjectFiles.text("submissions/\(assignment)/all-correct/answers.json"))
    #expect(key.count == sample.count)
    for (part, values) in sample {
      let largest = values.map(\.magnitude).max() ?? 0
      let got = try #require(key[part])
      #expect(got.count == values.count)
      for (a, b) in zip(got, values) { #expect((a - b).magnitude <= 1e-10 * largest, "\(part)") }
    }
  }

  private func flat(_ value: Any) -> [Double] {
    if let list = value as? [Any] { return list.flatMap(flat) }
    return (value as? NSNumber).map { [$0.doubleValue] } ?? []
  }
}
