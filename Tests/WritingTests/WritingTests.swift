import Coursework
import Diagnostics
import Foundation
import TestSupport
import Testing
import Writing

/// What is written can be read back by others, and obeys nobody.
@Suite struct WritingTests {
  private let kept: Set<Unicode.Scalar> = ["\n", "\r", "\t"]

  @Test func cellsAreReadBack() throws {
    for text in HostileText.all {
      let csv = CSVText.rows([["x", CSVText.cell(text), "y"], ["1", CSVText.cell("2"), "3"]])
      let read = ReadBack.rows(ofCSV: csv)
      #expect(read.count == 2 && read.map(\.count) == [3, 3], "\(text.debugDescription)")
      let cell = read[0][1]
      let shown = visible(text, keeping: kept)
      #expect(Array(cell.utf8) == Array(shown.utf8) || Array(cell.utf8) == Array("'\(shown)".utf8))
      #expect(csv.controls(keeping: kept).isEmpty)
      #expect(!["=", "+", "-", "@"].contains(cell.unicodeScalars.first))
      // The project's own reader agrees.
      let own = try CSVRecords(SourceText(name: "x", text: csv)).rows
      #expect(own.map(\.count) == [3, 3])
    }
  }

  @Test func textInJSONIsReadBack() throws {
    for text in HostileText.all {
      let json = JSONValue.object([(text, .list([.text(text), .number(1.5)]))])
      for document in [json.line, json.document(breaks: 2)] {
        let read = try #require(
          try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: [Any]])
        #expect(read.keys.first.map { Array($0.utf8) } == Array(text.utf8))
        #expect((read.values.first?[0] as? String).map { Array($0.utf8) } == Array(text.utf8))
        #expect(document.controls(keeping: ["\n"]).isEmpty)
      }
      #expect(!json.line.contains("\n"))
    }
    #expect(
      JSONValue.list([.null, .flag(true), .number(.nan), .integer(-3), .object([])]).line
        == "[null, true, null, -3, {}]")
  }

  @Test func tablesInMarkdownAreReadBack() {
    for text in HostileText.all {
      let table = MarkdownText.table(["a", "b"], [[text, "end"]])
      let lines = table.utf8.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
      #expect(lines.count == 3)
      let cells = ReadBack.cells(ofMarkdown: lines[2])
      #expect(cells.count == 4, "\(text.debugDescription)")
      #expect(Array(cells[1].utf8) == Array(" \(visible(text)) ".utf8))
      #expect(table.controls(keeping: ["\n"]).isEmpty)
    }
  }

  @Test func diagnosticsObeyNobody() {
    for text in HostileText.all {
      let source = SourceText(name: text, text: text)
      let rendered = DiagnosticRenderer().render(
        Diagnostic(text, in: source, at: SourceRange(0, text.utf8.count), help: text))
      #expect(rendered.controls(keeping: ["\n"]).isEmpty, "\(text.debugDescription)")
    }
  }

  @Test func messagesAreBounded() {
    let long = String(repeating: "a\u{301}", count: 1_000_000)
    let source = SourceText(name: "f", text: long)
    let rendered = DiagnosticRenderer().render(
      Diagnostic(long, in: source, at: SourceRange(0, 100), help: long))
    #expect(rendered.utf8.count < 10_000)
    #expect(shortened("e" + String(repeating: "\u{301}", count: 1_000), to: 10).utf8.count < 30)
  }
}
