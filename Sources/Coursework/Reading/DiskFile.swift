public import Diagnostics
internal import Foundation

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
  ///   - followsLinks: Whether a symbolic link may lead to it; one that a student hands in could
  ///     lead to somebody else's answers.
  /// - Returns: the file's text.
  /// - Throws: a ``Diagnostic`` where there is no readable file of a bearable size.
  public static func read(_ path: String, name: String, followsLinks: Bool = true)
    throws(Diagnostic) -> SourceText
  {
    let source = SourceText(name: name, bytes: [])
    if !followsLinks, isLink(path) {
      throw Diagnostic(
        "this is a symbolic link, expected a file", in: source,
        help: "hand in the file itself; links are not followed")
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Diagnostic("no such file", in: source)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw Diagnostic("this is a folder, expected a file", in: source)
    default: throw Diagnostic("this is not a plain file", in: source)
    }
    guard status.st_size <= largest else {
      throw Diagnostic(
        "the file has \((status.st_size + 500_000) / 1_000_000) MB, the most is \(largest >> 20) MB",
        in: source)
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW))
    guard descriptor >= 0 else {
      throw Diagnostic("the file cannot be opened: \(String(cString: strerror(errno)))", in: source)
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var filled = 0
    while filled <= largest {
      let space = bytes.count
      let received = bytes.withUnsafeMutableBytes { buffer in
        Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, space - filled)
      }
      guard received >= 0 else {
        throw Diagnostic("the file cannot be read: \(String(cString: strerror(errno)))", in: source)
      }
      if received == 0 { break }
      filled += received
      // A file may grow while it is read.
      if filled == bytes.count { bytes.append(contentsOf: [UInt8](repeating: 0, count: 1 << 16)) }
    }
    guard filled <= largest else {
      throw Diagnostic("the file has more than \(largest >> 20) MB", in: source)
    }
    return SourceText(name: name, bytes: Array(bytes[..<filled]))
  }

  /// The names in a folder, sorted, without those that start with a point; empty if unreadable.
  public static func names(in folder: String) -> [String] {
    ((try? FolderListing(folder))?.entries ?? []).filter { !$0.isHidden }.map(\.name)
  }
}
