import Diagnostics
import Testing

@Suite struct DiagnosticRendererTests {
  private func render(_ text: String, _ start: Int, _ end: Int, help: String? = nil) -> String {
    DiagnosticRenderer().render(
      Diagnostic(
        "wrong", in: SourceText(name: "f.csv", text: text), at: SourceRange(start, end), help: help)
    )
  }

  @Test func aCaretStandsUnderThePlace() {
    #expect(
      render("a\nbcd ef\ng", 6, 8, help: "write gh") == """
        f.csv:2:5: error: wrong
          bcd ef
              ^~
          help: write gh

        """)
  }

  @Test func columnsCountScalars() {
    #expect(render("é日b", 5, 6) == "f.csv:1:3: error: wrong\n  é日b\n    ^\n")
  }

  @Test func endsOfLinesAndFilesHavePlaces() {
    #expect(render("ab\r\ncd", 2, 2) == "f.csv:1:3: error: wrong\n  ab\n    ^\n")
    #expect(render("", 0, 0) == "f.csv:1:1: error: wrong\n  \n  ^\n")
    #expect(render("ab", 9, 9).hasPrefix("f.csv:1:3: error: wrong"))
  }

  @Test func longLinesAreCutAroundThePlace() {
    let text = String(repeating: "x", count: 5_000_000)
    let lines = render(text, 2_000_000, 2_000_002).split(separator: "\n")
    #expect(lines[0] == "f.csv:1:2000001: error: wrong")
    #expect(lines[1].count < 110)
    #expect(lines[2].count == lines[1].prefix { $0 != "^" }.count || lines[2].contains("^~"))
    let caret = lines[2].prefix { $0 == " " }.count
    #expect(Array(lines[1])[caret] == "x")
  }

  @Test func whatATerminalWouldObeyIsSpeltOut() {
    let text = render("a\u{1B}[31mb", 6, 7)
    #expect(text == "f.csv:1:7: error: wrong\n  a\\u{1B}[31mb\n             ^\n")
  }

  @Test func aDiagnosticWithoutAPlaceIsOneLine() {
    #expect(
      DiagnosticRenderer().render(Diagnostic("late", severity: .warning)) == "warning: late\n")
    let file = SourceText(name: "f", text: "")
    #expect(DiagnosticRenderer().render(Diagnostic("no", in: file)) == "f: error: no\n")
  }

  @Test func coloursOnlyWhereAsked() {
    let diagnostic = Diagnostic("x", in: SourceText(name: "f", text: "a"), at: SourceRange(0, 1))
    #expect(DiagnosticRenderer(colour: true).render(diagnostic).contains("\u{1B}[1;31merror:"))
    #expect(!DiagnosticRenderer().render(diagnostic).contains("\u{1B}"))
  }
}

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("dL_dw", "dL_dW"), ("dL_dWW", "dL_dW"), ("sofmax", "softmax"), ("axes", "axis"),
    ("titel", "title"), ("zzz", nil), ("", nil), ("y", nil),
  ])
  func theClosestWordIsSuggested(_ word: String, _ expected: String?) {
    let words = ["dL_dW", "dL_db", "softmax", "axis", "title", "x"]
    #expect(suggestion(for: word, among: words) == expected)
  }
}
