import Testing

@testable import nabla

@Suite struct TextTableTests {
  private func table(_ rows: [[String]], right: Set<Int> = []) -> TextTable {
    var table = TextTable(["part", "points", "why"], rightAligned: right)
    for row in rows { table.add(row) }
    return table
  }

  @Test func columnsAreAligned() {
    let text = table([["a", "10 / 12", "right"], ["longer.b", "1 / 2", ""]], right: [1]).text()
    #expect(
      text == """
          part       points  why
          a         10 / 12  right
          longer.b    1 / 2

        """)
  }

  /// The last column is wrapped at words, below where it begins; a long word is kept whole.
  @Test func theLastColumnIsWrapped() {
    let why = "4 of 12 entries are wrong, worst at [0, 0]; " + String(repeating: "x", count: 40)
    let lines = table([["p.a", "0 / 1", why]]).text(width: 46).split(separator: "\n")
    #expect(
      lines.map(String.init) == [
        "  part  points  why", "  p.a   0 / 1   4 of 12 entries are wrong,",
        "                worst at [0, 0];", "                " + String(repeating: "x", count: 40),
      ])
  }

  /// Where little room is left for the last column, what does not fit stands below its row.
  @Test func theLastColumnStandsBelowWhereThereIsNoRoom() {
    let table = table([
      ["p.a", "0 / 1", "4 of 12 entries are wrong, worst at [0, 0]"], ["p.b", "1 / 1", "right"],
    ])
    #expect(
      table.text(width: 40) == """
          part  points  why
          p.a   0 / 1
              4 of 12 entries are wrong, worst
              at [0, 0]
          p.b   1 / 1   right

        """)
  }

  /// Numbers cannot be wrapped: columns that do not fit stand below, with the names of the rows.
  @Test func columnsThatDoNotFitStandBelow() {
    var table = TextTable(["part", "points", "mean", "median"], rightAligned: [1, 2, 3])
    table.add(["softmax.P", "1", "0.5", "1"])
    #expect(
      table.text(width: 30) == """
          part       points  mean
          softmax.P       1   0.5

          part       median
          softmax.P       1

        """)
    #expect(table.text(width: 33).split(separator: "\n").count == 2)
    let styled = table.text(width: 30) { column, cell in "<\(column)\(cell)>" }
    #expect(styled.contains("<31>") && styled.contains("<20.5>"))
  }

  @Test func styleChangesNoWidth() {
    let plain = table([["a", "1", "x"], ["bb", "22", "y"]])
    let styled = plain.text { column, cell in column == 0 ? "<\(cell)>" : cell }
    #expect(styled.replacing("<", with: "").replacing(">", with: "") == plain.text())
  }

  /// Wide and combined characters count as one cell each; nothing raw reaches a terminal.
  @Test func strangeCellsStayInTheirColumn() {
    let text = table([["e\u{301}", "\u{1B}[31m", "x"], ["ab", "1", "y"]]).text()
    #expect(!text.contains("\u{1B}"))
    let columns = text.split(separator: "\n").map { line in
      line.distance(from: line.startIndex, to: line.lastIndex(of: " ") ?? line.startIndex)
    }
    #expect(Set(columns).count == 1, "\(text)")
  }
}
