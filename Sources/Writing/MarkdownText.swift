internal import Diagnostics

/// Cells and rows of tables in Markdown, as GitHub reads them.
public enum MarkdownText {
  /// A cell of text: what would end it, or hide what ends it, is escaped.
  public static func cell(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in visible(text).unicodeScalars {
      if scalar == "|" || scalar == "\\" { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }

  /// Text within a line: nothing in it is taken for markup.
  public static func line(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in visible(text).unicodeScalars {
      if "\\`*_[]<>#|$!~&".unicodeScalars.contains(scalar) { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }

  /// Text that may hold markup of Markdown, and none of HTML.
  public static func withoutTags(_ text: String) -> String {
    var result = ""
    for scalar in visible(text, keeping: ["\n"]).unicodeScalars {
      if scalar == "<" {
        result += "&lt;"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A table: the header, how the columns are aligned, and rows.
  ///
  /// - Parameters:
  ///   - header: The names of the columns.
  ///   - rows: Text, a cell a column.
  ///   - rightAligned: The columns whose cells stand at the right.
  /// - Returns: the lines of the table.
  public static func table(_ header: [String], _ rows: [[String]], rightAligned: Set<Int> = [])
    -> String
  {
    let rule = header.indices.map { rightAligned.contains($0) ? "---:" : "---" }
    return row(header) + "| " + rule.joined(separator: " | ") + " |\n" + rows.map(row).joined()
  }

  /// One row of a table.
  ///
  /// - Parameter cells: Text, a cell a column.
  /// - Returns: The line.
  public static func row(_ cells: [String]) -> String {
    "| " + cells.map(cell).joined(separator: " | ") + " |\n"
  }
}
