import Formulas
import Foundation
import TestSupport
import Testing

/// The table of functions in docs/language.md is made from the table in the code.
@Suite struct LanguageReferenceTests {
  private var table: String { PrimitiveTable.standard.reference }

  @Test func theTableOfFunctionsIsCurrent() throws {
    let path = ProjectFiles.path("docs/language.md")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let start = try #require(text.range(of: "writes it -->\n")).upperBound
    let end = try #require(text.range(of: "<!-- end of functions -->")).lowerBound
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
      try text.replacingCharacters(in: start..<end, with: table)
        .write(toFile: path, atomically: true, encoding: .utf8)
      Issue.record("recorded; run again without NABLA_RECORD")
      return
    }
    #expect(String(text[start..<end]) == table)
  }
}
