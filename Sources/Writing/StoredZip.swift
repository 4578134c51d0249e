internal import CZlib

/// Zip archives whose files are stored as they are, the same bytes for the same files.
public enum StoredZip {
  /// An archive of some files, in their order.
  ///
  /// - Parameters:
  ///   - files: Names of at most 65,535 bytes and contents, together below 4 GB; at most 65,534 of them.
  ///   - executable: The names of those that are programs.
  /// - Returns: The archive; nil where there is more.
  public static func archive(
    _ files: [(name: String, bytes: [UInt8])], executable: Set<String> = []
  ) -> [UInt8]? {
    let total = files.reduce(0) { $0 + $1.bytes.count + 2 * $1.name.utf8.count + 128 }
    guard files.count < 0xFFFF, total < 0xFFFF_FFFF,
      files.allSatisfy({ $0.name.utf8.count <= 0xFFFF })
    else { return nil }
    var archive = ByteText()
    var directory = ByteText()
    for file in files {
      let name = Array(file.name.utf8)
      let checksum = file.bytes.withUnsafeBufferPointer {
        nabla_crc32($0.baseAddress, UInt($0.count))
      }
      var common = ByteText()
      // Version 2.0, names in UTF-8, stored, the first day that such archives know.
      common.add(20, 2, 0x0800, 2, 0, 2, 0, 2, 0x0021, 2)
      common.add(Int(checksum), 4, file.bytes.count, 4, file.bytes.count, 4, name.count, 2, 0, 2)
      // Made by Unix, a plain file that everybody may read.
      directory.add(0x0201_4b50, 4, 0x0314, 2)
      directory.bytes += common.bytes
      let mode = executable.contains(file.name) ? 0o100755 : 0o100644
      directory.add(0, 2, 0, 2, 0, 2, mode << 16, 4, archive.bytes.count, 4)
      directory.bytes += name
      archive.add(0x0403_4b50, 4)
      archive.bytes += common.bytes + name + file.bytes
    }
    let start = archive.bytes.count
    archive.bytes += directory.bytes
    archive.add(0x0605_4b50, 4, 0, 2, 0, 2, files.count, 2, files.count, 2)
    archive.add(directory.bytes.count, 4, start, 4, 0, 2)
    return archive.bytes
  }
}

/// Numbers as bytes, the lowest first.
private struct ByteText {
  var bytes: [UInt8] = []

  /// Adds numbers, each followed by its width.
  mutating func add(_ pairs: Int...) {
    for index in stride(from: 0, to: pairs.count - 1, by: 2) {
      for byte in 0..<pairs[index + 1] {
        bytes.append(UInt8(truncatingIfNeeded: pairs[index] >> (8 * byte)))
      }
    }
  }
}
