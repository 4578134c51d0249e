/// Text that is safe on a terminal and in XML: what cannot be seen is spelt out as `\u{1B}`.
///
/// Kept are U+0020–7E, U+00A0–D7FF and U+E000–FFFD and U+10000–10FFFF, but for marks without width
/// and those that turn the direction of writing; a tab becomes a blank, so that carets stay in their column.
public func visible(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x09: result += " "
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF:
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
      result.unicodeScalars.append(scalar)
    default:
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
  return result
}

/// Text cut to a number of characters, with an ellipsis where something is missing.
public func shortened(_ text: String, to limit: Int) -> String {
  text.count <= limit ? text : text.prefix(max(0, limit - 1)) + "…"
}
