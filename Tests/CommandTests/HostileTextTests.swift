import Foundation
import TestSupport
import Testing

/// Hostile text in every name goes through every format of the built command, and comes back.
@Suite struct HostileTextTests {
  private let kept: Set<Unicode.Scalar> = ["\n", "\r", "\t"]

  private func workplace() throws -> FreshFolder {
    let folder = try FreshFolder()
    try folder.write(
      """
      title: T
      problems:
        - id: p
          given: {x: [1.5, 2.5]}
          parts: [{id: a, reference: x}]
      """, to: "assignments/hw/assignment.yaml")
    return folder
  }

  private func quoted(_ text: String) -> String {
    "\""
      + String(
        String.UnicodeScalarView(text.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }))
      + "\""
  }

  @Test func namesOfARosterComeBackFromEveryExport() throws {
    let folder = try workplace()
    let texts = HostileText.all.filter { !$0.unicodeScalars.contains("\u{0}") }
    let lines = texts.enumerated().map { "s\($0),\(quoted($1)),\(quoted($1)),c\($0),p\($0)\n" }
    try folder.write(
      "student,name,section,canvas id,participant\n" + lines.joined(), to: "roster.csv")
    try folder.write("{\"p\": {\"a\": [1.5, 2.5]}}", to: "submissions/hw/s0/answers.json")
    _ = try Tool.run(["grade", "submissions/hw"], in: folder.path)
    for (target, width, isHeaded) in [
      ("canvas", 6, 2), ("csv", nil, 1), ("moodle-worksheet", 10, 1),
    ] as [(String, Int?, Int)] {
      let run = try Tool.run(["export", "--to", target, "hw"], in: folder.path)
      let rows = ReadBack.rows(ofCSV: run.output)
      #expect(rows.count == texts.count + isHeaded, "\(target): \(run.errors.prefix(300))")
      #expect(Set(rows.map(\.count)).count == 1, "\(target)")
      if let width { #expect(rows.first?.count == width) }
      #expect(run.output.controls(keeping: kept) == [], "\(target)")
      #expect((run.output + run.errors).unicodeScalars.contains("\u{1B}") == false)
    }
  }

  @Test func namesOfARosterAreHarmlessInListsAndReports() throws {
    let folder = try workplace()
    let texts = HostileText.all.filter { !$0.unicodeScalars.contains("\u{0}") }
    let lines = texts.enumerated().map {
      "s\($0),\(quoted($1)),\(quoted($1)),\(quoted("m\($0)\($1)")),\($0)\n"
    }
    try folder.write(
      "student,name,section,email,participant\n" + lines.joined(), to: "roster.csv")
    try folder.write("{\"p\": {\"a\": [1.5, 2.5]}}", to: "submissions/hw/s0/answers.json")
    try folder.write(
      "totals: {categories: [{title: A, weight: 1, assignments: [hw]}]}\n", to: "course.yaml")
    _ = try Tool.run(["grade", "submissions/hw"], in: folder.path)
    for arguments in [
      ["totals", "--format", "csv"], ["scores", "--by", "student", "--names", "--format", "csv"],
      ["scores", "--by", "section", "--format", "csv"],
    ] {
      let run = try Tool.run(arguments, in: folder.path)
      let rows = ReadBack.rows(ofCSV: run.output)
      #expect(rows.count > 300 && Set(rows.map(\.count)).count == 1, "\(arguments)")
      #expect((run.output + run.errors).controls(keeping: kept) == [], "\(arguments)")
    }
    for target in ["folder", "mail", "moodle"] {
      let run = try Tool.run(
        ["feedback", "hw", "--as", target, "--contact", HostileText.all.joined()], in: folder.path)
      #expect(run.errors.controls(keeping: kept) == [], "\(target)")
    }
    let names = try ReadBack.zipNames(folder.path + "/feedback/hw-moodle.zip")
    #expect(names.count == texts.count)
    for (number, name) in names.enumerated() {
      let pieces = name.split(separator: "_", omittingEmptySubsequences: false)
      #expect(pieces.count == 5 && !name.contains("/") && !name.contains("\\"), "\(name)")
      #expect(pieces.count > 1 && Int(pieces[1]) != nil, "\(number) \(name)")
    }
    let manager = FileManager.default
    for file in try manager.contentsOfDirectory(atPath: folder.path + "/feedback/hw") {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/feedback/hw/\(file)"))
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.controls(keeping: kept) == [], "\(file)")
      if file.hasSuffix(".eml") {
        // No name and no address adds a line to the head.
        let head = text.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
        #expect(head.filter { !$0.hasPrefix(" ") }.count == 6, "\(file)")
      }
    }
  }

  @Test func namesOfFoldersComeBackFromEveryList() throws {
    let folder = try workplace()
    var names: [String] = []
    for text in HostileText.all where !text.utf8.contains(0) && !text.utf8.contains(0x2F) {
      let name = "n\(names.count)\(text)"
      guard name.utf8.count < 200 else { continue }
      try folder.write("{\"p\": {\"a\": [1.5, 2]}}", to: "submissions/hw/\(name)/answers.json")
      names.append(name)
    }
    let graded = try Tool.run(["grade", "submissions/hw", "--format", "json"], in: folder.path)
    let records = try #require(
      try JSONSerialization.jsonObject(with: Data(graded.output.utf8)) as? [[String: Any]])
    let students = records.compactMap { $0["student"] as? String }
    // Whoever cannot be a student is named.
    #expect(
      students.count + graded.errors.components(separatedBy: "error:").count - 1 == names.count)
    #expect(Set(students.map { Array($0.utf8) }).isSubset(of: Set(names.map { Array($0.utf8) })))
    #expect(students.count > 150)
    #expect((graded.output + graded.errors).controls(keeping: ["\n"]) == [])
    let csv = try Tool.run(["scores", "--format", "csv"], in: folder.path).output
    let rows = ReadBack.rows(ofCSV: csv)
    #expect(rows.count == students.count + 1 && Set(rows.map(\.count)).count == 1)
    #expect(csv.controls(keeping: kept) == [])
    let markdown = try Tool.run(["scores", "--format", "markdown"], in: folder.path).output
    let lines = markdown.utf8.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    #expect(lines.count == students.count + 2)
    #expect(Set(lines.map { ReadBack.cells(ofMarkdown: $0).count }).count == 1)
    #expect(markdown.controls(keeping: ["\n"]) == [])
    let table = try Tool.run(["scores"], in: folder.path).output
    #expect(table.controls(keeping: ["\n"]) == [])
    let reports = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/reports/hw")
    #expect(reports.count == students.count)
  }
}
