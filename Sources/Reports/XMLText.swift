internal import Diagnostics

/// Text for an XML file: what XML cannot hold, or nobody can see, is spelt out.
enum XMLText {
  /// Text of an element: tabs and line feeds stay; carriage returns become line feeds.
  static func element(_ text: String, limit: Int) -> String {
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    return shortened(lines.map { visible(String($0)) }.joined(separator: "\n"), to: limit)
  }

  /// Text of an attribute: one line.
  static func attribute(_ text: String, limit: Int) -> String {
    shortened(visible(text.replacing("\n", with: " ").replacing("\r", with: " ")), to: limit)
  }
}
