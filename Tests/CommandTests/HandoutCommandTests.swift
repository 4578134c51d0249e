import Foundation
import TestSupport
import Testing

/// `handout`, and what is graded by drawn inputs, on the built command.
@Suite struct HandoutCommandTests {
  /// Members of a group have the group's inputs, whoever asks and whenever; who changes the group gets those of the other.
  @Test func aGroupHasInputsOfItsOwn() throws {
    let folder = try Workplace.make(nil)
    let path = "assignments/two-layer-network/assignment.yaml"
    let text = try String(contentsOfFile: folder.path + "/" + path, encoding: .utf8)
    try folder.write("group-work: true\ndue: 2026-11-20T12:00Z\n" + text, to: path)
    func handout(_ roster: String) throws -> [String: String] {
      try folder.write("student,group\n" + roster, to: "roster.csv")
      let made = try Tool.run(
        ["handout", "two-layer-network", "--roster", "roster.csv"] + Workplace.secret,
        in: folder.path)
      #expect(made.status == 0 && !made.errors.contains("share their inputs"), "\(made.errors)")
      return try ["ada", "bob", "cid"].reduce(into: [:]) { inputs, student in
        inputs[student] = try String(
          contentsOfFile: folder.path + "/handouts/two-layer-network/\(student)/inputs.json",
          encoding: .utf8)
      }
    }
    let first = try handout("ada,A\nbob,A until 2026-11-01; B from 2026-11-01\ncid,B\n")
    #expect(first["bob"] == first["cid"] && first["ada"] != first["bob"])
    let second = try handout("ada,A\nbob,A\ncid,B\n")
    #expect(second["bob"] == first["ada"] && second["cid"] == first["cid"])
    #expect(try handout("ada,A\nbob,A\ncid,B\n") == second)
    // Who leaves the group gets inputs of their own, and who comes back those of the group.
    let alone = try handout("ada,A\nbob,\ncid,B\n")
    #expect(alone["bob"] != second["ada"] && alone["ada"] == second["ada"])
    #expect(try handout("ada,A\nbob,A\ncid,B\n") == second)
    // Graded by the group's inputs, for each of them.
    let key = try Tool.run(["key", "two-layer-network", "--student", "ada"], in: folder.path)
    for student in ["ada", "bob"] {
      try folder.write(key.output, to: "submissions/two-layer-network/\(student)/answers.json")
    }
    let graded = try Tool.run(["grade", "submissions", "--fail-on", "wrong"], in: folder.path)
    #expect(graded.status == 0, "\(graded.output)")
    let similar = try Tool.run(["similar", "two-layer-network"], in: folder.path)
    #expect(similar.output.contains("no answers agree beyond chance"))
    for (cell, help) in [
      ("A from soon", "this is no group"), ("A untill 2026-11-10", "this is no group"),
      ("A;B", "this is two groups at the same time"),
      ("A until 2026-11-10; B from 2026-11-01", "this is two groups at the same time"),
      ("A from 2026-11-02 until 2026-11-01", "this is no group"),
    ] {
      try folder.write("student,group\nada,\(cell)\n", to: "roster.csv")
      #expect(try Tool.run(["scores"], in: folder.path).errors.contains(help))
    }
  }

  /// Handed out, answered with the key, graded: each student by their own numbers.
  @Test func eachStudentIsGradedByTheirOwnInputs() throws {
    let folder = try Workplace.make(nil)
    let students = ["ada", "emmy", "o'brien, x", "名前"]
    try folder.write(
      "name\tstudent\n" + students.map { "x\t\($0)\n" }.joined() + "\t\n", to: "roster.csv")
    let handout = try Tool.run(
      ["handout", "two-layer-network", "--roster", "roster.csv"] + Workplace.secret, in: folder.path
    )
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
        + Workplace.secret, in: folder.path)
    #expect(drawn.status == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/none"))
    let foreign = try Tool.run(
      ["grade", "submissions/two-layer-network/ada", "--student", "emmy", "--no-store"],
      in: folder.path)
    #expect(foreign.output.contains("0 of 30 points"))
    // Staff are told whose work it may be; nobody's verdict or report is another one by it.
    let told = "1 submission has answers that are right for another student's inputs"
    #expect(foreign.errors.contains("warning: two-layer-network: \(told)"))
    #expect(!all.errors.contains("another student's"))
    #expect(!foreign.output.contains("another student"))
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
    let folder = try Workplace.make(nil)
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
      ["handout", "signs", "--roster", "roster.csv"] + Workplace.secret, in: folder.path)
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
    let results = try Workplace.rows(run.output)
    let verdicts = Set(results.compactMap { $0["verdict"] as? String })
    #expect(verdicts == ["correct", "disputed"])
    #expect(results.allSatisfy { $0["part"] as? String == "p.d" || $0["score"] as? Double == 1 })
    // Nothing tells the numbers below the level that may.
    #expect(!run.output.contains("the reference gives"))
    let full = try Tool.run(
      ["grade", "submissions", "--no-store", "--feedback", "full", "--verbose"], in: folder.path)
    #expect(full.output.contains("the reference gives"))
  }

  @Test func drawnInputsNeedASecret() throws {
    let folder = try Workplace.make("two-layer-network/all-correct")
    try folder.write("short\n", to: "short.secret")
    let runs = [
      ["grade", "submissions"], ["key", "two-layer-network", "--student", "x"],
      ["key", "two-layer-network"] + Workplace.secret,
      ["handout", "two-layer-network", "--student", "x"],
      ["handout", "two-layer-network", "--student", "x", "--secret-file", "short.secret"],
      ["handout", "two-layer-network"] + Workplace.secret,
      ["handout", "two-layer-network", "--student", "x", "--roster", "y"] + Workplace.secret,
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
    let folder = try Workplace.make(nil)
    try folder.write(text, to: "roster.csv")
    let run = try Tool.run(
      ["handout", "two-layer-network", "--roster", "roster.csv"] + Workplace.secret, in: folder.path
    )
    #expect(run.status == 3)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/handouts"))
  }

  @Test func aHandoutHoldsNoReference() throws {
    let folder = try Workplace.make(nil)
    for assignment in Workplace.parts.keys {
      _ = try Tool.run(
        ["handout", assignment, "--student", "s", "--output", "out-" + assignment]
          + Workplace.secret,
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

  @Test func aDefinitionForStudentsSaysNothingAboutRightOrWrong() throws {
    let folder = try Workplace.make("convnet-layers/as-derived")
    let written = try Tool.run(
      ["handout", "convnet-layers", "--definition", "public"], in: folder.path)
    #expect(written.status == 0 && written.errors.contains("and nothing more"))
    let text = try String(
      contentsOfFile: folder.path + "/public/convnet-layers/assignment.yaml", encoding: .utf8)
    for word in ["reference", "forward", "given", "mistakes", "expect", "derivative", "tolerance"] {
      #expect(!text.contains(word), "\(word)")
    }
    let sample = "submissions/convnet-layers/as-derived"
    func answers(_ flags: [String]) throws -> Tool.Result {
      try Tool.run(["answers", sample] + flags, in: folder.path)
    }
    // What is understood is the same by both.
    let (whole, form) = (try answers([]), try answers(["--assignments", "public"]))
    #expect(whole.output == form.output && whole.status == form.status)
    #expect(form.output.contains("11 of 12 parts"))
    for command in [["key", "convnet-layers"], ["check", "convnet-layers"], ["grade", sample]] {
      let refused = try Tool.run(command + ["--assignments", "public"], in: folder.path)
      #expect(refused.status == 3 && refused.errors.contains("says only what is asked for"))
      #expect(refused.output.isEmpty)
    }
    // The definition itself is never replaced by what students may see.
    let own = try Tool.run(
      ["handout", "convnet-layers", "--definition", "assignments"], in: folder.path)
    #expect(own.status == 64 && own.errors.contains("nothing was changed"))
    #expect(try Tool.run(["key", "convnet-layers"], in: folder.path).status == 0)
  }
}
