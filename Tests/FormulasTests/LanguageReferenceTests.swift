import Formulas
import Foundation
import TestSupport
import Testing

/// The table of functions in docs/language.md is made from the table in the code.
@Suite struct LanguageReferenceTests {
  private var table: String {
    var text = ""
    for group in Primitive.Group.allCases {
      text += "\n### \(group.rawValue)\n\n| call | shape | value |\n|---|---|---|\n"
      for primitive in Primitive.all where primitive.group == group {
        let domain = primitive.domain.isEmpty ? "" : "; defined for \(primitive.domain)"
        text +=
          "| `\(primitive.signature)` | \(primitive.shapeRule) | \(primitive.help)\(domain) |\n"
      }
    }
    return text + "\n"
  }

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
