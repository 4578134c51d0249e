import Foundation

/// Files that readers watch for: they appear whole or not at all.
enum ReportFile {
  /// Makes a folder; what went wrong is the result.
  static func makeFolder(_ path: String) -> String? {
    let wasMade: Void? = try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
    return wasMade == nil ? "\(path): the folder cannot be made" : nil
  }

  /// Writes a file beside its place and moves it there; what went wrong is the result.
  static func write(_ bytes: [UInt8], to path: String) -> String? {
    func failure() -> String { "\(path): cannot be written: \(String(cString: strerror(errno)))" }
    // A file that is right already is left alone: replacing one makes the disk wait.
    if (try? Data(contentsOf: URL(fileURLWithPath: path))).map({ $0.elementsEqual(bytes) }) == true
    {
      return nil
    }
    let partial = path + ".part"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return failure() }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else {
        defer {
          close(descriptor)
          unlink(partial)
        }
        return failure()
      }
      rest = rest.dropFirst(written)
    }
    guard close(descriptor) == 0, rename(partial, path) == 0 else { return failure() }
    return nil
  }
}
