internal import Diagnostics

/// Rows of text as RFC 4180 has them, with the place of each cell.
///
/// A library would read them too, but could not say where in the file something is wrong.
struct CSVRecords {
  /// One cell: its text without quotes, and its place with them.
  struct Cell {
    let text: String
    let range: SourceRange
  }

  /// The rows, without empty lines; the first is the header.
  private(set) var rows: [[Cell]] = []
  private let bytes: [UInt8]
  private let source: SourceText
  private var position = 0

  /// Reads a file; cells are separated by commas, or by semicolons or tabs where the first line has
  /// no comma.
  ///
  /// - Throws: a ``Diagnostic`` where a quote is never closed or the text is not UTF-8.
  init(_ source: SourceText) throws(Diagnostic) {
    self.source = source
    bytes = source.bytes
    if let fault = source.encodingFault { throw fault }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Diagnostic("this is not UTF-8 text", in: source, at: SourceRange(0, 0))
    }
    let first = bytes.prefix { $0 != 0x0A }
    let separator: UInt8 =
      first.contains(0x2C) ? 0x2C : first.contains(0x3B) ? 0x3B : first.contains(0x09) ? 0x09 : 0x2C
    while position < bytes.count {
      let row = try row(separator: separator)
      if row.count > 1 || row.first?.text.isEmpty == false { rows.append(row) }
    }
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
    let trimmed = String(decoding: text, as: UTF8.self).trimmed
    return Cell(text: trimmed, range: SourceRange(start, position))
  }
}

extension String {
  /// The text without blanks and tabs around it.
  fileprivate var trimmed: String {
    var text = self[...]
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
