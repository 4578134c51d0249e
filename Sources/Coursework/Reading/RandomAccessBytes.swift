internal import Diagnostics
internal import Foundation
internal import Writing

/// Bytes of which any range can be read.
protocol RandomAccessBytes: Sendable {
  /// How many there are.
  var count: Int { get }

  /// Some of them; nil where there are no such.
  func read(_ range: Range<Int>) -> [UInt8]?
}

/// Bytes that are held.
struct BytesInMemory: RandomAccessBytes {
  let bytes: [UInt8]
  var count: Int { bytes.count }

  func read(_ range: Range<Int>) -> [UInt8]? {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
    return Array(bytes[range])
  }
}

/// The bytes of a file of any size, of which only what is asked for is held.
final class BytesOnDisk: RandomAccessBytes {
  let count: Int
  private let descriptor: Int32

  /// Opens a plain file.
  ///
  /// - Throws: a ``Diagnostic`` where it cannot be read.
  init(_ path: String) throws(Diagnostic) {
    let source = SourceText(name: path, bytes: [])
    // What was a file may have become a pipe since, and would be waited for.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Diagnostic("the file cannot be opened: \(String(cString: strerror(errno)))", in: source)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Diagnostic("this is not a plain file", in: source)
    }
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  func read(_ range: Range<Int>) -> [UInt8]? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count {
        let received = Descriptor.uninterrupted {
          pread(
            descriptor, buffer.baseAddress.map { $0 + filled }, range.count - filled,
            off_t(range.lowerBound + filled))
        }
        guard received > 0 else { return }
        filled += received
      }
    }
    return bytes.count == range.count ? bytes : nil
  }
}
