internal import CZlib
internal import Diagnostics

/// The files in a zip archive, as numpy's `savez` writes it: stored or deflated, in memory.
struct ZipArchive {
  /// One file in the archive.
  struct Entry {
    let name: String
    fileprivate let method: Int
    fileprivate let packed: Int
    fileprivate let size: Int
    fileprivate let checksum: Int
    fileprivate let local: Int
  }

  private let source: SourceText
  private let mostMembers: Int
  private let mostBytes: Int
  private var bytes: [UInt8] { source.bytes }

  /// Creates an archive.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - mostMembers: The most files that it may hold.
  ///   - mostBytes: The most bytes that each may have once inflated.
  init(_ source: SourceText, mostMembers: Int, mostBytes: Int) {
    self.source = source
    self.mostMembers = mostMembers
    self.mostBytes = mostBytes
  }

  /// Reads the directory; nothing is inflated.
  ///
  /// - Returns: the files, in the order of the archive.
  /// - Throws: what is wrong with the archive as a whole.
  func entries() throws(Diagnostic) -> [Entry] {
    // The directory is found from its end record, which only a comment may follow.
    let record = stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 0xFFFF), by: -1)
      .first { bytes.count >= 22 && number($0, 4) == 0x0605_4b50 }
    guard let record, let count = number(record + 10, 2), let start = number(record + 16, 4) else {
      throw damaged("this is no zip archive; expected the file that numpy's savez writes")
    }
    guard count <= mostMembers else {
      throw damaged("this archive holds \(count) files, the most is \(mostMembers)")
    }
    var position = start
    var entries: [Entry] = []
    for _ in 0..<count {
      guard number(position, 4) == 0x0201_4b50, let method = number(position + 10, 2),
        let checksum = number(position + 16, 4), let packed = number(position + 20, 4),
        let size = number(position + 24, 4),
        let nameLength = number(position + 28, 2), let extra = number(position + 30, 2),
        let comment = number(position + 32, 2), let local = number(position + 42, 4),
        position + 46 + nameLength <= bytes.count
      else { throw damaged("the directory of this archive is damaged") }
      let name = String(decoding: bytes[position + 46..<position + 46 + nameLength], as: UTF8.self)
      entries.append(
        Entry(
          name: name, method: method, packed: packed, size: size, checksum: checksum, local: local))
      position += 46 + nameLength + extra + comment
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
    guard number(local, 4) == 0x0403_4b50, let nameLength = number(local + 26, 2),
      let extra = number(local + 28, 2), local + 30 + nameLength + extra + packed <= bytes.count
    else { throw damaged("'\(name)' is damaged in this archive") }
    let start = local + 30 + nameLength + extra
    switch method {
    case 0:
      guard packed == size else { throw damaged("'\(name)' is damaged in this archive") }
      return Array(bytes[start..<start + packed])
    case 8:
      var result = [UInt8](repeating: 0, count: size)
      let written = bytes[start..<start + packed].withUnsafeBufferPointer { source in
        result.withUnsafeMutableBufferPointer { target in
          nabla_inflate_raw(
            source.baseAddress, UInt(source.count), target.baseAddress, UInt(target.count))
        }
      }
      guard written == size else { throw damaged("'\(name)' is damaged in this archive") }
      return result
    default:
      throw damaged("'\(name)' is packed in a way that numpy does not use")
    }
  }

  /// A little-endian number; nil beyond the end of the file.
  private func number(_ position: Int, _ width: Int) -> Int? {
    guard position >= 0, position <= bytes.count - width else { return nil }
    var value = 0
    for offset in (0..<width).reversed() { value = value << 8 | Int(bytes[position + offset]) }
    return value
  }

  private func damaged(_ message: String) -> Diagnostic { Diagnostic(message, in: source) }
}
