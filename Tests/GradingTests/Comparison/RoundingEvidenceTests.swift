import Coursework
import Foundation
import TestSupport
import Testing

@testable import Grading

@Suite struct RoundingEvidenceTests {
  /// `%.4f` prints zeros at the end of some numbers, and other programs do not: both say the same about how steps were rounded.
  @Test(arguments: [false, true])
  func zerosAtTheEndSayNothingAboutSteps(printsZeros: Bool) throws {
    let folder = ProjectFiles.path("Tests/Data/rounded")
    let assignment = try AssignmentReader.read(folder: folder)
    let text = try ProjectFiles.text("Tests/Data/rounded/answers.json")
    var answers = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    if printsZeros { answers = answers.mapValues(withZeros) }
    let written = "{" + answers.map { "\"\($0)\": \(json($1))" }.joined(separator: ", ") + "}"
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array(written.utf8))], student: "student",
      for: assignment)
    let parts = Grader(AnswerKey(assignment, witnesses: .all)).grade(submission).parts
    #expect(parts.count == 10)
    #expect(parts.filter { $0.verdict != .correct }.map(\.why) == [])
  }

  /// The numbers as texts with four decimals.
  private func withZeros(_ value: Any) -> Any {
    if let list = value as? [Any] { return list.map(withZeros) }
    return (value as? Double).map { String(format: "%.4f", $0) } ?? value
  }

  private func json(_ value: Any) -> String {
    (value as? [Any]).map { "[" + $0.map(json).joined(separator: ", ") + "]" } ?? "\(value)"
  }
}
