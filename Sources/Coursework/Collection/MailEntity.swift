internal import Foundation

/// Header and body of a message or of a part.
struct MailEntity {
  private let headers: [(name: String, value: String)]
  let body: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    var headers: [(name: String, value: String)] = []
    var rest = bytes.endIndex
    for line in MailEntity.lines(of: bytes) {
      let text = String(decoding: bytes[line], as: UTF8.self).trimmingCharacters(in: .newlines)
      if text.isEmpty {
        rest = line.upperBound
        break
      }
      if text.first == " " || text.first == "\t", let last = headers.indices.last {
        headers[last].value += " " + text.trimmingCharacters(in: .whitespaces)
      } else if let colon = text.firstIndex(of: ":") {
        headers.append(
          (
            text[..<colon].lowercased(),
            text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
          ))
      }
    }
    self.headers = headers
    body = bytes[rest...]
  }

  /// The first header of that name.
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// How many headers of that name there are.
  func count(of name: String) -> Int { headers.count { $0.name == name } }

  /// A parameter of a header, `name="a b.json"`; also in the form of RFC 2231, `name*=UTF-8''a%20b.json`.
  func parameter(_ name: String, of header: String) -> String? {
    guard let value = self.header(header) else { return nil }
    let items = MailEntity.items(value).dropFirst().map { item -> (String, String) in
      let name = item.prefix { $0 != "=" }
      return (
        name.trimmingCharacters(in: .whitespaces).lowercased(),
        MailEntity.unquoted(item.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces))
      )
    }
    // A long value comes in pieces: name*0*=UTF-8''a; name*1=b.json.
    var pieces: [(text: String, isEncoded: Bool)] = []
    while let piece = items.first(where: {
      ["\(name)*\(pieces.count)", "\(name)*\(pieces.count)*"].contains($0.0)
    }) {
      pieces.append((piece.1, piece.0.hasSuffix("*")))
    }
    if pieces.isEmpty, let whole = items.first(where: { $0.0 == name + "*" }) {
      pieces = [(whole.1, true)]
    }
    if !pieces.isEmpty {
      return pieces.enumerated().map { index, piece in
        guard piece.isEncoded else { return piece.text }
        // The first piece begins with the character set and the language.
        let marks = piece.text.split(separator: "'", omittingEmptySubsequences: false)
        let text = index == 0 && marks.count > 2 ? marks[2...].joined(separator: "'") : piece.text
        return text.removingPercentEncoding ?? text
      }.joined()
    }
    return items.first { $0.0 == name }.map { MailEntity.decodedWords($0.1) }
  }

  // MARK: Lines and words

  /// The ranges of lines, with their ends.
  static func lines(of bytes: ArraySlice<UInt8>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = bytes.startIndex
    for index in bytes.indices where bytes[index] == 0x0A {
      lines.append(start..<index + 1)
      start = index + 1
    }
    if start < bytes.endIndex { lines.append(start..<bytes.endIndex) }
    return lines
  }

  /// The items between semicolons that stand in no quotation marks.
  static func items(_ text: String) -> [String] {
    var items = [""]
    var isQuoted = false
    for character in text {
      if character == "\"" { isQuoted.toggle() }
      if character == ";", !isQuoted {
        items.append("")
      } else {
        items[items.count - 1].append(character)
      }
    }
    return items
  }

  static func unquoted(_ text: String) -> String {
    guard text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast()).replacing("\\\"", with: "\"")
  }

  /// Words such as `=?UTF-8?B?…?=` (RFC 2047) as they are meant.
  static func decodedWords(_ text: String) -> String {
    guard text.contains("=?") else { return text }
    var decoded = ""
    for word in text.split(separator: " ") {
      let fields = word.split(separator: "?", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 5, fields[0] == "=", fields[4] == "=" else {
        decoded += (decoded.isEmpty ? "" : " ") + word
        continue
      }
      let bytes: [UInt8] =
        fields[2].lowercased() == "b"
        ? Array(Data(base64Encoded: fields[3]) ?? Data())
        : unquotedPrintable(Array(fields[3].replacing("_", with: " ").utf8)[...])
      decoded += String(decoding: bytes, as: UTF8.self)
    }
    return decoded
  }

  static func unquotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    func digit(_ byte: UInt8) -> UInt8? {
      Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
    }
    var decoded: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == 0x3D else {
        decoded.append(byte)
        continue
      }
      let next = Array(rest.prefix(2))
      if next.first == 0x0A {
        rest = rest.dropFirst()
      } else if next == [0x0D, 0x0A] {
        rest = rest.dropFirst(2)
      } else if next.count == 2, let high = digit(next[0]), let low = digit(next[1]) {
        decoded.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        decoded.append(byte)
      }
    }
    return decoded
  }
}
