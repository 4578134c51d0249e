internal import Diagnostics

/// The formula language as a whole: reading, printing and its reserved words.
public enum FormulaLanguage {
  /// Reads a formula.
  ///
  /// - Throws: the first ``FormulaError``.
  public static func parse(_ text: FormulaText, primitives: PrimitiveTable = .standard)
    throws(FormulaError) -> Formula
  {
    try FormulaParser.formula(text, primitives)
  }

  /// Words that cannot name a given, a binding, a part or an index.
  public static func isReserved(_ word: String, primitives: PrimitiveTable = .standard) -> Bool {
    ["for", "if", "true", "false"].contains(word)
      || primitives[word] != nil && !PrimitiveTable.unreserved.contains(word)
  }

  /// Whether a word can be a name: a letter, then letters, digits and `_`, and not reserved.
  public static func isName(_ word: String) -> Bool { isWord(word) && !isReserved(word) }

  /// Whether a word has the form of a name, reserved or not.
  public static func isWord(_ word: String) -> Bool {
    guard let first = word.utf8.first else { return false }
    let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
    let isLetter = { (byte: UInt8) in
      (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
    }
    return isLetter(first) && word.utf8.allSatisfy { isLetter($0) || isDigit($0) }
  }
}
