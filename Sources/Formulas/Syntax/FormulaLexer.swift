internal import Diagnostics

/// Cuts a formula's text into tokens.
struct FormulaLexer {
  /// The most tokens one formula may have.
  static let mostTokens = 20_000

  private static let symbols: [String] = [
    "+=", "<=", ">=", "==", "!=", "+", "-", "*", "/", "^", "@", "<", ">", "=", "(", ")", "[", "]",
    ",", ":", ".",
  ]

  /// What to write in place of characters that look right and are not.
  private static let lookalikes: [Unicode.Scalar: String] = [
    "\u{2212}": "-", "\u{2013}": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "≤": "<=", "≥": ">=",
    "≠": "!=", "{": "[", "}": "]",
    "'": ".T for a transpose, and double quotation marks around letters", ";": "a new line",
    "²": "^2", "³": "^3",
  ]

  static func tokens(of text: FormulaText) throws(FormulaError) -> [FormulaToken] {
    var tokens: [FormulaToken] = []
    var open: [FormulaToken] = []
    let bytes = text.source.bytes
    for line in text.lines {
      var position = line.start
      while position < line.end {
        let byte = bytes[position]
        if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
          position += 1
          continue
        }
        if byte == UInt8(ascii: "#") { break }
        let token = try token(in: bytes, from: position, to: line.end)
        try follow(token, open: &open)
        tokens.append(token)
        position = token.range.end
        guard tokens.count <= mostTokens else {
          throw FormulaError(
            "a formula of more than \(mostTokens) symbols; split it", at: token.range)
        }
      }
      // Inside brackets a line may be continued on the next.
      if open.isEmpty, let last = tokens.last, last.kind != .lineEnd {
        tokens.append(
          FormulaToken(kind: .lineEnd, text: "", range: SourceRange(last.range.end, last.range.end))
        )
      }
    }
    if let unclosed = open.last {
      throw FormulaError(
        "'\(unclosed.text)' is never closed; expected '\(closing(unclosed.text))'",
        at: unclosed.range)
    }
    let end = tokens.last?.range.end ?? text.range.end
    return tokens + [FormulaToken(kind: .end, text: "", range: SourceRange(end, end))]
  }

  private static func follow(_ token: FormulaToken, open: inout [FormulaToken])
    throws(FormulaError)
  {
    switch token.text {
    case "(", "[": open.append(token)
    case ")", "]":
      guard let opened = open.popLast() else {
        throw FormulaError("'\(token.text)' closes nothing that was opened", at: token.range)
      }
      guard closing(opened.text) == token.text else {
        throw FormulaError(
          "'\(token.text)' cannot close '\(opened.text)'; expected '\(closing(opened.text))'",
          at: token.range)
      }
    default: break
    }
  }

  private static func closing(_ opened: String) -> String { opened == "(" ? ")" : "]" }

  private static func token(in bytes: [UInt8], from start: Int, to end: Int)
    throws(FormulaError) -> FormulaToken
  {
    func make(_ kind: FormulaToken.Kind, _ stop: Int) -> FormulaToken {
      FormulaToken(
        kind: kind, text: String(decoding: bytes[start..<stop], as: UTF8.self),
        range: SourceRange(start, stop))
    }
    let byte = bytes[start]
    if isLetter(byte) {
      var stop = start + 1
      while stop < end, isLetter(bytes[stop]) || isDigit(bytes[stop]) { stop += 1 }
      return make(.name, stop)
    }
    if isDigit(byte) || (byte == UInt8(ascii: ".") && start + 1 < end && isDigit(bytes[start + 1]))
    {
      let stop = numberEnd(in: bytes, from: start, to: end)
      if stop < end, isLetter(bytes[stop]) {
        throw FormulaError(
          "'\(String(decoding: bytes[start...stop], as: UTF8.self))' is no number and no name",
          at: SourceRange(start, stop + 1), help: "write a product as 2 * x")
      }
      return make(.number, stop)
    }
    if byte == UInt8(ascii: "\"") {
      guard let close = bytes[(start + 1)..<end].firstIndex(of: byte) else {
        throw FormulaError(
          "this text is never closed; expected '\"'", at: SourceRange(start, start + 1))
      }
      return FormulaToken(
        kind: .text, text: String(decoding: bytes[(start + 1)..<close], as: UTF8.self),
        range: SourceRange(start, close + 1))
    }
    for symbol in symbols
    where start + symbol.utf8.count <= end
      && bytes[start..<start + symbol.utf8.count].elementsEqual(symbol.utf8)
    {
      if symbol == "*", start + 1 < end, bytes[start + 1] == byte {
        throw FormulaError(
          "'**' is not an operator here", at: SourceRange(start, start + 2),
          help: "a power is written ^")
      }
      return make(.symbol, start + symbol.utf8.count)
    }
    let rest = String(decoding: bytes[start..<min(end, start + 4)], as: UTF8.self)
    let scalar = rest.unicodeScalars.first ?? "\u{FFFD}"
    let width = String(scalar).utf8.count
    throw FormulaError(
      "'\(scalar)' is not part of the formula language", at: SourceRange(start, start + width),
      help: lookalikes[scalar].map { "write \($0)" }
        ?? "names use the letters a–z and A–Z, digits and _")
  }

  /// The end of `12`, `1.5`, `.5`, `2.`, `1e-3`; in `2.T` the point belongs to the transposition.
  private static func numberEnd(in bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var stop = start
    while stop < end, isDigit(bytes[stop]) { stop += 1 }
    if stop < end, bytes[stop] == UInt8(ascii: "."),
      stop + 1 == end || bytes[stop + 1] != UInt8(ascii: "T")
    {
      stop += 1
      while stop < end, isDigit(bytes[stop]) { stop += 1 }
    }
    if stop < end, bytes[stop] | 0x20 == UInt8(ascii: "e") {
      var exponent = stop + 1
      if exponent < end,
        bytes[exponent] == UInt8(ascii: "+") || bytes[exponent] == UInt8(ascii: "-")
      {
        exponent += 1
      }
      if exponent < end, isDigit(bytes[exponent]) {
        stop = exponent
        while stop < end, isDigit(bytes[stop]) { stop += 1 }
      }
    }
    return stop
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
  }
}
