import Foundation
import FoundationXML
import TestSupport
import Testing

/// Students' pages, on the built command.
@Suite struct ReportCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try Self.freshFolder()
    try FileManager.default.copyItem(
      atPath: ProjectFiles.path("submissions"), toPath: folder.path + "/submissions")
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
  }

  private func limitAttempts(of assignment: String) throws {
    let path = "assignments/\(assignment)/assignment.yaml"
    try folder.write(
      "attempts: 5\ndue: 2026-12-20T12:00Z\n" + withoutPolicy(text(path)), to: path)
  }

  private func withoutPolicy(_ definition: String) -> String {
    definition.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasPrefix("attempts:") && !$0.hasPrefix("due:")
    }.joined(separator: "\n")
  }

  /// An element's tags end where they should, and every name has a quotation mark on each side.
  private func isSound(_ page: String) -> Bool {
    // A page is XML but for its first line and the tags that HTML leaves open.
    var body = page.replacing("<!DOCTYPE html>", with: "")
    body = body.replacing(/<meta([^>]*)>/) { "<meta\($0.output.1)/>" }
    body = body.replacing("<br>", with: "<br/>")
    body = body.replacing(" hidden ", with: " ").replacing(/<details([^>]*) open>/) {
      "<details\($0.output.1)>"
    }
    if let start = body.range(of: "<style>"), let end = body.range(of: "</style>") {
      body.removeSubrange(start.lowerBound..<end.upperBound)
    }
    if let start = body.range(of: "<script>"), let end = body.range(of: "</script>") {
      body.removeSubrange(start.lowerBound..<end.upperBound)
    }
    return XMLParser(data: Data(body.utf8)).parse()
  }

  @Test func aPageTellsWhatIsWrongWhereAndWhatToDo() throws {
    try limitAttempts(of: "convnet-layers")
    _ = try run("grade", "submissions/convnet-layers", "--quiet")
    let report = try run(
      "report", "convnet-layers", "--contact", "the tutors", "--until", "2026-12-04T18:00+01:00")
    #expect(report.status == 0 && report.errors.contains("5 pages in reports/convnet-layers"))
    let page = try text("reports/convnet-layers/as-derived.html")
    #expect(isSound(page))
    for piece in [
      "<strong>7</strong> of 22 points", "90 of 98 entries are wrong", "wrong shape",
      "Correct this part, and hand in again (4 attempts left, due 2026-12-20 12:00 UTC).",
      "<path class=\"marks\"", "ask the tutors until 2026-12-04 17:00 UTC.",
      "convnet-layers/as-derived/1", "<mfrac><mrow>", "Each panel has the last two axes",
      ">4</text>",
    ] {
      #expect(page.contains(piece), "\(piece)")
    }
    // Nothing is fetched, and nothing runs.
    #expect(!page.contains("http") && !page.contains("<script") && !page.contains("url("))
    // The same again, byte by byte.
    _ = try run(
      "report", "convnet-layers", "--contact", "the tutors", "--until", "2026-12-04T18:00+01:00")
    #expect(try text("reports/convnet-layers/as-derived.html") == page)
  }

  /// Grading can write the pages of those it graded, of what then stands.
  @Test func gradingWritesThePagesItIsAskedFor() throws {
    let graded = try run("grade", "submissions/convnet-layers/as-derived", "--html", "--quiet")
    #expect(graded.status == 2 && graded.errors.contains("1 page in reports/convnet-layers"))
    let page = try text("reports/convnet-layers/as-derived.html")
    _ = try run("report", "convnet-layers")
    #expect(try text("reports/convnet-layers/as-derived.html") == page)
    #expect(try run("grade", "submissions/convnet-layers", "--html", "--no-store").status == 64)
  }

  @Test func anErrorThatWasCarriedIsDrawnAsAChain() throws {
    _ = try run("grade", "submissions/backprop-by-hand/one-slip", "--quiet")
    _ = try run("report", "backprop-by-hand", "--output", "pages")
    let page = try text("pages/backprop-by-hand/one-slip.html")
    #expect(page.contains("If you correct delta3, work this out again."))
    let chain = try #require(page.components(separatedBy: "<aside").dropFirst().first)
    for piece in [
      "<li><code>delta3</code> <span>cost 2</span></li>", "<li><code>dL_dW1</code></li>",
      "cost nothing more", "work out again what follows from it",
    ] {
      #expect(chain.contains(piece), "\(chain)")
    }
  }

  /// The map is no finer than the level: which entries are wrong is told where answers cost attempts.
  @Test func theMapIsNoFinerThanTheLevel() throws {
    _ = try run("grade", "submissions/convnet-layers", "--quiet")
    for (level, marks, share) in [
      ("scores", false, false), ("locations", false, true), ("mistakes", false, true),
    ] {
      _ = try run("report", "convnet-layers", "--feedback", level)
      let page = try text("reports/convnet-layers/as-derived.html")
      #expect(page.contains("class=\"marks\"") == marks, "\(level)")
      #expect(page.contains("Which ones they are is not told") == share, "\(level)")
      #expect(page.contains("class=\"bad\"") == marks, "\(level)")
      #expect(!page.contains("<small>right"), "\(level)")
    }
    try limitAttempts(of: "convnet-layers")
    _ = try run("regrade", "convnet-layers")
    _ = try run("grade", "submissions/convnet-layers", "--quiet")
    _ = try run("report", "convnet-layers", "--feedback", "scores")
    #expect(!(try text("reports/convnet-layers/as-derived.html").contains("class=\"marks\"")))
    #expect(try run("report", "convnet-layers", "--feedback", "full").status == 64)
  }

  /// Numbers of another shape are shown as they were understood, and the problem is told again.
  @Test func aWrongShapeShowsWhatWasHandedIn() throws {
    try folder.write(
      #"{"softmax-loss": {"dL_dpgt": [0.5, -2.7068000000000003]}}"#,
      to: "submissions/convnet-layers/zoe/answers.json")
    _ = try run("grade", "submissions/convnet-layers/zoe", "--quiet")
    _ = try run("report", "convnet-layers", "--student", "zoe")
    let page = try text("reports/convnet-layers/zoe.html")
    #expect(page.contains("wrong shape") && page.contains("The numbers that were handed in"))
    #expect(page.contains("<td>0.5</td>") && page.contains("<td>-2.7068</td>"))
    #expect(page.contains("The task and the notation") && page.contains("0 of 1 point "))
    #expect(!page.contains("class=\"marks\"") && !page.contains("1 points"))
  }

  @Test func whatCannotBeReadIsTold() throws {
    try folder.write(
      "{\"convolution\": {\"y\": [1, 2}}", to: "submissions/convnet-layers/zoe/answers.json")
    _ = try run("grade", "submissions/convnet-layers/zoe", "--quiet")
    _ = try run("report", "convnet-layers", "--student", "zoe")
    let page = try text("reports/convnet-layers/zoe.html")
    #expect(page.contains("What could not be read") && page.contains("answers.json:1:"))
    #expect(page.contains("Nothing can be graded before this is corrected."))
    #expect(
      page.contains("The file could not be read: see above.") && !page.contains("Answers.json"))
    #expect(isSound(page))
  }

  /// What to do next follows from what may still be handed in, by the last attempt and the time.
  @Test func nobodyIsSentToHandInWhatCannotCount() throws {
    let path = "assignments/convnet-layers/assignment.yaml"
    let plain = try withoutPolicy(text(path))
    let answers = try text("submissions/convnet-layers/as-derived/answers.json")
    func page(_ header: String, attempts: Int, at time: String = "2031-01-01T12:00Z") throws
      -> String
    {
      try folder.write(header + plain, to: path)
      try? FileManager.default.removeItem(atPath: folder.path + "/gradebook.sqlite")
      for attempt in 0..<attempts {
        // What is the same again is no attempt.
        try folder.write(
          answers + String(repeating: " ", count: attempt),
          to: "submissions/convnet-layers/ann/answers.json")
        _ = try run(
          "grade", "submissions/convnet-layers/ann", "--quiet", "--submitted-at", time)
      }
      _ = try run("report", "convnet-layers", "--student", "ann")
      return try text("reports/convnet-layers/ann.html")
    }
    let two = try page("attempts: 3\ncount: best\n", attempts: 2)
    #expect(two.contains("1 attempt left") && !two.contains("2 attempts left"))
    let none = try page("attempts: 3\ncount: best\n", attempts: 4)
    #expect(none.contains("You have no attempts left.") && !none.contains("hand in again"))
    let closed = try page(
      "due: 2020-01-01T12:00Z\nlate: {until: 0d}\n", attempts: 1, at: "2019-12-31T12:00Z")
    #expect(closed.contains("Nothing more can be handed in") && !closed.contains("hand in again"))
    let late = try page(
      "due: 2020-01-01T12:00Z\nlate: {per-day: 10%, until: 2099-01-01T12:00Z}\n", attempts: 1,
      at: "2019-12-31T12:00Z")
    #expect(late.contains("each day begun after that costs 10 % of the points"))
    #expect(two.contains("Not right yet: softmax-loss.dpgt_dy, "))
    #expect(two.contains("hand in all parts: an attempt counts as a whole"))
  }

  /// What an appeal needs: numbers and formulas beside the right ones, what happened, and how to decide.
  @Test func staffSeeOneAttemptWhole() throws {
    _ = try run("grade", "submissions/convnet-layers", "--quiet")
    _ = try run(
      "adjust", "as-derived", "convnet-layers.softmax-loss.dL_dy", "--points", "1.5", "--because",
      "half of it", "--by", "Mia")
    let shown = try run("show", "as-derived", "convnet-layers", "--html")
    #expect(shown.status == 0 && shown.errors == "staff/convnet-layers/as-derived-1.html\n")
    #expect(shown.output.isEmpty)
    let page = try text("staff/convnet-layers/as-derived-1.html")
    #expect(isSound(page))
    for piece in [
      "For staff only", "<caption>right</caption>", "-0.1037347382", "The reference",
      "What explains the numbers",
      "nabla adjust as-derived convnet-layers.softmax-loss.dpgt_dy --accept",
      "half of it", "--undo", "<td>decision</td>", "not right",
    ] {
      #expect(page.contains(piece), "\(piece)")
    }
    let mode = try FileManager.default.attributesOfItem(
      atPath: "\(folder.path)/staff/convnet-layers/as-derived-1.html")[.posixPermissions]
    #expect((mode as? Int).map { $0 & 0o007 } == 0)
    #expect(try run("show", "as-derived", "convnet-layers", "--output", "x").status == 64)
  }

  /// What people write is text wherever it stands: hostile names, titles, reasons and files.
  @Test func hostileTextIsInert() throws {
    let pieces = [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
      "\"\u{301} onmouseover=alert(1) x=\"", "<\u{338}script>", "&lt;b&gt;", "]]>", "-->",
      "\u{202E}gnp.exe", "{{name}}", "{{{styleMarkup}}}", "<math><mtext></style>",
      "javascript:alert(1)",
      "\u{1B}[31m", "</title><svg onload=alert(1)>",
    ]
    var generator = SeededGenerator(seed: 15)
    for trial in 0..<40 {
      let hostile = (0..<3).map { _ in pieces[generator.below(pieces.count)] }.joined(
        separator: " ")
      let quoted = String(
        decoding: try JSONEncoder().encode(hostile), as: UTF8.self)
      try folder.write(
        """
        title: \(quoted)
        text: \(quoted)
        attempts: 3
        problems:
          - id: p
            title: \(quoted)
            text: \(quoted)
            given: {x: [1.25, 2.5]}
            forward: L = sum(x^2)
            parts:
              - id: d
                title: \(quoted)
                text: \(quoted)
                derivative: {of: L, wrt: x}
                reference: 2 * x
                mistakes: [{id: half, formula: x, says: \(quoted)}]
        """, to: "assignments/hostile/assignment.yaml")
      try folder.write(
        "student,name\nmia,\"\(hostile.replacing("\"", with: "\"\""))\"\n", to: "roster.csv")
      try folder.write("{\"p.d\": [1.25, 2.5]}", to: "submissions/hostile/mia/answers.json")
      try? FileManager.default.removeItem(atPath: folder.path + "/gradebook.sqlite")
      _ = try run("grade", "submissions/hostile/mia", "--quiet")
      _ = try run(
        "adjust", "mia", "hostile.p.d", "--points", "0.5", "--because",
        hostile, "--by", "staff")
      let report = try run("report", "hostile")
      let handout = try run(
        "handout", "hostile", "--student", "mia", "--html", "--output", "out\(trial)")
      #expect(report.status == 0 && handout.status == 0, "\(report.errors)\(handout.errors)")
      for path in ["reports/hostile/mia.html", "out\(trial)/README.html"] {
        let page = try text(path)
        #expect(isSound(page), "\(path): \(hostile)")
        let tags = page.matches(of: /<([a-zA-Z]+)/).map { String($0.output.1) }
        #expect(
          !tags.contains("img") && tags.count { $0 == "script" } == (path.hasPrefix("out") ? 1 : 0))
        for tag in page.matches(of: /<[a-z][^>]*>/.matchingSemantics(.unicodeScalar)) {
          #expect(!tag.output.contains("onmouseover"))
        }
        #expect(!page.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{1B}" })
      }
      let markdown = try text("out\(trial)/README.md").replacing("\\<", with: "")
      #expect(!markdown.contains("<script") && !markdown.contains("<img"))
    }
  }
}
