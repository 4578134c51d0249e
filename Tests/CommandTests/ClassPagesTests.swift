import Foundation
import TestSupport
import Testing

/// The pages about a class, on the built command: a class of 24, of whom 7 repeat one mistake and 2 share an answer that
/// nobody explains.
@Suite struct ClassPagesTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try Self.freshFolder()
    try folder.write(
      """
      title: Slopes
      problems:
        - id: p
          title: A square
          given: {x: [1.5, 2.25, -0.75]}
          forward: |
            y = x^2
            L = sum(y * x)
          parts:
            - id: dL_dy
              title: loss by the square
              derivative: {of: L, wrt: y}
              reference: x
            - id: slope
              title: the slope
              reference: 2 * x
              mistakes: [{id: half, formula: 2 * x + 1, says: the one is too much}]
            - id: steep
              title: the slope times three
              reference: 3 * slope
      """, to: "assignments/slopes/assignment.yaml")
    var roster = "student,name,section\n"
    for index in 0..<24 {
      let student = "s\(index < 10 ? "0" : "")\(index)"
      roster += "\(student),Person \(index) <b>,\(index % 2 == 0 ? "Monday" : "Friday")\n"
      guard index < 23 else { continue }
      let slope: [Double]
      switch index {
      case 0..<7: slope = [4, 5.5, -0.5]
      case 7..<9: slope = [3.7, 1.1, 0.4 + Double(index - 7) * 1e-6]
      case 9: slope = [9.1, 8.2, 7.3]
      default: slope = [3, 4.5, -1.5]
      }
      let answers = [
        "p.dL_dy": [1.5, 2.25, -0.75], "p.slope": slope, "p.steep": slope.map { 3 * $0 },
      ]
      try folder.write(
        String(decoding: try JSONEncoder().encode(answers), as: UTF8.self),
        to: "submissions/slopes/\(student)/answers.json")
    }
    try folder.write(roster, to: "roster.csv")
    _ = try run("grade", "submissions/slopes", "--quiet")
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
  }

  @Test func theOverviewSaysWhatWasMisunderstood() throws {
    let made = try run("report", "slopes", "--overview")
    #expect(made.status == 0 && made.errors == "staff/slopes/overview.html\n")
    let page = try text("staff/slopes/overview.html")
    for piece in [
      "23 students with a score, 1 without anything handed in",
      "<strong>7</strong> The one is too much", "and from there in steep (7)",
      "<strong>2</strong> <code>p.slope</code>, shape [3]: 3.7, 1.1, 0.4",
      "One more wrong answer is like no other", "A square: the slope", ">57 %<",
      "<th scope=\"row\">Friday</th><td>12</td>", "Person 23 &lt;b&gt;",
      "<td class=\"correct\" data-sort=\"0\">✓</td><td class=\"incorrect\" data-sort=\"3\">✗</td>",
    ] {
      #expect(page.contains(piece), "\(piece)")
    }
    #expect(!page.contains("<b>") && !page.contains("http"))
    // The hardest part stands first.
    let first = try #require(page.range(of: "<code>p.slope</code><br>"))
    let second = try #require(page.range(of: "<code>p.dL_dy</code><br>"))
    #expect(first.lowerBound < second.lowerBound)
    _ = try run("report", "slopes", "--overview", "--output", "again")
    #expect(try text("again/slopes/overview.html") == page)
  }

  /// No name, no score of a person, and no group of fewer than five.
  @Test func theProjectedPageTellsOfNobody() throws {
    let made = try run("report", "slopes", "--projected")
    #expect(made.errors == "reports/slopes.class.html\n")
    let page = try text("reports/slopes.class.html")
    #expect(!page.contains("Person") && !page.contains("s0") && !page.contains("Monday"))
    // An exact share could be subtracted from the others.
    #expect(page.contains("The one is too much") && page.contains("about a quarter"))
    #expect(!page.contains(", 30 %"))
    #expect(page.contains("everybody") && !page.contains("3.7"))
    for match in page.matches(of: /middle"|y="[0-9]+">([0-9]+)<\/text>/) {
      if let count = match.output.1.flatMap({ Int($0) }) { #expect(count >= 5) }
    }
    // Mistakes are told where students are told theirs.
    _ = try run("report", "slopes", "--projected", "--feedback", "locations")
    let silent = try text("reports/slopes.class.html")
    #expect(!silent.contains("The one is too much") && !silent.contains("What went wrong"))
    for student in 4..<24 {
      try FileManager.default.removeItem(
        atPath: "\(folder.path)/submissions/slopes/s\(student < 10 ? "0" : "")\(student)")
      if student == 22 { break }
    }
    _ = try run("grade", "submissions/slopes", "--quiet", "--gradebook", "small.sqlite")
    _ = try run("report", "slopes", "--projected", "--gradebook", "small.sqlite")
    let small = try text("reports/slopes.class.html")
    #expect(small.contains("fewer than 5 scores") && !small.contains(" %<"))
  }

  @Test func theCourseSaysWhomToTalkTo() throws {
    try folder.write(
      "title: Vision 2 <i>\ntotals:\n  categories:\n    - {title: Homework, weight: 1, assignments: [slopes]}\n",
      to: "course.yaml")
    let made = try run("report")
    #expect(made.status == 0 && made.errors == "staff/course.html\n")
    let page = try text("staff/course.html")
    #expect(
      page.contains("24 students, 1 assignment.") && page.contains("<h1>Vision 2 &lt;i&gt;</h1>"))
    #expect(page.contains("<strong>Person 23 &lt;b&gt;</strong>: handed in nothing for slopes"))
    #expect(page.contains("<th scope=\"col\">total</th>") && page.contains(">missing</td>"))
    #expect(try run("report", "--overview").status == 64)
    #expect(try run("report", "slopes", "--overview", "--contact", "x").status == 64)
  }

  /// Where a few people could be told of, nothing is said of them, and nothing that is false.
  @Test func smallClassesAreToldNothingFalse() throws {
    // Four who made the mistake, and five who did not.
    for student in 4..<18 {
      let path = "\(folder.path)/submissions/slopes/s\(student < 10 ? "0" : "")\(student)"
      try? FileManager.default.removeItem(atPath: path)
    }
    try? FileManager.default.removeItem(atPath: folder.path + "/roster.csv")
    _ = try run("grade", "submissions/slopes", "--quiet", "--gradebook", "nine.sqlite")
    _ = try run("report", "slopes", "--projected", "--gradebook", "nine.sqlite")
    let page = try text("reports/slopes.class.html")
    #expect(page.contains("too few to tell") && page.contains("everybody"))
    #expect(!page.contains("hardly") && !page.contains("nearly"))
  }
}
