internal import Diagnostics

/// Cells and rows of CSV files (RFC 4180): quoted where needed, lines end in CR LF.
public enum CSVText {
  /// A cell of text; what a spreadsheet would run as a formula gets an apostrophe before it.
  ///
  /// Text that starts with apostrophes and goes on like a formula gets one more, so that taking one away
  /// gives back every text. Line ends and tabs stay, other control characters are spelt out.
  public static func cell(_ text: String) -> String {
    let start = text.unicodeScalars.first { $0 != "'" }
    let isFormula = start.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    return quoted(visible(isFormula ? "'" + text : text, keeping: ["\n", "\r", "\t"]))
  }

  /// A cell as it is, quoted where it must be.
  ///
  /// Quotes are doubled by scalar: a mark that combines with a quote must not hide it.
  public static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard scalars.contains(where: { ",\"\n\r;\t".unicodeScalars.contains($0) }) else { return text }
    var result = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in scalars {
      if scalar == "\"" { result.append("\"") }
      result.append(scalar)
    }
    result.append("\"")
    return String(result)
  }

  /// Rows of finished cells.
  public static func rows(_ rows: [[String]]) -> String {
    rows.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }
}
