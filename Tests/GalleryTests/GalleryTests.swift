import Coursework
import Diagnostics
import Foundation
import Gallery
import Grading
import TestSupport
import Testing

/// What comes with the program is proved, as a teacher's own assignments are.
@Suite struct GalleryTests {
  @Test func everyFileIsInTheProgram() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: ProjectFiles.path("Sources/Gallery/Assignments"))
    #expect(files.sorted() == GalleryEntry.all.map { $0.name + ".yaml" }.sorted())
    #expect(files.count >= 30)
    for entry in GalleryEntry.all {
      let text = try ProjectFiles.text("Sources/Gallery/Assignments/\(entry.name).yaml")
      #expect(Array(text.utf8) == entry.text)
    }
  }

  @Test(arguments: GalleryEntry.all.map(\.name))
  func everyReferenceIsProvedAndNothingIsWarnedOf(_ name: String) throws {
    let entry = try #require(GalleryEntry.all.first { $0.name == name })
    let assignment = try entry.assignment()
    let check = AssignmentCheck(assignment)
    #expect(check.isProved, "\(check.failures)")
    #expect(check.warnings == [])
    #expect(check.mistakeCount > 0 && !assignment.expectations.isEmpty)
    #expect(assignment.text != nil && !entry.topics.isEmpty)
    #expect(assignment.draws)
    // Answers in single precision, printed in full, are right.
    let own = try #require(
      assignment.drawn(StudentDraw(secret: Array("gallery".utf8), student: "s", counter: 0)))
    let key = AnswerKey(own, witnesses: .all)
    var answers: [String: Any] = [:]
    for part in key.parts {
      answers[part.part.name.description] = nested(
        part.reference.shape.dimensions, part.reference.scalars.map { Double(Float($0)) }[...])
    }
    let bytes = try JSONSerialization.data(withJSONObject: answers, options: [])
    let submission = SubmissionReader.read(
      [Submission.File(name: "answers.json", bytes: Array(bytes))], student: "s", for: own)
    let outcome = Grader(key).grade(submission)
    #expect(outcome.parts.allSatisfy { $0.verdict == .correct }, "\(outcome.parts.map(\.why))")
  }

  private func nested(_ extents: [Int], _ values: ArraySlice<Double>) -> Any {
    guard let first = extents.first else { return values.first ?? 0 }
    let length = values.count / max(first, 1)
    return (0..<first).map { place in
      nested(
        Array(extents.dropFirst()),
        values[(values.startIndex + place * length)..<(values.startIndex + (place + 1) * length)])
    }
  }

  @Test func thePageIsCurrent() throws {
    let path = ProjectFiles.path("docs/gallery.md")
    var text = try String(contentsOfFile: path, encoding: .utf8)
    let marks = ("<!-- gallery: generated from the files, compared by a test -->\n", "<!-- end -->")
    let start = try #require(text.range(of: marks.0)).upperBound
    let end = try #require(text.range(of: marks.1)).lowerBound
    var table = "| name | title | parts | topics |\n|---|---|---|---|\n"
    for entry in GalleryEntry.all {
      let assignment = try entry.assignment()
      table +=
        "| `\(entry.name)` | \(assignment.title) | \(assignment.parts.count) | "
        + "\(entry.topics.joined(separator: ", ")) |\n"
    }
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
      text.replaceSubrange(start..<end, with: table)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(text[start..<end] == table)
  }
}
