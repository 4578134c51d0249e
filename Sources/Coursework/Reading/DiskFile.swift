public import Diagnostics
internal import Foundation
internal import Writing

/// Reads files with a bound on their size, and refuses what is not a plain file.
public enum DiskFile {
  /// The largest file that is read, in bytes.
  public static let largest = 16 << 20

  /// What stands at a path.
  public enum Kind: Sendable {
    case missing, file, folder, other
  }

  /// What stands at a path, symbolic links followed.
  public static func kind(_ path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Whether everybody on the machine may read or change a file.
  public static func isOpenToOthers(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & 0o006 != 0
  }

  /// The first bytes of a plain file of any size, as text; nil where there is none.
  public static func start(of path: String, count: Int) -> String? {
    guard let bytes = try? BytesOnDisk(path) else { return nil }
    return bytes.read(0..<min(count, bytes.count)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// How many bytes a file has; nil where there is none.
  static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Whether a symbolic link stands at a path.
  static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - name: What to call it in diagnostics.
  ///   - most: The most bytes it may have.
  ///   - followsLinks: Whether a symbolic link may lead to it; one that a student hands in could
  ///     lead to somebody else's answers.
  ///   - largest: The most that may be asked for.
  /// - Returns: the file's text.
  /// - Throws: a ``Diagnostic`` where there is no readable file of a bearable size.
  public static func read(
    _ path: String, name: String, most: Int = largest, followsLinks: Bool = true,
    largest: Int = largest
  ) throws(Diagnostic) -> SourceText {
    let source = SourceText(name: name, bytes: [])
    let most = max(0, min(most, largest))
    if !followsLinks, isLink(path) {
      throw Diagnostic(
        "this is a symbolic link, expected a file", in: source,
        help: "hand in the file itself; links are not followed")
    }
    switch kind(path) {
    case .missing: throw Diagnostic("no such file", in: source)
    case .folder: throw Diagnostic("this is a folder, expected a file", in: source)
    case .other: throw Diagnostic("this is not a plain file", in: source)
    case .file: break
    }
    // What was a file may have become a pipe since, and would be waited for.
    let descriptor = open(
      path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW))
    guard descriptor >= 0 else {
      throw Diagnostic("the file cannot be opened: \(String(cString: strerror(errno)))", in: source)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Diagnostic("this is not a plain file", in: source)
    }
    guard status.st_size <= most else {
      throw Diagnostic(
        "the file has \(size(status.st_size)), the most is \(size(most))", in: source)
    }
    // One byte more tells that the file grew meanwhile.
    let space = Int(status.st_size) + 1
    var fault: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: space) { buffer, filled in
      while filled < space {
        let received = Descriptor.uninterrupted {
          Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, space - filled)
        }
        if received < 0 { fault = errno }
        if received <= 0 { break }
        filled += received
      }
    }
    if let fault {
      throw Diagnostic("the file cannot be read: \(String(cString: strerror(fault)))", in: source)
    }
    guard bytes.count < space else {
      throw Diagnostic("the file grows while it is read", in: source)
    }
    return SourceText(name: name, bytes: bytes)
  }

  private static func size(_ bytes: Int) -> String {
    if bytes < 100_000 { return "\(bytes) bytes" }
    if bytes < 10 << 20, bytes != 1 << 20 { return "\(bytes / 1_000) KB" }
    return bytes.isMultiple(of: 1 << 20)
      ? "\(bytes >> 20) MB" : "\((bytes + 500_000) / 1_000_000) MB"
  }

  /// The names in a folder, sorted, without those that start with a point; empty if unreadable.
  public static func names(in folder: String) -> [String] {
    ((try? FolderListing(folder))?.entries ?? []).filter { !$0.isHidden }.map(\.name)
  }
}
