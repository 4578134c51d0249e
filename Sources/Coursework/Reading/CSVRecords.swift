internal import Foundation
public import Diagnostics

/// Rows of text as RFC 4180 has them, with the place of each cell.
///
/// A library would read them too, but could not say where in the file something is wrong.
public struct CSVRecords {
  /// One cell: its text without quotes, and its place with them.
  public struct Cell: Sendable {
    /// The text without quotes, and without blanks around it.
    public let text: String
    /// Its place, with the quotes.
    public let range: SourceRange
  }

  /// The rows, without empty lines; the first is the header.
  public private(set) var rows: [[Cell]] = []
  private let bytes: [UInt8]
  private let source: SourceText
  private var position = 0

  /// Reads a file; cells are separated by commas, semicolons or tabs, whichever the first line has most
  /// of outside quotes.
  ///
  /// - Throws: a ``Diagnostic`` where a quote is never closed or the text is not UTF-8.
  public init(_ source: SourceText) throws(Diagnostic) {
    self.source = source
    bytes = source.bytes
    if let fault = source.encodingFault { throw fault }
    if let zero = bytes.firstIndex(of: 0) {
      throw Diagnostic("a byte of zero, expected text", in: source, at: SourceRange(zero, zero + 1))
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Diagnostic("this is not UTF-8 text", in: source, at: SourceRange(0, 0))
    }
    let separator = CSVRecords.separator(of: bytes)
    while position < bytes.count {
      let row = try row(separator: separator)
      if row.count > 1 || row.first?.text.isEmpty == false { rows.append(row) }
    }
  }

  private static func separator(of bytes: [UInt8]) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == 0x22 { isQuoted.toggle() }
      if byte == 0x0A, !isQuoted { break }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let known: [UInt8] = [0x2C, 0x3B, 0x09]
    // Of equally many the comma wins.
    return known.reduce(known[0]) { counts[$1, default: 0] > counts[$0, default: 0] ? $1 : $0 }
  }

  private mutating func row(separator: UInt8) throws(Diagnostic) -> [Cell] {
    var cells = [try cell(separator)]
    while position < bytes.count, bytes[position] == separator {
      position += 1
      cells.append(try cell(separator))
    }
    if position < bytes.count, bytes[position] == 0x0D { position += 1 }
    if position < bytes.count, bytes[position] == 0x0A { position += 1 }
    return cells
  }

  private mutating func cell(_ separator: UInt8) throws(Diagnostic) -> Cell {
    let start = position
    var text: [UInt8] = []
    var quoted = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x22, quoted || text.isEmpty {
        let isDoubled = quoted && position + 1 < bytes.count && bytes[position + 1] == 0x22
        if isDoubled {
          text.append(0x22)
          position += 1
        } else {
          quoted.toggle()
        }
      } else if !quoted, byte == separator || byte == 0x0A || byte == 0x0D {
        break
      } else {
        text.append(byte)
      }
      position += 1
    }
    guard !quoted else {
      throw Diagnostic(
        "this quote is never closed", in: source, at: SourceRange(start, start + 1))
    }
    let trimmed = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    return Cell(text: trimmed, range: SourceRange(start, position))
  }
}
