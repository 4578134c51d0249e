import Diagnostics
import Writing

/// Rows in aligned columns, for terminals.
struct TextTable {
  private(set) var header: [String]
  private(set) var rows: [[String]] = []
  private var rightAligned: Set<Int>

  init(_ header: [String], rightAligned: Set<Int> = []) {
    self.header = header
    self.rightAligned = rightAligned
  }

  mutating func add(_ cells: [String]) { rows.append(cells.map(visible)) }

  /// Adds a column after another one.
  mutating func insertColumn(_ title: String, after other: String, _ cells: [String]) {
    guard let place = header.firstIndex(of: other), cells.count == rows.count else { return }
    header.insert(title, at: place + 1)
    for (index, cell) in cells.enumerated() { rows[index].insert(visible(cell), at: place + 1) }
    rightAligned = Set(rightAligned.map { $0 > place ? $0 + 1 : $0 })
  }

  /// Puts the rows in another order.
  mutating func reorder(_ order: [Int]) { rows = order.map { rows[$0] } }

  /// The lines, indented by two blanks; the last column is wrapped to the width if there is one.
  func text(width: Int? = nil, style: (Int, String) -> String = { $1 }) -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let indent = 2 + widths.dropLast().reduce(0) { $0 + $1 + 2 }
    var text = ""
    for row in all {
      var line = "  "
      for (column, cell) in row.enumerated().dropLast() {
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        let styled = style(column, cell)
        line += (rightAligned.contains(column) ? pad + styled : styled + pad) + "  "
      }
      let last = row.last ?? ""
      let lines = width.map { wrapped(last, to: max(20, $0 - indent)) } ?? [last]
      line += lines.joined(separator: "\n" + String(repeating: " ", count: indent))
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }

  /// The rows as a table in Markdown.
  var markdown: String {
    MarkdownText.table(header, rows, rightAligned: rightAligned)
  }

  var isEmpty: Bool { rows.isEmpty }

  private func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }
}
