internal import CZlib
internal import Diagnostics

/// The files in a zip archive: stored or deflated, as numpy's `savez` and learning systems write them.
struct ZipArchive {
  /// One file in the archive.
  struct Entry {
    let name: String
    /// Whether it is a symbolic link, as archives of Unix have them.
    let isLink: Bool
    /// Whether a password locks it.
    let isLocked: Bool
    /// The bytes it claims to have once inflated.
    let size: Int
    fileprivate let method: Int
    fileprivate let packed: Int
    fileprivate let checksum: Int
    fileprivate let local: Int
  }

  private let source: SourceText
  private let bytes: any RandomAccessBytes
  private let expected: String
  private let mostMembers: Int
  private let mostBytes: Int

  /// The longest directory that is read.
  private static let longestDirectory = 64 << 20

  /// Creates an archive in memory.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - expected: What it should be, for messages.
  ///   - mostMembers: The most files that it may hold.
  ///   - mostBytes: The most bytes that each may have once inflated.
  init(_ source: SourceText, expected: String, mostMembers: Int, mostBytes: Int) {
    self.init(
      BytesInMemory(bytes: source.bytes), source, expected: expected, mostMembers: mostMembers,
      mostBytes: mostBytes)
  }

  /// Creates an archive that is read piece by piece.
  init(
    _ bytes: any RandomAccessBytes, _ source: SourceText, expected: String, mostMembers: Int,
    mostBytes: Int
  ) {
    self.source = source
    self.bytes = bytes
    self.expected = expected
    self.mostMembers = mostMembers
    self.mostBytes = mostBytes
  }

  /// Reads the directory; nothing is inflated.
  ///
  /// - Returns: the files, in the order of the archive.
  /// - Throws: what is wrong with the archive as a whole.
  func entries() throws(Diagnostic) -> [Entry] {
    // The directory is found from its end record, which only a comment may follow.
    let tailStart = max(0, bytes.count - 22 - 0xFFFF)
    let tail = LittleEndian(bytes: bytes.read(tailStart..<bytes.count) ?? [])
    let record = stride(from: tail.count - 22, through: 0, by: -1)
      .first { tail.number($0, 4) == 0x0605_4b50 }
    guard let record, let count = tail.number(record + 10, 2),
      let length = tail.number(record + 12, 4), let start = tail.number(record + 16, 4)
    else { throw damaged("this is no zip archive; expected \(expected)") }
    guard count <= mostMembers else {
      throw damaged("this archive holds \(count) files, the most is \(mostMembers)")
    }
    guard start != 0xFFFF_FFFF, count != 0xFFFF else {
      throw damaged("this archive is in the form for more than 4 GB (zip64), which is not read")
    }
    guard length <= ZipArchive.longestDirectory, start <= bytes.count - length,
      let read = bytes.read(start..<start + length)
    else { throw damaged("the directory of this archive is damaged") }
    let directory = LittleEndian(bytes: read)
    var position = 0
    var entries: [Entry] = []
    for _ in 0..<count {
      guard let entry = directory.entry(&position) else {
        throw damaged("the directory of this archive is damaged")
      }
      entries.append(entry)
    }
    return entries
  }

  /// Inflates one file.
  ///
  /// - Throws: what is wrong with it.
  func content(of entry: Entry) throws(Diagnostic) -> [UInt8] {
    let name = shortened(entry.name, to: 80)
    guard entry.size <= mostBytes else {
      throw damaged("'\(name)' has \(entry.size) bytes, more than any answer here can have")
    }
    let bytes = try unpacked(
      at: entry.local, entry.method, packed: entry.packed, size: entry.size, name)
    let found = bytes.withUnsafeBufferPointer { nabla_crc32($0.baseAddress, UInt($0.count)) }
    guard Int(found) == entry.checksum else {
      throw damaged("'\(name)' is damaged: its checksum is another one")
    }
    return bytes
  }

  private func unpacked(at local: Int, _ method: Int, packed: Int, size: Int, _ name: String)
    throws(Diagnostic) -> [UInt8]
  {
    let damage = damaged("'\(name)' is damaged in this archive")
    guard let read = bytes.read(local..<local + 30) else { throw damage }
    let header = LittleEndian(bytes: read)
    guard header.number(0, 4) == 0x0403_4b50, let nameLength = header.number(26, 2),
      let extra = header.number(28, 2)
    else { throw damage }
    let start = local + 30 + nameLength + extra
    guard let content = bytes.read(start..<start + packed) else { throw damage }
    switch method {
    case 0:
      guard packed == size else { throw damage }
      return content
    case 8:
      var result = [UInt8](repeating: 0, count: size)
      let written = content.withUnsafeBufferPointer { source in
        result.withUnsafeMutableBufferPointer { target in
          nabla_inflate_raw(
            source.baseAddress, UInt(source.count), target.baseAddress, UInt(target.count))
        }
      }
      guard written == size else { throw damage }
      return result
    default:
      throw damaged("'\(name)' is packed in a way that is not read here")
    }
  }

  private func damaged(_ message: String) -> Diagnostic { Diagnostic(message, in: source) }
}

/// Numbers in some bytes, the lowest byte first.
private struct LittleEndian {
  let bytes: [UInt8]
  var count: Int { bytes.count }

  /// A number; nil beyond the end.
  func number(_ position: Int, _ width: Int) -> Int? {
    guard position >= 0, position <= bytes.count - width else { return nil }
    var value = 0
    for offset in (0..<width).reversed() { value = value << 8 | Int(bytes[position + offset]) }
    return value
  }

  /// The entry of an archive's directory at a position, which moves behind it; nil where there is none.
  func entry(_ position: inout Int) -> ZipArchive.Entry? {
    let start = position
    guard number(start, 4) == 0x0201_4b50, let made = number(start + 4, 2),
      let flags = number(start + 8, 2), let method = number(start + 10, 2),
      let checksum = number(start + 16, 4), let packed = number(start + 20, 4),
      let size = number(start + 24, 4), let nameLength = number(start + 28, 2),
      let extra = number(start + 30, 2), let comment = number(start + 32, 2),
      let attributes = number(start + 38, 4), let local = number(start + 42, 4),
      start + 46 + nameLength <= count
    else { return nil }
    position = start + 46 + nameLength + extra + comment
    let isFromUnix = made >> 8 == 3
    return ZipArchive.Entry(
      name: String(decoding: bytes[start + 46..<start + 46 + nameLength], as: UTF8.self),
      isLink: isFromUnix && (attributes >> 16) & 0o170000 == 0o120000, isLocked: flags & 1 == 1,
      size: size, method: method, packed: packed, checksum: checksum, local: local)
  }
}
