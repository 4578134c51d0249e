/// Writes zip archives for tests, without the product's own code: stored, with the directory that readers look for.
public enum ZipFixture {
  /// One file of an archive.
  public struct File: Sendable {
    /// Its name, with its folders.
    public var name: String
    /// What is in it.
    public var bytes: [UInt8]
    /// The mode of Unix, with the kind of file: `0o120777` is a link.
    public var mode: UInt32 = 0o100644
    /// The size that the directory claims; nil for the real one.
    public var claimedSize: Int?

    /// A file of text.
    public init(_ name: String, _ text: String) {
      self.name = name
      bytes = Array(text.utf8)
    }

    /// A file of bytes.
    public init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// The archive of some files.
  public static func archive(_ files: [File]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let name = Array(file.name.utf8)
      let checksum = crc(file.bytes)
      let size = file.claimedSize ?? file.bytes.count
      let common: [UInt8] =
        number(20, 2) + number(0x800, 2) + number(0, 2) + number(0, 4) + number(Int(checksum), 4)
        + number(file.bytes.count, 4) + number(size, 4) + number(name.count, 2) + number(0, 2)
      directory += number(0x0201_4b50, 4) + number(0x031E, 2) + common
      directory += number(0, 2) + number(0, 2) + number(0, 2) + number(Int(file.mode) << 16, 4)
      directory += number(bytes.count, 4) + name
      bytes += number(0x0403_4b50, 4) + common + name + file.bytes
    }
    let start = bytes.count
    bytes += directory
    bytes += number(0x0605_4b50, 4) + number(0, 4) + number(files.count, 2) + number(files.count, 2)
    bytes += number(directory.count, 4) + number(start, 4) + number(0, 2)
    return bytes
  }

  private static func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
