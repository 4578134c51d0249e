public import Diagnostics
internal import Foundation

/// The members of a JSON object, each with the place of its value: what stands there is read by whoever knows it, with its
/// exact text.
public struct JSONMembers: Sendable {
  private let source: SourceText
  private var ranges: [String: SourceRange] = [:]
  private var position = 0

  private var bytes: [UInt8] { source.bytes }

  /// Reads an object that is all of a text.
  ///
  /// - Parameter line: The text.
  /// - Throws: a ``Diagnostic`` where it is something else, or has a member twice.
  public init(_ line: SourceText) throws(Diagnostic) {
    let source = line.firstLine == 1 ? line.withoutByteOrderMark : line
    self.source = source
    if let fault = source.encodingFault { throw fault }
    guard String(validating: source.bytes, as: UTF8.self) != nil else {
      throw Diagnostic("this line is not UTF-8", in: source, at: SourceRange(0, 1))
    }
    skipBlanks()
    guard take(UInt8(ascii: "{")) else { throw unexpected("'{', the start of an object") }
    skipBlanks()
    if !take(UInt8(ascii: "}")) {
      repeat {
        skipBlanks()
        let start = position
        guard current == UInt8(ascii: "\""), skipString(),
          let name = try? JSONDecoder().decode(String.self, from: Data(bytes[start..<position]))
        else { throw unexpected("a name in double quotes", at: start) }
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
        skipBlanks()
        let value = position
        guard skipValue(), position > value else { throw unexpected("a value", at: value) }
        guard ranges.updateValue(SourceRange(value, position), forKey: name) == nil else {
          throw Diagnostic(
            "'\(shortened(name, to: 40))' stands here a second time", in: source,
            at: SourceRange(start, start + 1))
        }
        skipBlanks()
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
    }
    skipBlanks()
    guard position == bytes.count else { throw unexpected("the end of the line") }
  }

  /// The exact text of a member's value; nil if there is none.
  public func text(of name: String) -> [UInt8]? {
    ranges[name].map { Array(bytes[$0.start..<$0.end]) }
  }

  /// A member's value; nil if there is none, or null.
  ///
  /// - Throws: a ``Diagnostic`` where it is of another kind.
  public func value<Value: Decodable>(_ type: Value.Type, of name: String, _ kind: String)
    throws(Diagnostic) -> Value?
  {
    guard let range = ranges[name], !bytes[range.start..<range.end].elementsEqual("null".utf8)
    else { return nil }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes[range.start..<range.end]))
    } catch {
      throw fault("'\(name)' must be \(kind)", at: name)
    }
  }

  /// A member that is a text, and is not empty.
  ///
  /// - Throws: a ``Diagnostic`` where it is missing, or something else.
  public func required(_ name: String) throws(Diagnostic) -> String {
    guard let text = try value(String.self, of: name, "a text"), !text.isEmpty else {
      throw fault("this line has no '\(name)'", at: name)
    }
    return text
  }

  /// What is wrong with a member, or with the object where it is missing.
  public func fault(_ message: String, at name: String, help: String? = nil) -> Diagnostic {
    Diagnostic(
      message, in: source,
      at: ranges[name].map { SourceRange($0.start, $0.start + 1) } ?? SourceRange(0, 1),
      help: help)
  }

  // MARK: Characters

  private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while [0x20, 0x09, 0x0A, 0x0D].contains(current) { position += 1 }
  }

  /// Skips a text in quotes; false if it never ends.
  private mutating func skipString() -> Bool {
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return true }
      if byte == UInt8(ascii: "\\") { position += 1 }
    }
    return false
  }

  /// Skips a value whose brackets close; what is in it is for others to read.
  private mutating func skipValue() -> Bool {
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        guard skipString() else { return false }
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return true }
        depth -= 1
      case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D: if depth == 0 { return true }
      default: break
      }
      position += 1
    }
    return depth == 0
  }

  private func unexpected(_ expected: String, at place: Int? = nil) -> Diagnostic {
    let place = min(place ?? position, bytes.count)
    guard place < bytes.count else {
      return Diagnostic(
        "the line ends here, expected \(expected)", in: source, at: SourceRange(place, place))
    }
    let text = String(decoding: bytes[place..<min(bytes.count, place + 4)], as: UTF8.self)
    return Diagnostic(
      "found '\(text.unicodeScalars.first.map(String.init) ?? "")', expected \(expected)",
      in: source, at: SourceRange(place, place + 1))
  }
}
