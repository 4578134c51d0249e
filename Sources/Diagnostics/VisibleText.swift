/// Text that is safe on a terminal and in XML: what cannot be seen is spelt out as `\u{1B}`.
///
/// A tab becomes a blank, so that carets stay in their column.
public func visible(_ text: String) -> String { visible(text, keeping: []) }

/// Text in which what cannot be seen is spelt out, but for some characters that stay as they are.
public func visible(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isVisible(scalar) || kept.contains(scalar) {
      result.unicodeScalars.append(scalar)
    } else if scalar == "\t" {
      result += " "
    } else {
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
  return result
}

/// Whether a character can be seen, and is one that XML can hold.
///
/// Not visible are control characters, characters without width, those that turn the direction of writing, tags, and
/// what Unicode calls no characters.
public func isVisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20...0x7E: true
  case 0x61C, 0x115F, 0x1160, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164,
    0xFEFF, 0xFFA0, 0xFFF0...0xFFFB:
    false
  case 0xE0000...0xE0FFF: false
  case 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: scalar.value & 0xFFFE != 0xFFFE
  default: false
  }
}

/// Text cut to a number of characters, with an ellipsis where something is missing.
public func shortened(_ text: String, to limit: Int) -> String {
  // Characters can be of any length: a letter with a thousand marks is one.
  guard text.utf8.count > limit else { return text }
  let scalars = text.unicodeScalars
  return scalars.count <= limit
    ? text : String(String.UnicodeScalarView(scalars.prefix(max(0, limit - 1)))) + "…"
}
