/// Text as students, instructors and attackers write it: what breaks readers and terminals.
public enum HostileText {
  /// Pieces from which text is put together.
  private static let pieces = [
    "\"", "\"\u{301}", ",", ",\u{338}", "\n", "\r", "\r\n", "\t", ";", "'", "=", "=cmd()", "+1",
    "@a", "|",
    "|\u{301}", "\\", "\\|", "`", "<b>", "&", "\u{1B}[31m", "\u{1B}]0;x\u{07}", "\u{0}", "\u{85}",
    "\u{9B}2J", "\u{202E}", "\u{2066}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{FFFE}", "\u{7F}",
    "\u{E0041}", "\u{AD}", "é", "e\u{301}", "😀", "👩🏽‍🔬", "\u{2028}", "\u{61C}", "a", " ", "/", "../",
    "{\"p\"", "]]>", "-", "\u{FFFD}", "\u{10FFFF}",
  ]

  /// Five hundred strings, always the same.
  public static let all: [String] = {
    var generator = SeededGenerator(seed: 500)
    let mixed = (0..<500 - pieces.count).map { _ in
      (0...generator.below(6)).map { _ in pieces[generator.below(pieces.count)] }.joined()
    }
    return pieces + mixed
  }()
}

extension String {
  /// The scalars that no output may hold raw; line ends and tabs where a format keeps them.
  public func controls(keeping kept: Set<Unicode.Scalar> = []) -> [Unicode.Scalar] {
    unicodeScalars.filter { scalar in
      let isControl =
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || (0x200B...0x200F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
        || (0x2060...0x206F).contains(scalar.value) || [0x61C, 0xFEFF].contains(scalar.value)
        || (0xE0000...0xE007F).contains(scalar.value)
      return isControl && !kept.contains(scalar)
    }
  }
}
