/// Cells and rows of CSV files (RFC 4180): quoted where needed, lines end in CR LF.
public enum CSVText {
  /// A cell of text; what a spreadsheet would run as a formula gets an apostrophe before it.
  ///
  /// Text that starts with apostrophes and goes on like a formula gets one more, so that taking one away
  /// gives back every text.
  public static func cell(_ text: String) -> String {
    let start = text.unicodeScalars.first { $0 != "'" }
    let isFormula = start.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    return quoted(isFormula ? "'" + text : text)
  }

  /// A cell as it is, quoted where it must be.
  public static func quoted(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\n\r;\t".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// Rows of finished cells.
  public static func rows(_ rows: [[String]]) -> String {
    rows.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }
}
