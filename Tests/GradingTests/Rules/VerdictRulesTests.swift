import Foundation
import TestSupport
import Testing

@testable import Grading

/// The list of rules as a whole.
@Suite struct VerdictRulesTests {
  @Test func thePageHasTheSameRulesInTheSameOrder() throws {
    let page = try ProjectFiles.text("docs/comparison.md")
    let headings = page.split(separator: "\n").filter { $0.hasPrefix("## ") }.map {
      String($0.dropFirst(3))
    }
    #expect(headings == verdictRules.map(\.name))
  }

  @Test func everyRuleHasATestFile() throws {
    let folder = ProjectFiles.path("Tests/GradingTests/Rules")
    let files = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    let sources = try FileManager.default.contentsOfDirectory(
      atPath: ProjectFiles.path("Sources/Grading/Rules"))
    var rules = 0
    for file in sources {
      let text = try ProjectFiles.text("Sources/Grading/Rules/\(file)")
      guard text.contains("= VerdictRule(") else { continue }
      rules += 1
      #expect(files.contains(file.replacing(".swift", with: "Tests.swift")), "\(file)")
    }
    #expect(rules == verdictRules.count)
  }
}
