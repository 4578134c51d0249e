import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Coursework

/// What the readers make of other people's test suites, case by case.
@Suite struct OtherSuitesTests {
  private struct Case {
    let name: String
    let verdict: String
    let ours: String
    let text: String

    /// The bytes of the input.
    var bytes: [UInt8] {
      if let match = text.firstMatch(of: /^([0-9]+)\*(.+)$/), let count = Int(match.1) {
        return Array([[UInt8]](repeating: Case.bytes(String(match.2)), count: count).joined())
      }
      return Case.bytes(text)
    }

    private static func bytes(_ text: String) -> [UInt8] {
      var bytes: [UInt8] = []
      var rest = Array(text.utf8)[...]
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\") else {
          bytes.append(byte)
          continue
        }
        bytes.append(
          UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16) ?? 0)
        rest = rest.dropFirst(3)
      }
      return bytes
    }
  }

  /// Compares, or writes down, what is made of each case of a suite.
  private func compare(_ suite: String, _ result: (Case) -> String) throws {
    let path = "Tests/Data/suites/\(suite).tsv"
    let cases = try ProjectFiles.text(path).split(separator: "\n").map { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Case(name: columns[0], verdict: columns[1], ours: columns[2], text: columns[3])
    }
    #expect(cases.count >= 11)
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
      let lines = cases.map { "\($0.name)\t\($0.verdict)\t\(result($0))\t\($0.text)\n" }
      try lines.joined().write(toFile: ProjectFiles.path(path), atomically: true, encoding: .utf8)
      Issue.record("recorded; run again without NABLA_RECORD")
      return
    }
    for item in cases {
      #expect(result(item) == item.ours, "\(item.name): \(item.text.prefix(200))")
    }
  }

  /// Each case of JSONTestSuite stands for one answer beside another.
  @Test func answersInJSON() throws {
    try compare("json") { item in
      let bytes = Array("{\"p.any\": ".utf8) + item.bytes + Array(", \"p.next\": 1}".utf8)
      let submission = SubmissionReader.read(
        [.init(name: "answers.json", bytes: bytes)], student: "s", for: nil)
      let next: Bool
      if case .numbers? = submission.answers["p.next"] { next = true } else { next = false }
      let found: String
      switch submission.answers["p.any"] {
      case .numbers: found = "numbers"
      case .malformed: found = "malformed"
      case .missing, nil: found = submission.hasUnreadable && !next ? "unreadable" : "nothing"
      }
      // What is JSON never loses the answer after it, and what is none is never taken for numbers, but for numbers
      // that are written as people write them.
      if item.verdict == "y" { #expect(next, "\(item.name)") }
      if item.verdict == "n", !item.name.hasPrefix("n_number") {
        #expect(found != "numbers", "\(item.name)")
      }
      return found
    }
  }

  /// Each file of csv-spectrum, as a roster is read.
  @Test func rowsInCSV() throws {
    try compare("csv") { item in
      let rows = try? CSVRecords(SourceText(name: "x", bytes: item.bytes)).rows
      let wanted = try? JSONDecoder().decode([[String]].self, from: Data(item.verdict.utf8))
      return rows?.map { $0.map(\.text) } == wanted ? "the same" : "otherwise"
    }
  }

  /// Each case of yaml-test-suite: read, or refused with a place.
  @Test func documentsInYAML() throws {
    try compare("yaml") { item in
      do throws(Diagnostic) {
        _ = try YAMLText(SourceText(name: "x", bytes: item.bytes))
        return "read"
      } catch {
        #expect(!error.message.isEmpty)
        return "refused"
      }
    }
  }
}
