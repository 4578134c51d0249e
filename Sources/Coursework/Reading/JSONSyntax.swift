/// Whether text is JSON by the letter (RFC 8259), and no deeper than common readers go.
public enum JSONSyntax {
  private static let deepest = 100

  /// Whether some bytes are one JSON value and nothing else.
  public static func isValid(_ bytes: [UInt8]) -> Bool {
    var scanner = Scanner(bytes: bytes)
    scanner.skipBlanks()
    guard scanner.value(depth: 0) else { return false }
    scanner.skipBlanks()
    return scanner.position == bytes.count
  }

  private struct Scanner {
    let bytes: [UInt8]
    var position = 0

    var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    mutating func skipBlanks() {
      while [0x20, 0x09, 0x0A, 0x0D].contains(current) { position += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard current == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    mutating func value(depth: Int) -> Bool {
      guard depth <= deepest else { return false }
      switch current {
      case UInt8(ascii: "{"): return list("}", depth) { $0.member(depth) }
      case UInt8(ascii: "["): return list("]", depth) { $0.value(depth: depth + 1) }
      case UInt8(ascii: "\""): return string()
      case UInt8(ascii: "t"): return word("true")
      case UInt8(ascii: "f"): return word("false")
      case UInt8(ascii: "n"): return word("null")
      default: return number()
      }
    }

    private mutating func list(
      _ end: Unicode.Scalar, _ depth: Int, _ item: (inout Scanner) -> Bool
    ) -> Bool {
      position += 1
      skipBlanks()
      if take(end) { return true }
      repeat {
        skipBlanks()
        guard item(&self) else { return false }
        skipBlanks()
      } while take(",")
      return take(end)
    }

    private mutating func member(_ depth: Int) -> Bool {
      guard string() else { return false }
      skipBlanks()
      guard take(":") else { return false }
      skipBlanks()
      return value(depth: depth + 1)
    }

    private mutating func string() -> Bool {
      guard take("\"") else { return false }
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return true
        case UInt8(ascii: "\\"):
          let escape = current
          position += 1
          if escape == UInt8(ascii: "u") {
            for _ in 0..<4 {
              guard isHexadecimal(current) else { return false }
              position += 1
            }
          } else if !"\"\\/bfnrt".utf8.contains(escape) {
            return false
          }
        case 0..<0x20: return false
        default: break
        }
      }
      return false
    }

    private func isHexadecimal(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    private mutating func word(_ word: String) -> Bool {
      guard bytes[position...].starts(with: word.utf8) else { return false }
      position += word.utf8.count
      return true
    }

    private mutating func number() -> Bool {
      _ = take("-")
      if !take("0") { guard digits() else { return false } }
      if take(".") { guard digits() else { return false } }
      if take("e") || take("E") {
        if !take("+") { _ = take("-") }
        return digits()
      }
      return true
    }

    private mutating func digits() -> Bool {
      let start = position
      while (0x30...0x39).contains(current) { position += 1 }
      return position > start
    }
  }
}
