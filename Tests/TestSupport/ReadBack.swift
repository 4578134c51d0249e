import Foundation

/// Readers of formats as others have them, which know nothing of the writers.
public enum ReadBack {
  /// Reads CSV as RFC 4180 says, byte by byte, and knows nothing of the writer.
  public static func rows(ofCSV text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var cell: [UInt8] = []
    var isQuoted = false
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      if isQuoted {
        if byte == 0x22, bytes.first == 0x22 {
          bytes.removeFirst()
          cell.append(byte)
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          cell.append(byte)
        }
      } else if byte == 0x22, cell.isEmpty {
        isQuoted = true
      } else if byte == 0x2C || byte == 0x0A {
        rows[rows.count - 1].append(String(decoding: cell, as: UTF8.self))
        cell = []
        if byte == 0x0A { rows.append([]) }
      } else if byte != 0x0D || bytes.first != 0x0A {
        cell.append(byte)
      }
    }
    return rows.dropLast()
  }

  /// The names in a zip archive of stored files, read from its local headers alone.
  public static func zipNames(_ path: String) throws -> [String] {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    var names: [String] = []
    var position = 0
    func number(_ offset: Int, _ width: Int) -> Int {
      (0..<width).reduce(0) { $0 | Int(bytes[position + offset + $1]) << (8 * $1) }
    }
    while position + 30 < bytes.count, number(0, 4) == 0x0403_4b50 {
      let (size, length) = (number(18, 4), number(26, 2))
      names.append(
        String(decoding: bytes[position + 30..<position + 30 + length], as: UTF8.self))
      position += 30 + length + size
    }
    return names
  }

  /// The cells of a row of a table, as cmark-gfm splits them.
  public static func cells(ofMarkdown row: String) -> [String] {
    var cells = [""]
    var scalars = Array(row.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      if scalar == "\\", let next = scalars.first, next == "|" || next == "\\" {
        cells[cells.count - 1].unicodeScalars.append(next)
        scalars.removeFirst()
      } else if scalar == "|" {
        cells.append("")
      } else {
        cells[cells.count - 1].unicodeScalars.append(scalar)
      }
    }
    return cells
  }
}
