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
      "(60 × 100 + 40 × 50) / (60 + 40), with the exact shares, then rounded once",
      "total 80.00 of 100, grade B",
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

  /// Late work costs nothing as long as there are days left, in the order in which work was due.
  @Test func slipDaysAreOneAllowanceForTheCourse() throws {
    let due = "due: {small: 2026-11-20T12:00Z, linear-classifier: 2026-11-10T12:00Z}\n"
    try course("\(due)defaults: {late: {per-day: 10%}}\nslip-days: 2\n")
    let first = try hand("three", right, at: "2026-11-21T12:00Z")
    #expect(first.output.contains("late, 1 slip day spent"), "\(first)")
    // Earlier work comes in later, and takes the days that it is due.
    try FileManager.default.copyItem(
      atPath: ProjectFiles.path("submissions/linear-classifier/all-correct"),
      toPath: folder.path + "/three")
    let second = try run(
      "grade", "three", "--assignment", "linear-classifier", "--submitted-at", "2026-11-12T12:00Z")
    #expect(second.output.contains("late, 2 slip days spent"), "\(second)")
    func standing(_ assignment: String) throws -> [String: Any] {
      try #require(
        rows(
          run(
            "scores", "--assignment", assignment, "--student", "three", "--by", "student",
            "--format", "json"
          ).output
        ).first)
    }
    #expect(try standing("small")["score"] as? Double == 5.4)
    #expect(try standing("linear-classifier")["score"] as? Double == 15)
    // Only for some assignments; the question about one sees the others.
    try course(
      "\(due)defaults: {late: {per-day: 10%}}\nslip-days: {days: 2, assignments: [small]}\n")
    #expect(try standing("small")["score"] as? Double == 6)
    #expect(try standing("linear-classifier")["score"] as? Double == 12)
    let remarks = try standing("small")["remarks"] as? String
    #expect(remarks == "1 slip day spent")
    let report = try run("report", "small", "--student", "three")
    #expect(report.status == 0)
    let page = try String(
      contentsOfFile: folder.path + "/reports/small/three.html", encoding: .utf8)
    #expect(page.contains("1 of your slip days is spent on it"))
  }

  @Test func bonusPointsAreShownApart() throws {
    try define()
    let path = "assignments/small/assignment.yaml"
    let text = try String(contentsOfFile: folder.path + "/" + path, encoding: .utf8)
    try folder.write(
      text.replacingOccurrences(of: "{id: e,", with: "{id: e, bonus: true,"), to: path)
    #expect(try run("check", "small").status == 0)
    let graded = try hand("three", right)
    #expect(graded.output.contains("3 / 3 bonus"))
    #expect(graded.output.contains("6 of 3 points"))
    #expect(try hand("four", "[1, 1]").output.contains("3 of 3 points"))
    let scores = try run("scores", "--assignment", "small", "--by", "student", "--format", "csv")
    #expect(scores.output.contains("small,three,1,1,graded,6.0,3.0"))
    #expect(try run("show", "three", "small").output.contains("6 of 3 points as graded"))
    #expect(try run("stats", "small").output.contains("over 100%"))
    let handout = try run("handout", "small", "--student", "five")
    #expect(handout.status == 0)
    let sheet = try String(
      contentsOfFile: folder.path + "/handouts/small/five/README.md", encoding: .utf8)
    #expect(sheet.contains("3 points in total."))
    #expect(sheet.contains("3 bonus points"))
    try folder.write(
      "{\"assignment\": \"small\", \"student\": \"six\", \"answers\": {\"p.e\": [3.7035, 7.0368]}}\n",
      to: "line.jsonl")
    let stream = try Tool.run(
      "/bin/sh", ["-c", "exec \"$0\" grade --stream < line.jsonl", Tool.path], in: folder.path)
    #expect(stream.output.contains("\"bonus\": true"))
    try folder.write(stream.output, to: "lines")
    #expect(try run("import", "lines").status == 0)
    #expect(try run("scores", "--student", "six", "--by", "student").output.contains("3 / 3"))
    try folder.write(text.replacing("points: 3", with: "points: 3\nbonus: true"), to: path)
    #expect(try run("check", "small").errors.contains("every part is a bonus"))
  }

  @Test func whatIsWrongInACourseIsSaid() throws {
    for (text, message) in [
      ("titel: x\n", "did you mean title?"),
      ("zone: Berlin\n", "this is no time zone"),
      ("due: {small: 2026-11-20 13:00}\n", "this time names no zone, and the course has none"),
      ("due: {small: soon}\n", "this is no date and time"),
      ("defaults: {due: 2026-11-20T13:00Z}\n", "unknown key 'due' in 'defaults'"),
      ("defaults: {group-work: perhaps}\n", "'group-work' must be true or false"),
      ("slip-days: many\n", "course.yaml:1:12: error: 'slip-days' is a whole number of days"),
      ("slip-days: {days: 3, for: [small]}\n", "unknown key 'for' in 'slip-days'"),
      ("slip-days: {assignments: [small]}\n", "'slip-days' needs 'days'"),
      ("slip-days: {days: 3, assignments: small}\n", "'assignments' must be a list of their ids"),
      ("retain: some day\n", "course.yaml:1:9: error: this is no day"),
      ("defaults: {attempts: 0}\n", "course.yaml:1:22: error: 'attempts' must be"),
      ("defaults: {late: {per-day: 110%}}\n", "from 0 to 100%"),
      (
        "totals: {categories: [{title: A, weight: 60%, assignments: [small]}, {title: B, weight: 2, assignments: [x]}]}\n",
        "some weights are in per cent and others are not"
      ),
      ("totals: {}\n", "'totals' needs 'categories'"),
      (
        "totals: {categories: [{title: A, weight: 1, assignments: [small, small]}]}\n",
        "course.yaml:1:66: error: 'small' is in two places"
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
