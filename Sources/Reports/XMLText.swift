internal import Diagnostics

/// Text for an XML file: what XML cannot hold, or nobody can see, is spelt out.
enum XMLText {
  /// Text of an element: tabs and line feeds stay; carriage returns become line feeds.
  static func element(_ text: String, limit: Int) -> String {
    if isPlain(text), text.utf8.count <= limit { return text }
    return shortened(
      text.split(whereSeparator: \.isNewline).map { visible(String($0)) }.joined(separator: "\n"),
      to: limit)
  }

  /// Text of an attribute: one line.
  static func attribute(_ text: String, limit: Int) -> String {
    if isPlain(text, orLineFeed: false), text.utf8.count <= limit { return text }
    let line =
      text.contains(where: \.isNewline)
      ? String(text.map { $0.isNewline ? " " : $0 }) : text
    return shortened(visible(line), to: limit)
  }

  private static func isPlain(_ text: String, orLineFeed: Bool = true) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      for byte in bytes where !(byte >= 0x20 && byte < 0x7F || orLineFeed && byte == 0x0A) {
        return false
      }
      return true
    }
  }
}
