internal import Foundation

/// Reading and writing by descriptors, where a signal may interrupt every call.
public enum Descriptor {
  /// Repeats a system call that a signal interrupted.
  ///
  /// - Parameter call: The call; it returns a negative number where it failed.
  /// - Returns: What it returned at last.
  public static func uninterrupted(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      guard result < 0, errno == EINTR else { return result }
    }
  }

  /// Writes all bytes.
  ///
  /// - Returns: Whether all were written; otherwise `errno` says why not.
  public static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let written = uninterrupted { Foundation.write(descriptor, part.baseAddress, part.count) }
        guard written > 0 else { return false }
        rest = rest.dropFirst(written)
      }
      return true
    }
  }
}
