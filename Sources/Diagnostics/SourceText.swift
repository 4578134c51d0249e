/// The text of one file, with the positions of its lines.
///
/// Offsets are UTF-8 byte offsets. Lines and columns exist only for people: both start at 1, and a
/// column counts Unicode scalars.
public struct SourceText: Sendable {
  /// The name shown in diagnostics, usually the path as the user typed it.
  public let name: String
  /// The file's bytes, as they were read.
  public let bytes: [UInt8]
  private let lineStarts: [Int]
  /// The scalars before each multiple of ``stride``: a line can be as long as the file, and a file
  /// can have as many faults as bytes.
  private let scalarCounts: [Int]
  private static let stride = 1024

  /// Creates a source from a file's bytes.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    var counts: [Int] = []
    var scalars = 0
    for (offset, byte) in bytes.enumerated() {
      if offset % SourceText.stride == 0 { counts.append(scalars) }
      if byte & 0xC0 != 0x80 { scalars += 1 }
      if byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
    }
    lineStarts = starts
    scalarCounts = counts
  }

  /// Creates a source from a string.
  public init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The number of lines; a final line feed does not start another one.
  public var lineCount: Int {
    lineStarts.count > 1 && lineStarts.last == bytes.count ? lineStarts.count - 1 : lineStarts.count
  }

  /// The line, counted from 1, that holds an offset; offsets outside the text are clamped to it.
  public func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The line and column, both counted from 1, of an offset.
  public func position(at offset: Int) -> (line: Int, column: Int) {
    let clamped = min(max(offset, 0), bytes.count)
    let line = line(at: clamped)
    return (line, scalars(before: clamped) - scalars(before: lineStarts[line - 1]) + 1)
  }

  private func scalars(before offset: Int) -> Int {
    guard !scalarCounts.isEmpty else { return 0 }
    let mark = min(offset / SourceText.stride, scalarCounts.count - 1)
    return scalarCounts[mark]
      + bytes[(mark * SourceText.stride)..<offset].count { $0 & 0xC0 != 0x80 }
  }

  /// The byte range of a line counted from 1, without its line end; empty beyond the last line.
  public func range(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= lineStarts.count else { return bytes.count..<bytes.count }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }

  /// The text of a byte range; bytes that are not UTF-8 become U+FFFD.
  public func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }
}
