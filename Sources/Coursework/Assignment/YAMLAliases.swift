internal import Diagnostics

/// Looks, before a file is parsed, whether aliases may stand in a mapping's keys.
///
/// As values they are shared and cost nothing. As keys they are compared, and a few aliases of aliases stand for more
/// nodes than anything can compare. An assignment's keys are words, so nothing is lost. The look errs to the safe side: it
/// takes for a key what in some places is part of a text.
enum YAMLAliases {
  /// Fails where an alias may be part of a key.
  static func check(_ source: SourceText) throws(Diagnostic) {
    let bytes = source.bytes
    func names(after sign: Unicode.Scalar) -> [(name: ArraySlice<UInt8>, offset: Int)] {
      bytes.indices.filter { bytes[$0] == UInt8(ascii: sign) }.map { offset in
        (bytes[(offset + 1)...].prefix(while: isOfName), offset)
      }.filter { !$0.name.isEmpty }
    }
    let anchors = Set(names(after: "&").map(\.name))
    guard !anchors.isEmpty else { return }
    let aliases = names(after: "*").filter { anchors.contains($0.name) }
    guard !aliases.isEmpty else { return }
    for (name, offset) in aliases {
      let rest = bytes[name.endIndex...].prefix { $0 != 0x0A }
      if rest.drop(while: isBlank).first == UInt8(ascii: ":") { throw fault(source, at: offset) }
      // A list or a mapping that is a key stands on one line.
      let closing = rest.indices.first { place in
        (rest[place] == UInt8(ascii: "]") || rest[place] == UInt8(ascii: "}"))
          && rest[(place + 1)...].drop(while: isBlank).first == UInt8(ascii: ":")
      }
      if let closing { throw fault(source, at: closing) }
    }
    // A question mark starts a key of any length.
    let before = [0x20, 0x09, 0x0A] + "[{,".utf8.map { $0 }
    let mark = bytes.indices.first { place in
      bytes[place] == UInt8(ascii: "?") && (place == 0 || before.contains(bytes[place - 1]))
    }
    if let mark { throw fault(source, at: mark) }
  }

  private static func fault(_ source: SourceText, at offset: Int) -> Diagnostic {
    Diagnostic(
      "this may be a key that is not a word", in: source, at: SourceRange(offset, offset + 1),
      help:
        "beside anchors and aliases (&name, *name) keys are words, and no '?' or ']:' may stand here"
    )
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }

  /// The bytes that the name of an anchor may have.
  private static func isOfName(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }
}
