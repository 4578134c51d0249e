import Foundation
import TestSupport
import Testing

/// A course with a file of its own, on the built command.
@Suite struct CourseCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try Self.freshFolder()
    try define()
    try folder.write(
      "student,name,section\none,\"One, A\",A\ntwo,Two,B\nthree,,B\n", to: "roster.csv")
    _ = try hand("one", right)
    _ = try hand("two", "[1, 1]")
    _ = try run("grade", "submissions/linear-classifier", "--quiet")
  }

  private func course(_ text: String) throws { try folder.write(text, to: "course.yaml") }

  private static let totals = """
    totals:
      decimals: 2
      scale: {A: 90, B: 50}
      categories:
        - {title: Homework, weight: 60%, drop-lowest: 1, assignments: [small, linear-classifier]}
        - {title: Sheet, weight: 40%, assignments: [convnet-layers]}

    """

  @Test func totalsAreAddedUpAndExplained() throws {
    #expect(try run("totals").errors.contains("no course.yaml says how totals are made"))
    try course(Self.totals)
    let decided = try run(
      "adjust", "one", "convnet-layers", "--points", "11", "--because", "oral", "--by", "staff")
    #expect(decided.status == 0, "\(decided.errors)")
    let listed = try run("totals", "--format", "json")
    #expect(listed.status == 0, "\(listed.errors)")
    let rows = try rows(listed.output)
    #expect(rows.compactMap { $0["student"] as? String } == ["one", "two", "three"])
    // 0.6 × 6 / 6 + 0.4 × 11 / 22; the other assignment is missing and left out.
    #expect(rows.map { $0["total"] as? Double } == [80, 30, 0])
    #expect(rows.map { $0["grade"] as? String } == ["B", nil, nil])
    #expect(rows[0]["dropped"] as? String == "linear-classifier")
    let explained = try run("totals", "--explain", "one").output
    for line in [
      "one  One, A", "Homework: weight 60, by points, the lowest 1 left out",
      "left out as one of the lowest", "  together 50 %",
      "(60 × 100 + 40 × 50) / (60 + 40), exactly, then rounded once", "total 80.00 of 100, grade B",
    ] {
      #expect(explained.contains(line), "\(line)\n\(explained)")
    }
    let exported = try run("export", "--to", "canvas", "--total", "--column", "All (9)")
    #expect(exported.status == 0, "\(exported.errors)")
    #expect(exported.output.contains("Section,All (9)\r\n    Points Possible,,,,,100\r\n"))
    #expect(exported.output.contains("\"One, A\",,,one,A,80\r\n"))
    try folder.write(
      "Student,ID,SIS Login ID,Section,All (9)\r\n    Points Possible,,,,100\r\nTwo,,two,B,\r\n",
      to: "c.csv")
    #expect(
      try run("export", "--to", "canvas", "--total", "--into", "c.csv", "--column", "All (9)")
        .output
        .contains("Two,,two,B,30\r\n"))
    #expect(try run("export", "--to", "csv", "--total", "small").status == 64)
    #expect(try run("totals", "--explain", "ona").errors.contains("did you mean one?"))
    #expect(
      try self.rows(run("totals", "--section", "B", "--format", "json").output).count == 2)
    try course(Self.totals.replacing("decimals: 2", with: "missing: blank"))
    let blank = try self.rows(run("totals", "--format", "json").output)
    #expect(blank.map { $0["total"] as? Double } == [80, 50, nil])
  }

  @Test func theCourseIsFoundUpward() throws {
    try course("title: A course\nroster: people/list.csv\ngradebook: kept/book.sqlite\n")
    try folder.write("student\none\n", to: "people/list.csv")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/kept", withIntermediateDirectories: true)
    let inner = folder.path + "/submissions/small"
    let graded = try Tool.run(["grade", "one"], in: inner)
    #expect(graded.output.contains("6 of 6 points"), "\(graded.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path + "/kept/book.sqlite"))
    #expect(FileManager.default.fileExists(atPath: folder.path + "/reports/small/TEST-one.xml"))
    let two = try Tool.run(["grade", "two"], in: inner)
    #expect(two.errors.contains("not on the roster: two"))
    let elsewhere = try FreshFolder()
    let scores = try Tool.run(
      ["scores", "--by", "student", "--course", folder.path], in: elsewhere.path)
    #expect(scores.output.contains("small       one            1   6 / 6"), "\(scores.output)")
    // A folder with assignments is a place of its own.
    try folder.write("title: x\nproblems: []\n", to: "other/assignments/x/assignment.yaml")
    let own = try Tool.run(["scores"], in: folder.path + "/other")
    #expect(own.status == 3 && own.errors.contains("gradebook.sqlite"))
  }

  @Test func policiesOfTheCourseArePartOfTheDefinition() throws {
    try course(
      """
      zone: Europe/Berlin
      defaults: {late: {per-day: 10%}, attempts: 2}
      due: {small: 2026-11-20 13:00}

      """)
    let late = try hand("three", right, at: "2026-11-20T12:00:01Z")
    #expect(late.output.contains("1 day late: 0.6 points less, 5.4 of 6"), "\(late)")
    #expect(late.output.contains("attempt 1 of 2 that count"))
    // What the assignment says itself holds.
    try define(policy: "due: 2026-11-21T12:00Z\nattempts: 7")
    #expect(
      try hand("three", right, at: "2026-11-20T12:00:01Z").output.contains("1 of 7 that count"))
    try folder.write("{title: x, problems: []}", to: "assignments/flow/assignment.yaml")
    #expect(try run("check", "flow").errors.contains("cannot be added to a file in braces"))
    // An hour that clocks skip is read as the hour after it.
    try course(
      "zone: Europe/Berlin\ndue: {small: 2027-03-28 02:30}\ndefaults: {late: {per-day: 10%}}\n")
    try define()
    #expect(try !hand("four", right, at: "2027-03-28T03:30+02:00").output.contains("late"))
    #expect(try hand("five", right, at: "2027-03-28T03:31+02:00").output.contains("1 day late"))
    #expect(
      try run("scores", "--course", "nowhere").errors.contains("there is no folder 'nowhere'"))
    let checked = try run("check", "small")
    #expect(checked.status == 0, "\(checked.errors)")
  }

  /// Where to hand in is said on handouts and on students' pages; an assignment may have a place of its own.
  @Test func whereToHandInIsSaid() throws {
    let folder = try Workplace.make(nil)
    let place = "Upload it at example.org/dl, <b>week 3</b>.\n\nAsk \"Ada\" if that fails."
    try folder.write("hand-in: \(place.debugDescription)\n", to: "course.yaml")
    func page(_ command: [String], _ file: String) throws -> String {
      let result = try Tool.run(command, in: folder.path)
      #expect(result.status == 0, "\(result.errors)")
      return try String(contentsOfFile: folder.path + "/" + file, encoding: .utf8)
    }
    let sheet = ["handout", "convnet-layers", "--student", "ada"]
    let markdown = try page(sheet, "handouts/convnet-layers/ada/README.md")
    #expect(
      markdown.contains("Upload it at example.org/dl, &lt;b>week 3&lt;/b>.\n\nAsk \"Ada\" if"))
    let html = try page(sheet + ["--html"], "handouts/convnet-layers/ada/README.html")
    #expect(html.contains("Upload it at example.org/dl, &lt;b&gt;week 3&lt;/b&gt;.</p>"))
    try folder.write(
      "{\"softmax-loss.dL_dy\": [1]}", to: "submissions/convnet-layers/ada/answers.json")
    _ = try Tool.run(["grade", "submissions/convnet-layers"], in: folder.path)
    let own = try page(["report", "convnet-layers"], "reports/convnet-layers/ada.html")
    #expect(own.contains("Upload it at example.org/dl, &lt;b&gt;week 3&lt;/b&gt;.</p>"))
    let path = "assignments/convnet-layers/assignment.yaml"
    let text = try String(contentsOfFile: folder.path + "/" + path, encoding: .utf8)
    try folder.write("hand-in: On paper.\n" + text, to: path)
    let other = try page(sheet, "handouts/convnet-layers/ada/README.md")
    #expect(other.contains("\n\nOn paper.\n\n") && !other.contains("Upload"))
  }

  @Test func whatIsWrongInACourseIsSaid() throws {
    for (text, message) in [
      ("titel: x\n", "did you mean title?"),
      ("zone: Berlin\n", "this is no time zone"),
      ("due: {small: 2026-11-20 13:00}\n", "this time names no zone, and the course has none"),
      ("due: {small: soon}\n", "this is no date and time"),
      ("defaults: {due: 2026-11-20T13:00Z}\n", "unknown key 'due' in 'defaults'"),
      ("defaults: {attempts: 0}\n", "course.yaml:1:22: error: 'attempts' must be"),
      ("defaults: {late: {per-day: 110%}}\n", "from 0 to 100%"),
      (
        "totals: {categories: [{title: A, weight: 60%, assignments: [small]}, {title: B, weight: 2, assignments: [x]}]}\n",
        "some weights are in per cent and others are not"
      ),
      ("totals: {}\n", "'totals' needs 'categories'"),
      (
        "totals: {categories: [{title: A, weight: 1, assignments: [small, small]}]}\n",
        "in two places"
      ),
      (
        "totals: {categories: [{title: A, weight: 0, assignments: [small]}]}\n",
        "no category has a weight"
      ),
      (
        "totals: {decimals: 7, categories: [{title: A, weight: 1, assignments: [small]}]}\n",
        "from 0 to 6"
      ),
      ("totals: {categories: [{title: A, weight: much, assignments: [small]}]}\n", "at least 0"),
    ] {
      try course(text)
      let result = try run("totals")
      #expect(result.errors.contains(message), "\(text)\(result)")
      #expect(result.status == 3)
    }
    try course("nabla: 9.9\ndue: {smal: 2026-11-20T13:00Z}\n")
    let warned = try run("scores")
    #expect(warned.errors.contains("made for version 9.9"))
    #expect(warned.errors.contains("names 'smal', which is no assignment"))
  }
}
