internal import CZlib
internal import Diagnostics

/// The files in a zip archive, as numpy's `savez` writes it: stored or deflated, in memory.
struct ZipArchive {
  /// The most bytes that all files may have together once inflated.
  static let largest = 64 << 20

  struct Entry {
    let name: String
    let bytes: [UInt8]
  }

  private let source: SourceText
  private var bytes: [UInt8] { source.bytes }

  /// Reads an archive.
  ///
  /// - Parameter source: The file.
  /// - Returns: its files, in the order of the archive.
  /// - Throws: what is wrong with it.
  static func entries(_ source: SourceText) throws(Diagnostic) -> [Entry] {
    try ZipArchive(source: source).entries()
  }

  private func entries() throws(Diagnostic) -> [Entry] {
    // The directory is found from its end record, which only a comment may follow.
    let record = stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 0xFFFF), by: -1)
      .first { bytes.count >= 22 && number($0, 4) == 0x0605_4b50 }
    guard let record, let count = number(record + 10, 2), let start = number(record + 16, 4) else {
      throw damaged("this is no zip archive; expected the file that numpy's savez writes")
    }
    var position = start
    var total = 0
    var entries: [Entry] = []
    for _ in 0..<count {
      guard number(position, 4) == 0x0201_4b50, let method = number(position + 10, 2),
        let packed = number(position + 20, 4), let size = number(position + 24, 4),
        let nameLength = number(position + 28, 2), let extra = number(position + 30, 2),
        let comment = number(position + 32, 2), let local = number(position + 42, 4),
        position + 46 + nameLength <= bytes.count
      else { throw damaged("the directory of this archive is damaged") }
      let name = String(decoding: bytes[position + 46..<position + 46 + nameLength], as: UTF8.self)
      total += size
      guard total <= ZipArchive.largest else {
        throw damaged("this archive holds more than \(ZipArchive.largest >> 20) MB")
      }
      entries.append(
        Entry(name: name, bytes: try content(at: local, method, packed: packed, size: size, name)))
      position += 46 + nameLength + extra + comment
    }
    return entries
  }

  private func content(at local: Int, _ method: Int, packed: Int, size: Int, _ name: String)
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
