import Formulas
import Foundation
import TestSupport
import Testing

/// The tables of functions in docs/language.md and docs/not-here.md are made from those in the code.
@Suite struct LanguageReferenceTests {
  @Test(arguments: [
    ("docs/language.md", "<!-- end of functions -->", PrimitiveTable.standard.reference),
    ("docs/not-here.md", "<!-- end of names -->", PrimitiveTable.otherNames),
  ])
  func theTablesAreCurrent(_ page: String, _ mark: String, _ table: String) throws {
    let path = ProjectFiles.path(page)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let start = try #require(text.range(of: "writes it -->\n")).upperBound
    let end = try #require(text.range(of: mark)).lowerBound
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
      try text.replacingCharacters(in: start..<end, with: table)
        .write(toFile: path, atomically: true, encoding: .utf8)
      Issue.record("recorded; run again without NABLA_RECORD")
      return
    }
    #expect(String(text[start..<end]) == table)
  }
}
