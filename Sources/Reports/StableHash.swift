/// A short hash of a name, the same on every platform and in every run (FNV-1a).
public enum StableHash {
  /// The hash, eight hexadecimal digits.
  public static func of(_ text: String) -> String {
    var hash: UInt32 = 0x811c_9dc5
    for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
