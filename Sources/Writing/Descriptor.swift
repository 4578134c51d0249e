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
  public static func write(_ bytes: some Sequence<UInt8>, to descriptor: Int32) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let written = uninterrupted {
        rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }
}
