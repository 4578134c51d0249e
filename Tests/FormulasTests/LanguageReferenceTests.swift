import Formulas
import Foundation
import Tensors
import TestSupport
import Testing

/// The tables of functions in docs/language.md and docs/not-here.md are made from those in the code.
@Suite struct LanguageReferenceTests {
  /// What the names in the examples of docs/language.md are; of one that is not here only the syntax is looked at.
  static let names: [String: [String: Tensor<Double>]] = [
    "h[0] = start": [
      "start": counting(3), "Wx": counting(3, 2), "Wh": counting(3, 3), "b": counting(3),
      "x": counting(5, 2), "g": counting(5, 3),
    ],
    "d[T-1] = g[T-1]": ["g": counting(5, 3), "h": counting(5, 3), "Wh": counting(3, 3)],
    "y = stop_gradient": [
      "r": tensor([], [1]), "w": counting(3), "f": counting(3), "fn": counting(3),
    ],
  ]

  @Test func theExamplesOfTheLanguageAreOnes() throws {
    let blocks = try ProjectFiles.text("docs/language.md").components(separatedBy: "\n```")
      .dropFirst()
      .enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    var count = (parsed: 0, compiled: 0)
    // Blocks of commands are run by another test, and the grammar is no formula.
    for block in blocks where block.hasPrefix("\n") && !block.hasPrefix("\nblock ") {
      let text = String(block.dropFirst())
      let formula = try FormulaLanguage.parse(FormulaText(text))
      try formula.checkCalls()
      count.parsed += 1
      guard let given = Self.names.first(where: { text.contains($0.key) })?.value else { continue }
      _ = try compile(text, given, sizes: ["T": 5])
      count.compiled += 1
    }
    #expect(count.parsed >= 4)
    #expect(count.compiled == Self.names.count)
  }

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
