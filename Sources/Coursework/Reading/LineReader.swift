internal import Foundation
internal import Writing

/// Reads a stream or a file line by line, and holds no more than one line.
public final class LineReader {
  /// One line.
  public struct Line: Sendable {
    /// Its number, from 1.
    public let number: Int
    /// Its bytes, without what ends it; nil if there are too many.
    public let bytes: [UInt8]?
  }

  /// The most bytes of a line.
  public static let longest = DiskFile.largest

  private let descriptor: Int32
  private let closes: Bool
  private var buffer: [UInt8] = []
  private var start = 0
  /// Up to here no line feed was found.
  private var searched = 0
  private var number = 0
  private var isAtEnd = false
  /// Why reading ended, where it did not at the end.
  public private(set) var failure: String?

  /// Reads the standard input.
  public init() {
    descriptor = STDIN_FILENO
    closes = false
  }

  /// Reads a file; nil if it cannot be opened.
  public init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    closes = true
    guard descriptor >= 0 else { return nil }
  }

  deinit { if closes, descriptor >= 0 { close(descriptor) } }

  /// The next line, with what follows the last line feed for the last one; nil at the end.
  public func next() -> Line? {
    var isTooLong = false
    while true {
      if let end = buffer[max(start, searched)...].firstIndex(of: 0x0A) {
        let line = isTooLong ? nil : LineReader.withoutReturn(buffer[start..<end])
        start = end + 1
        searched = start
        number += 1
        return Line(number: number, bytes: line)
      }
      searched = buffer.count
      if buffer.count - start > LineReader.longest {
        isTooLong = true
        buffer.removeAll(keepingCapacity: true)
        start = 0
        searched = 0
      }
      guard fill() else { break }
    }
    guard isTooLong || start < buffer.count else { return nil }
    let line = isTooLong ? nil : LineReader.withoutReturn(buffer[start...])
    buffer = []
    start = 0
    searched = 0
    number += 1
    return Line(number: number, bytes: line)
  }

  private static func withoutReturn(_ line: ArraySlice<UInt8>) -> [UInt8] {
    Array(line.last == 0x0D ? line.dropLast() : line)
  }

  /// Reads what is there; false at the end.
  private func fill() -> Bool {
    guard !isAtEnd else { return false }
    if start > 0 {
      buffer.removeSubrange(..<start)
      searched = max(0, searched - start)
      start = 0
    }
    let filled = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: 1 << 16))
    let received = buffer.withUnsafeMutableBytes { bytes in
      Descriptor.uninterrupted {
        read(descriptor, bytes.baseAddress.map { $0 + filled }, 1 << 16)
      }
    }
    buffer.removeSubrange((filled + max(0, received))...)
    if received < 0 { failure = String(cString: strerror(errno)) }
    isAtEnd = received <= 0
    return received > 0
  }
}
