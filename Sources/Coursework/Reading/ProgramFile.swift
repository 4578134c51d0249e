/// The file of the running program, in the format that Linux runs (elf(5)).
public enum ProgramFile {
  /// The hash that the linker left of all that the program is made of, in hexadecimal; nil where it was not told to.
  public static let buildID: String? =
    (try? BytesOnDisk("/proc/self/exe")).flatMap(buildID(in:))

  /// The type of a segment of notes, and that of the note with the linker's hash.
  private static let (notes, linkerHash): (UInt64, UInt64) = (4, 3)

  static func buildID(in file: some RandomAccessBytes) -> String? {
    // 64 bits, the least significant byte first.
    guard let header = file.read(0..<64), header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]),
      let table = range(from: number(header, 32, 8), count: number(header, 54, 2)),
      table.count >= 56
    else { return nil }
    for place in 0..<Int(number(header, 56, 2)) {
      let start = table.lowerBound + place * table.count
      guard let entry = file.read(start..<start + table.count) else { return nil }
      guard number(entry, 0, 4) == notes,
        let segment = range(from: number(entry, 8, 8), count: number(entry, 32, 8)),
        let bytes = file.read(segment)
      else { continue }
      if let found = hash(in: bytes) { return found.map(hexadecimal).joined() }
    }
    return nil
  }

  /// The hash among notes: each is three numbers (the lengths of its name and content, and its type), the name, and the
  /// content, filled up to four bytes.
  private static func hash(in notes: [UInt8]) -> [UInt8]? {
    var start = 0
    while start + 12 <= notes.count {
      let content = start + 12 + (Int(number(notes, start, 4)) + 3) / 4 * 4
      let end = content + Int(number(notes, start + 4, 4))
      guard end <= notes.count else { return nil }
      if number(notes, start + 8, 4) == linkerHash, end > content {
        return Array(notes[content..<end])
      }
      start = (end + 3) / 4 * 4
    }
    return nil
  }

  /// A number of some bytes, the least significant first.
  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
    bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Where so much stands in a file; nil where no file is so large.
  private static func range(from start: UInt64, count: UInt64) -> Range<Int>? {
    let most = UInt64(1 << 40)
    guard start < most, count < most else { return nil }
    return Int(start)..<Int(start + count)
  }
}
