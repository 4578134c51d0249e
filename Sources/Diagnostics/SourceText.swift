/// The text of one file, with the positions of its lines.
///
/// Offsets are UTF-8 byte offsets. Lines and columns exist only for people: both start at 1, and a
/// column counts Unicode scalars.
public struct SourceText: Sendable {
  /// The name shown in diagnostics, usually the path as the user typed it.
  public let name: String
  /// The file's bytes, as they were read.
  public let bytes: [UInt8]
  /// The number of the first line: a line of a stream is a text of its own.
  public let firstLine: Int
  private let lines: LineIndex

  /// Creates a source from a file's bytes.
  public init(name: String, bytes: [UInt8], firstLine: Int = 1) {
    self.name = name
    self.bytes = bytes
    self.firstLine = firstLine
    lines = LineIndex(bytes)
  }

  /// Creates a source from a string.
  public init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The number of lines; a final line feed does not start another one.
  public var lineCount: Int {
    let starts = lines.table.starts
    return starts.count > 1 && starts.last == bytes.count ? starts.count - 1 : starts.count
  }

  /// The line, counted from 1, that holds an offset; offsets outside the text are clamped to it.
  public func line(at offset: Int) -> Int { lines.table.line(at: offset) }

  /// The line and column, both counted from 1, of an offset.
  public func position(at offset: Int) -> (line: Int, column: Int) {
    let table = lines.table
    let clamped = min(max(offset, 0), bytes.count)
    let line = table.line(at: clamped)
    let start = table.starts[line - 1]
    return (line, table.scalars(before: clamped, bytes) - table.scalars(before: start, bytes) + 1)
  }

  /// The byte range of a line counted from 1, without its line end; empty beyond the last line.
  public func range(ofLine line: Int) -> Range<Int> {
    let starts = lines.table.starts
    guard line >= 1, line <= starts.count else { return bytes.count..<bytes.count }
    let start = starts[line - 1]
    var end = line < starts.count ? starts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }

  /// The text of a byte range; bytes that are not UTF-8 become U+FFFD.
  public func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }
}
