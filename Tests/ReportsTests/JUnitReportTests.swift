import Coursework
import Diagnostics
import Foundation
import Grading
import TestSupport
import Testing

@testable import Reports

@Suite struct JUnitReportTests {
  private func outcome(student: String, answers: String) throws -> Outcome {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {x: [1, 2]}
          parts:
            - {id: a, reference: x}
            - {id: b, title: "<&> \\"quoted\\"", reference: 2 * x}
      """
    let assignment = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t1")
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array(answers.utf8))], student: student, for: assignment)
    return Grader(AnswerKey(assignment, witnesses: .all)).grade(submission)
  }

  @Test func randomTextNeverBreaksTheXML() throws {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<300 {
      let scalars = (0..<40).map { _ in
        Unicode.Scalar(UInt32(truncatingIfNeeded: generator.next() % 0x3000)) ?? "x"
      }
      var student = ""
      student.unicodeScalars.append(contentsOf: scalars)
      let answers = "{\"p\": {\"a\": [1, \(student.filter { !"[]{},:\"\\".contains($0) })x]}}"
      let bytes = try JUnitReport.xml(
        try outcome(student: student, answers: answers))
      let hidden = bytes.contains { $0 < 0x20 && $0 != 0x0A }
      #expect(!hidden)
    }
  }

  @Test func namesAreSafeAndDiffer() throws {
    func suite(_ student: String) throws -> String {
      let xml = String(
        decoding: try JUnitReport.xml(try outcome(student: student, answers: "{}")), as: UTF8.self)
      let start = try #require(xml.range(of: "testsuite name=\"")).upperBound
      return String(xml[start...].prefix { $0 != "\"" })
    }
    #expect(try suite("jo-doe_1").hasSuffix(".jo-doe_1"))
    let names = try ["jo.doe", "jo_doe", "jo doe", "jö", "../x", "<&>"].map(suite)
    #expect(Set(names).count == names.count)
    for name in names {
      let isSafe = name.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
      }
      #expect(isSafe, "\(name)")
      #expect(name.filter { $0 == "." }.count == 1)
    }
  }

  @Test func everyResultHasTextThatStartsWithItsMessage() throws {
    let xml = String(
      decoding: try JUnitReport.xml(
        try outcome(student: "s", answers: "{\"p\": {\"a\": [1, \"<b>\"], \"b\": [1, 1]}}")),
      as: UTF8.self)
    #expect(xml.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>"))
    #expect(xml.contains("tests=\"2\" failures=\"1\" errors=\"1\" skipped=\"0\" time=\"0.000\""))
    #expect(xml.contains("type=\"wrong-format\""))
    #expect(xml.contains("type=\"wrong-answer\">0/1 points: both entries are wrong"))
    #expect(xml.contains("name=\"p.b &lt;&amp;&gt; &quot;quoted&quot;\""))
    #expect(xml.contains("<system-out>t1 s: 0 of 2 points"))
    #expect(xml.contains("<system-err"))
  }

  @Test(arguments: [
    ("a\u{1B}b", "a\\u{1B}b"), ("a\u{0}", "a\\u{0}"), ("\u{202E}x", "\\u{202E}x"),
    ("é 日本 🎓", "é 日本 🎓"),
    ("a\r\nb\rc", "a\nb\nc"), ("\u{FFFE}", "\\u{FFFE}"),
  ])
  func whatCannotBeSeenIsSpeltOut(_ text: String, _ shown: String) {
    #expect(XMLText.element(text, limit: 100) == shown)
    #expect(!XMLText.attribute(text, limit: 100).contains("\n"))
  }
}
