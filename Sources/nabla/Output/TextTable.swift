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

  /// Puts something else in place of the cells of some columns.
  mutating func replace(in titles: Set<String>, _ replacement: (String) -> String) {
    for (column, title) in header.enumerated() where titles.contains(title) {
      for row in rows.indices { rows[row][column] = visible(replacement(rows[row][column])) }
    }
  }

  /// Puts the rows in another order.
  mutating func reorder(_ order: [Int]) { rows = order.map { rows[$0] } }

  /// Where nobody said how wide lines may be, a table stays in one piece from this width on: a file has no edge.
  private static let usual = 100
  /// Where the last column would be narrower than this, what does not fit into it stands below its row.
  private static let narrowest = 30

  /// The lines, indented by two blanks: where they are wider than a width, the last column is wrapped, or the columns
  /// that do not fit stand below, each time with the first one.
  func text(width: Int = Console.width, style: (Int, String) -> String = { $1 }) -> String {
    let all = [header] + rows
    var widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let groups = groups(widths, width)
    guard groups.count == 1 else {
      return groups.map { group in
        columns(group).text(width: width) { style(group[$0], $1) }
      }.joined(separator: "\n")
    }
    var left = width
    if let last = header.indices.last, !rightAligned.contains(last) {
      left = max(0, width - widths.dropLast().reduce(2) { $0 + $1 + 2 })
      widths[last] = min(widths[last], left)
    }
    let wraps = left >= TextTable.narrowest
    var text = ""
    for (index, row) in all.enumerated() {
      let below = row.last.flatMap { !wraps && $0.count > left ? $0 : nil }
      let beside = below == nil ? row[...] : row.dropLast()
      let cells = beside.enumerated().map { column, cell in
        TextWrapping.lines(cell, width: widths[column])
      }
      for line in 0..<(cells.map(\.count).max() ?? 0) {
        text += self.line(line, of: cells, widths, style)
      }
      if index > 0 { text += below.map { lines($0, width) } ?? "" }
    }
    return text
  }

  /// The columns in groups that fit into a width, each with the first one; a last column that can be wrapped always fits.
  private func groups(_ widths: [Int], _ width: Int) -> [[Int]] {
    guard let last = header.indices.last, last > 1, width < TextTable.usual || Console.isWidthKnown
    else {
      return [Array(header.indices)]
    }
    var groups = [[0]]
    var used = 2 + widths[0]
    for column in 1...last {
      let wraps = column == last && !rightAligned.contains(column)
      if !wraps, used + 2 + widths[column] > width, groups[groups.count - 1].count > 1 {
        groups.append([0])
        used = 2 + widths[0]
      }
      groups[groups.count - 1].append(column)
      used += 2 + widths[column]
    }
    return groups
  }

  /// The table of some columns.
  private func columns(_ chosen: [Int]) -> TextTable {
    var table = TextTable(
      chosen.map { header[$0] },
      rightAligned: Set(chosen.indices.filter { rightAligned.contains(chosen[$0]) }))
    table.rows = rows.map { row in chosen.map { row[$0] } }
    return table
  }

  /// Text below a row.
  private func lines(_ text: String, _ width: Int) -> String {
    TextWrapping.lines(text, width: width - 6).map { "      \($0)\n" }.joined()
  }

  private func line(
    _ line: Int, of cells: [[String]], _ widths: [Int], _ style: (Int, String) -> String
  ) -> String {
    var text = "  "
    for (column, lines) in cells.enumerated() {
      let cell = line < lines.count ? lines[line] : ""
      let pad = String(repeating: " ", count: max(0, widths[column] - cell.count))
      let styled = cell.isEmpty ? cell : style(column, cell)
      text +=
        (column == 0 ? "" : "  ") + (rightAligned.contains(column) ? pad + styled : styled + pad)
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }

  /// The rows as a table in Markdown.
  var markdown: String {
    MarkdownText.table(header, rows, rightAligned: rightAligned)
  }

  var isEmpty: Bool { rows.isEmpty }
}
