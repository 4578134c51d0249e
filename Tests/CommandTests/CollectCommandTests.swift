import Foundation
import TestSupport
import Testing

/// From what a learning system gives to grades, on the built command.
@Suite struct CollectCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try Self.freshFolder()
    try define(policy: "due: 2026-11-20T12:00Z\nlate: {per-day: 10%}")
    try folder.write(
      "student,name,email,canvas id,github\nada,Ada,Ada@x.org,11,gh-ada\nbob,Bob,bob@x.org,12,gh-bob\n",
      to: "roster.csv")
  }

  private func answers(_ d: String) -> String {
    "{\"p.e\": [3.7035, 7.0368], \"p.d\": \(d)}"
  }

  private func zip(_ name: String, _ files: [(String, String)]) throws {
    try folder.write(ZipFixture.archive(files.map { ZipFixture.File($0, $1) }), to: name)
  }

  private func collect(_ arguments: String...) throws -> Tool.Result {
    try Tool.run(["collect"] + arguments + ["--assignment", "small"], in: folder.path)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
  }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder.path)/\(path)")
  }

  @Test func canvasBecomesFoldersAndWhoIsUnknownIsFilledIn() throws {
    try zip(
      "c.zip",
      [
        ("adaa_LATE_11_1_answers-2.json", answers(right)), ("eve_13_3_answers.json", "{}"),
        ("readme.txt", ""),
      ])
    let first = try collect("c.zip", "--as", "canvas")
    #expect(first.status == 1)
    #expect(first.output.contains("1 collected, 0 handed in again, 0 here already"))
    #expect(first.output.contains("1 on the roster with nothing collected: bob"))
    #expect(first.errors.contains("files that are nobody's, left out: readme.txt"))
    #expect(first.errors.contains("1 of them is marked late"))
    #expect(try text("submissions/small/ada/answers.json") == answers(right))
    let list = try text("submissions/small/unmatched.csv")
    #expect(list.contains("canvas id 13,eve_13_3_answers.json,\r\n"))
    try folder.write(
      list.replacing("answers.json,\r\n", with: "answers.json,bob\r\n"),
      to: "submissions/small/unmatched.csv")
    let second = try collect("c.zip", "--as", "canvas")
    #expect(second.status == 0 && second.output.contains("1 collected, 0 handed in again, 1 here"))
    #expect(exists("submissions/small/bob/answers.json"))
    let graded = try run("grade", "submissions/small")
    #expect(graded.output.contains("2 submissions") && !graded.errors.contains("passed over"))
    #expect(graded.errors.contains("unknown when 2 submissions were handed in"))
    #expect(graded.errors.contains("1 is marked late where handed in"))
    try folder.write(
      list.replacing("answers.json,\r\n", with: "answers.json,bop\r\n"),
      to: "submissions/small/unmatched.csv")
    let misspelt = try collect("c.zip", "--as", "canvas")
    #expect(misspelt.status == 2 && misspelt.errors.contains("did you mean bob?"))
  }

  @Test func earlierAttemptsAreKeptAndGradedWithTheirTimes() throws {
    try folder.write("canvas id,submitted at\n11,2026-11-20 11:00\n", to: "one.csv")
    try folder.write("canvas id,submitted at\n11,2026-11-21T11:00Z\n", to: "two.csv")
    try zip("1.zip", [("a_11_1_answers.json", answers("[1, 1]"))])
    try zip("2.zip", [("a_11_2_answers.json", answers(right))])
    #expect(try collect("1.zip", "--as", "canvas", "--times", "one.csv").errors.contains("--zone"))
    #expect(
      try collect("1.zip", "--as", "canvas", "--times", "one.csv", "--zone", "UTC").status == 0)
    let again = try collect("2.zip", "--as", "canvas", "--times", "two.csv")
    #expect(again.output.contains("0 collected, 1 handed in again"))
    #expect(try text("submissions/small/.attempts/ada/1/answers.json") == answers("[1, 1]"))
    #expect(try text("submissions/small/ada/answers.json") == answers(right))
    let old = try collect("1.zip", "--as", "canvas", "--times", "one.csv", "--zone", "UTC")
    #expect(old.output.contains("0 collected, 0 handed in again, 1 here already"))
    let graded = try run("grade", "submissions/small")
    #expect(graded.output.contains("2 submissions") && graded.errors.isEmpty, "\(graded.errors)")
    let listed = try rows(
      run("scores", "--student", "ada", "--attempt", "all", "--part", "p.d", "--format", "json")
        .output)
    #expect(listed.compactMap { $0["score"] as? Double } == [0, 3])
    // Right, but a day late: 6 - 0.6.
    #expect(try scores()["ada"] as? Double == 5.4)
    // The report is that of the last one.
    #expect(try text("reports/small/TEST-ada.xml").contains("value=\"6\""))
    let one = try run("grade", "submissions/small/ada")
    #expect(one.output.contains("1 day late"))
    // Grading the class again, or what was handed in last, makes no more attempts.
    _ = try run("grade", "submissions/small")
    try define("2 * x + 0", policy: "due: 2026-11-20T12:00Z")
    _ = try run("grade", "submissions/small")
    _ = try run("grade", "submissions/small")
    let again3 = try rows(
      run("scores", "--student", "ada", "--attempt", "all", "--part", "p.d", "--format", "json")
        .output)
    #expect(again3.compactMap { $0["attempt"] as? Int } == [1, 2, 3])
  }

  @Test func whatAnInterruptedRunLeftIsPutRight() throws {
    try folder.write("student,submitted at\nada,2026-11-20T11:00Z\n", to: "one.csv")
    try folder.write("student,submitted at\nada,2026-11-21T11:00Z\n", to: "two.csv")
    try zip("1.zip", [("a_11_1_answers.json", answers("[1, 1]"))])
    try zip("2.zip", [("a_11_2_answers.json", answers(right))])
    #expect(try collect("1.zip", "--as", "canvas", "--times", "one.csv").status == 0)
    // What a kill leaves: the folders are changed, and the manifest is not.
    let place = folder.path + "/submissions/small"
    try FileManager.default.createDirectory(
      atPath: place + "/.attempts/ada", withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: place + "/ada", toPath: place + "/.attempts/ada/1")
    for isWritten in [false, true] {
      if isWritten {
        try folder.write(answers(right), to: "submissions/small/ada/answers.json")
      } else {
        try folder.write("{}", to: "submissions/small/bob/answers.json")
      }
      let refused = try run("grade", "submissions/small")
      #expect(refused.status == 3 && refused.errors.contains("collecting was interrupted"))
    }
    #expect(try collect("2.zip", "--as", "canvas", "--times", "two.csv").status == 0)
    #expect(
      try text("submissions/small/manifest.csv").contains("ada,1,.attempts/ada/1/answers.json"))
    _ = try run("grade", "submissions/small")
    #expect(try scores()["ada"] as? Double == 5.4)
  }

  @Test func timesNamePeopleByAnyColumnAndStrangersAreSaid() throws {
    try zip("1.zip", [("a_11_1_answers.json", answers(right))])
    for (column, name) in [("email", "ADA@x.org"), ("student", "ada"), ("github", "gh-ada")] {
      try folder.write(
        "\(column),submitted at\n\(name),2026-11-20T11:00Z\nghost,2026-11-20T11:00Z\nada2,soon\n",
        to: "times.csv")
      let place = "in-\(column)"
      let result = try collect(
        "1.zip", "--as", "canvas", "--times", "times.csv", "--submissions", place)
      #expect(try text("\(place)/small/manifest.csv").contains("2026-11-20T11:00Z,times.csv"))
      #expect(result.errors.contains("rows of the times that name nobody"))
      #expect(result.errors.contains("times.csv:4:6: error: this is no time"))
      #expect(result.status == 2)
    }
    try folder.write("student,name\nada,Ada\n", to: "roster.csv")
    #expect(
      try collect("1.zip", "--as", "canvas").errors.contains(
        "the roster has no column 'canvas id', by which Canvas knows students"))
  }

  @Test func twoSubmissionsOfOneStudentAreToldApartByAPerson() throws {
    try folder.write(answers("[1, 1]"), to: "mails/ada.json")
    try folder.write(answers(right), to: "mails/ada_answers.json")
    let twice = try collect("mails", "--as", "folder")
    #expect(twice.status == 2 && twice.errors.contains("ada has 2 submissions in here"))
    let list = try text("submissions/small/unmatched.csv")
    #expect(list.contains("name ada.json,ada.json,\r\nname ada_answers.json,ada_answers.json,\r\n"))
    try folder.write(
      list.replacing("ada.json,\r\n", with: "ada.json,-\r\n"), to: "submissions/small/unmatched.csv"
    )
    #expect(try collect("mails", "--as", "folder").output.contains("1 collected"))
    #expect(try text("submissions/small/ada/answers.json") == answers(right))
    #expect(try text("submissions/small/unmatched.csv").contains("name ada.json,ada.json,-\r\n"))
  }

  @Test func theSameWorkHandedInLaterIsAnotherAttemptIfThatIsKnown() throws {
    try define(policy: "count: latest")
    try zip("1.zip", [("a_11_1_answers.json", answers(right))])
    try zip("2.zip", [("a_11_2_answers.json", answers("[1, 1]"))])
    for (day, file) in [("18", "1.zip"), ("19", "2.zip"), ("20", "1.zip")] {
      try folder.write("student,submitted at\nada,2026-11-\(day)T11:00Z\n", to: "times.csv")
      _ = try collect(file, "--as", "canvas", "--times", "times.csv")
    }
    _ = try run("grade", "submissions/small")
    _ = try run("grade", "submissions/small")
    #expect(try scores()["ada"] as? Double == 6)
    let listed = try rows(
      run("scores", "--student", "ada", "--attempt", "all", "--part", "p.d", "--format", "json")
        .output)
    #expect(listed.count == 3)
    let unknown = try collect("2.zip", "--as", "canvas")
    #expect(unknown.errors.contains("the same as an attempt before the last one"))
  }

  @Test func workThatGoesBackAndForthIsAnAttemptEachTime() throws {
    try define(policy: "count: latest")
    for (day, d) in ["[1, 1]", right, "[1, 1]", "[2, 2]", right].enumerated() {
      try zip("c.zip", [("a_11_\(day)_answers.json", answers(d))])
      try folder.write("student,submitted at\nada,2026-11-1\(day)T11:00Z\n", to: "times.csv")
      let result = try collect("c.zip", "--as", "canvas", "--times", "times.csv")
      #expect(result.status == 0, "\(result.errors)")
      _ = try run("grade", "submissions/small")
    }
    #expect(try scores()["ada"] as? Double == 6)
    #expect(
      try rows(run("scores", "--by", "attempts", "--format", "json").output)[0]["attempts"] as? Int
        == 5)
  }

  @Test func aTimeThatIsLearnedLaterIsThatOfTheAttempt() throws {
    try folder.write("student,submitted at\nada,2026-11-19T11:00Z\n", to: "times.csv")
    try zip("1.zip", [("a_11_1_answers.json", answers("[1, 1]"))])
    try zip("2.zip", [("a_11_2_answers.json", answers(right))])
    _ = try collect("1.zip", "--as", "canvas", "--times", "times.csv")
    _ = try run("grade", "submissions/small")
    _ = try collect("2.zip", "--as", "canvas")
    _ = try run("grade", "submissions/small")
    #expect(try scores()["ada"] as? Double == 6)
    try folder.write("student,submitted at\nada,2026-11-22T11:00Z\n", to: "times.csv")
    _ = try collect("2.zip", "--as", "canvas", "--times", "times.csv")
    _ = try run("grade", "submissions/small")
    let attempts = try rows(run("scores", "--by", "attempts", "--format", "json").output)
    #expect(attempts[0]["attempts"] as? Int == 2)
    #expect(try scores()["ada"] as? Double == 4.8)
  }

  @Test func aMatchThatWasWrongIsSaid() throws {
    try zip("c.zip", [("eve_13_3_answers.json", answers(right))])
    #expect(try collect("c.zip", "--as", "canvas").status == 1)
    for (student, status) in [("ada", Int32(0)), ("bob", 2)] {
      try folder.write(
        "known as,work,student\ncanvas id 13,eve_13_3_answers.json,\(student)\n",
        to: "submissions/small/unmatched.csv")
      let result = try collect("c.zip", "--as", "canvas")
      #expect(result.status == status)
      #expect(
        result.errors.contains("was collected as ada's before, and is bob's now") == (status == 2))
    }
    // Without a roster a folder in a folder is not taken for a student.
    try FileManager.default.removeItem(atPath: folder.path + "/roster.csv")
    try folder.write(answers(right), to: "one/ada/answers.json")
    _ = try collect("one", "--as", "folder", "--submissions", "alone")
    #expect(exists("alone/small/ada/answers.json"))
  }

  @Test func whatAGroupHandsInIsThatOfAllMembers() throws {
    let refused = try collect("c.zip", "--as", "canvas", "--groups")
    #expect(refused.status == 64 && refused.errors.contains("no column 'group'"))
    try folder.write(
      "student,canvas id,group,extension\nada,11,g1,\nbob,12,g1,small=3d\neve,13,g2,\n",
      to: "roster.csv")
    try folder.write("student,submitted at\nbob,2026-11-21T11:00Z\n", to: "times.csv")
    let odd = "[31.41592, -27.18281]"
    try zip(
      "c.zip", [("b_12_1_answers.json", answers(odd)), ("e_13_1_answers.json", answers(odd))])
    for _ in 0..<2 {
      let result = try collect("c.zip", "--as", "canvas", "--groups", "--times", "times.csv")
      #expect(result.status == 0, "\(result.errors)")
    }
    #expect(try text("submissions/small/ada/answers.json") == answers(odd))
    _ = try run("grade", "submissions/small")
    // A day late, but for the member with an extension.
    let standings = try scores()
    #expect(standings["ada"] as? Double == 2.4 && standings["bob"] as? Double == 3)
    let similar = try rows(run("similar", "small", "--format", "json").output)
    let pairs = similar.map { "\($0["student"] ?? "") \($0["other"] ?? "")" }
    #expect(pairs == ["ada eve", "bob eve"])
  }

  @Test func anOlderDownloadThatComesLaterStaysAnEarlierAttempt() throws {
    try folder.write("canvas id,submitted at\n11,2026-11-19T11:00Z\n", to: "one.csv")
    try folder.write("canvas id,submitted at\n11,2026-11-20T11:00Z\n", to: "two.csv")
    try zip("1.zip", [("a_11_1_answers.json", answers("[1, 1]"))])
    try zip("2.zip", [("a_11_2_answers.json", answers(right))])
    #expect(try collect("2.zip", "--as", "canvas", "--times", "two.csv").status == 0)
    #expect(try collect("1.zip", "--as", "canvas", "--times", "one.csv").status == 0)
    #expect(try text("submissions/small/ada/answers.json") == answers(right))
    #expect(try text("submissions/small/.attempts/ada/2/answers.json") == answers("[1, 1]"))
  }

  @Test func whatWasNotCollectedIsLeftAlone() throws {
    try folder.write("{}", to: "submissions/small/ada/answers.json")
    try zip("c.zip", [("a_11_1_answers.json", answers(right)), ("b_12_1_answers.json", "{}")])
    let result = try collect("c.zip", "--as", "canvas")
    #expect(result.status == 2)
    #expect(result.errors.contains("submissions/small/ada: error: what is in this folder was not"))
    #expect(try text("submissions/small/ada/answers.json") == "{}")
    #expect(exists("submissions/small/bob/answers.json"))
  }

  @Test func startersOfRepositoriesAreMissing() throws {
    for (name, file, content) in [
      ("small-gh-ada", "answers.json", "{\"p.e\": null, \"p.d\": [null, null]}"),
      ("small-gh-bob", "src/answers.json", answers(right)), ("small-gh-eve", "a.txt", "x"),
    ] {
      try folder.write(content, to: "clones/\(name)/\(file)")
      try folder.write("[core]", to: "clones/\(name)/.git/config")
    }
    try folder.write(
      "github,pushed at\ngh-bob,2026-11-20T09:00Z\ngh-bob,2026-11-23T09:00Z\n", to: "pushes.csv")
    let result = try collect(
      "clones", "--as", "git", "--times", "pushes.csv", "--collected-at", "2026-11-20T12:00Z")
    #expect(result.status == 1)
    #expect(result.output.contains("1 without any answer, so nothing was collected: ada"))
    #expect(result.output.contains("1 not matched"))
    #expect(!exists("submissions/small/ada"))
    #expect(!exists("submissions/small/bob/.git"))
    #expect(
      try text("submissions/small/manifest.csv").contains(
        "github gh-bob,2026-11-20T09:00Z,pushes.csv"))
    _ = try run("grade", "submissions/small")
    let states = try rows(run("scores", "--by", "student", "--format", "json").output)
    #expect(states.compactMap { $0["state"] as? String } == ["missing", "graded"])
  }

  @Test func hostileArchivesCostTheirOwnFilesAlone() throws {
    var link = ZipFixture.File("a_11_2_p.d.csv", "/etc/passwd")
    link.mode = 0o120777
    var bomb = ZipFixture.File("a_11_3_p.d.npy", "x")
    bomb.claimedSize = 3 << 30
    let inner = ZipFixture.archive([
      ZipFixture.File("../../../../out.json", "{}"), ZipFixture.File("/etc/out.json", "{}"),
      ZipFixture.File("hw\\answers.json", "{}"), ZipFixture.File("hw/answers.json", answers(right)),
    ])
    try folder.write(
      ZipFixture.archive([
        link, bomb, ZipFixture.File("../b_12_1_answers.json", "{}"),
        ZipFixture.File("a_11_4_hw.zip", inner),
      ]), to: "c.zip")
    let result = try collect("c.zip", "--as", "canvas")
    #expect(result.status == 2)
    #expect(result.errors.contains("it is a symbolic link"))
    #expect(result.errors.contains("a file has at most 16 MB"))
    #expect(result.errors.split(separator: "leads out of the archive").count == 5)
    #expect(try text("submissions/small/ada/hw/hw/answers.json") == answers(right))
    #expect(!exists("submissions/small/bob") && !exists("out.json"))
    #expect(try run("grade", "submissions/small/ada").output.contains("6 of 6 points"))
  }

  @Test func whatIsNoDownloadIsSaid() throws {
    try folder.write("no zip", to: "c.zip")
    try zip("d.zip", [("x.txt", "x")])
    #expect(try collect("c.zip", "--as", "canvas").errors.contains("this is no zip archive"))
    #expect(try collect("d.zip", "--as", "moodle").errors.contains("is what Moodle gives"))
    #expect(
      try collect("d.zip", "--as", "gradescope").errors.contains("no submission_metadata.yml"))
    #expect(try collect("nowhere", "--as", "folder").status == 2)
    #expect(try collect("d.zip", "--as", "canvas", "--roster", "none.csv").status != 0)
    try FileManager.default.removeItem(atPath: folder.path + "/roster.csv")
    let unknown = try collect("d.zip", "--as", "canvas")
    #expect(unknown.status == 64 && unknown.errors.contains("there is no roster"))
    try folder.write(answers(right), to: "mails/ada/answers (1).json")
    try folder.write(answers(right), to: "mails/bob_answers.json")
    #expect(try collect("mails", "--as", "folder").output.contains("2 collected"))
    #expect(
      exists("submissions/small/ada/answers.json") && exists("submissions/small/bob/answers.json"))
  }

  @Test func misspeltColumnsOfARosterAreErrors() throws {
    _ = try hand("ada", right)
    for (column, meant) in [
      ("Extention", "extension"), ("emial", "email"), ("Gihtub", "github"),
      ("Email adress", "email address"),
    ] {
      try folder.write("student,\(column)\nada,\n", to: "roster.csv")
      let result = try run("scores")
      #expect(result.errors.contains("help: did you mean '\(meant)'?"), "\(result)")
      #expect(result.status == 3)
    }
    try folder.write("student,Email Address\nada,ann@x.org\n", to: "roster.csv")
    #expect(
      try run("export", "--to", "moodle", "small", "--late", "raw").output.contains("ann@x.org"))
    try folder.write("student,uid,group,notes\nada,,,\n", to: "roster.csv")
    #expect(try run("scores").status == 0)
  }
}
