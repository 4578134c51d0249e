internal import Diagnostics
internal import Foundation

/// The only writer of files: they appear whole or not at all, and nothing is touched that is not meant.
///
/// A file is written under a name that nobody can foresee, in the folder where it belongs, and moved to its place. No link
/// is followed; a file that is there keeps its rights and its owner; nothing is deleted.
public enum OutputFile {
  /// Why a file or a folder could not be written: one sentence for the person who runs the command.
  public struct Failure: Error, Sendable {
    /// The sentence, with the path.
    public let message: String

    /// Creates a failure.
    public init(_ message: String) { self.message = message }
  }

  /// Who may read what is written, if the umask does not say less.
  public enum Readers: Sendable {
    /// The owner and the group: reports and grades are personal.
    case staff
    /// Everybody: what is given away.
    case everybody

    fileprivate var file: mode_t { self == .staff ? 0o640 : 0o666 }
    fileprivate var folder: mode_t { self == .staff ? 0o750 : 0o777 }
  }

  /// Makes a folder, and those around it, if there is none.
  ///
  /// - Throws: ``Failure``.
  public static func makeFolder(_ path: String, for readers: Readers) throws(Failure) {
    if mkdir(path, readers.folder) == 0 { return }
    if errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")),
      slash > path.startIndex
    {
      try makeFolder(String(path[..<slash]), for: readers)
      if mkdir(path, readers.folder) == 0 { return }
    }
    let reason = String(cString: strerror(errno))
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw Failure("\(visible(path)): the folder cannot be made: \(reason)")
    }
  }

  /// Makes a folder within one that was made: a link in its place is refused.
  ///
  /// - Throws: ``Failure``.
  public static func makeFolder(_ name: String, in folder: String, for readers: Readers)
    throws(Failure)
  {
    let path = "\(folder)/\(name)"
    try makeFolder(path, for: readers)
    guard kind(path) == S_IFDIR else {
      throw Failure("\(visible(path)): is a link; links are not followed")
    }
  }

  /// Writes a file whole.
  ///
  /// - Parameters:
  ///   - bytes: What to write.
  ///   - path: Where to.
  ///   - readers: Who may read it where it is new.
  ///   - takesStreams: Whether a device, a pipe or a stream of this process may stand at the path, and is written to.
  ///   - replaces: Whether a file with other bytes may be replaced.
  /// - Throws: ``Failure``.
  public static func write(
    _ bytes: [UInt8], to path: String, for readers: Readers, takesStreams: Bool = false,
    replaces: Bool = true
  ) throws(Failure) {
    if takesStreams, let stream = stream(path) {
      defer { close(stream) }
      guard Descriptor.write(bytes, to: stream) else { throw failure(path) }
      return
    }
    let status = try replaceable(path)
    if let status {
      if isSame(path, bytes, status) { return }
      guard replaces else {
        throw Failure("\(visible(path)): is there already, with something else in it")
      }
    }
    let file = try Growing(path, readers.file, asBefore: status)
    try file.append(bytes)
    try file.finish()
  }

  /// Writes a folder whole: it appears in its place when all its files are there.
  ///
  /// - Parameters:
  ///   - files: The files, by their path in the folder.
  ///   - path: Where the folder is to be; nothing may stand there.
  ///   - readers: Who may read it.
  /// - Throws: ``Failure``.
  public static func writeFolder(
    _ files: [(path: String, bytes: [UInt8])], to path: String, for readers: Readers
  ) throws(Failure) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let number = String(UInt64.random(in: .min ... .max), radix: 16)
    let partial = "\(slash.map { String(path[...$0]) } ?? "").nabla-\(number).part"
    try makeFolder(partial, for: readers)
    for (name, bytes) in files {
      var folder = partial
      for piece in name.split(separator: "/").dropLast() {
        try makeFolder(String(piece), in: folder, for: readers)
        folder += "/\(piece)"
      }
      try write(bytes, to: "\(partial)/\(name)", for: readers)
    }
    try moveFolder(partial, to: path)
  }

  /// Moves a folder to another place, where nothing may stand.
  ///
  /// - Throws: ``Failure``.
  public static func moveFolder(_ path: String, to other: String) throws(Failure) {
    guard kind(other) == 0 else {
      throw Failure("\(visible(other)): is there already, and is left as it is")
    }
    guard kind(path) == S_IFDIR, rename(path, other) == 0 else {
      throw Failure(
        "\(visible(path)): cannot be moved to \(visible(other)): \(String(cString: strerror(errno)))"
      )
    }
  }

  /// A file that grows under another name, and is moved to its place when it is whole.
  public final class Growing {
    private let path: String
    private let partial: String
    private let descriptor: Int32
    private let status: stat?
    private var isOpen = true

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - path: Where it is to be.
    ///   - readers: Who may read it where it is new.
    ///   - bytes: What it begins with.
    /// - Throws: ``Failure``.
    public convenience init(_ path: String, for readers: Readers, _ bytes: [UInt8])
      throws(Failure)
    {
      try self.init(path, readers.file, asBefore: replaceable(path))
      try append(bytes)
    }

    fileprivate init(_ path: String, _ mode: mode_t, asBefore status: stat?) throws(Failure) {
      let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
      let folder = slash.map { String(path[...$0]) } ?? ""
      let number = String(UInt64.random(in: .min ... .max), radix: 16)
      self.path = path
      self.status = status
      partial = "\(folder).nabla-\(number).part"
      descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      guard descriptor >= 0 else {
        isOpen = false
        throw failure(path)
      }
    }

    deinit { if isOpen { abandon() } }

    /// Adds to the file.
    ///
    /// - Throws: ``Failure``.
    public func append(_ bytes: [UInt8]) throws(Failure) {
      guard Descriptor.write(bytes, to: descriptor) else { throw given(up: failure(path)) }
    }

    /// Moves the file to its place.
    ///
    /// - Parameter bytes: What it ends with.
    /// - Throws: ``Failure``.
    public func finish(_ bytes: [UInt8] = []) throws(Failure) {
      try append(bytes)
      if let status {
        // Only the superuser can give a file away; who cannot still keeps the group's rights where that is possible.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else {
          throw given(up: failure(path))
        }
      }
      isOpen = false
      guard close(descriptor) == 0, rename(partial, path) == 0 else {
        let reason = failure(path)
        unlink(partial)
        throw reason
      }
    }

    private func given(up reason: Failure) -> Failure {
      abandon()
      return reason
    }

    private func abandon() {
      guard isOpen else { return }
      isOpen = false
      close(descriptor)
      unlink(partial)
    }
  }

  /// What stands at a path where a file is to be: nil if nothing does.
  ///
  /// - Throws: ``Failure`` for what is no plain file.
  private static func replaceable(_ path: String) throws(Failure) -> stat? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return status
    case S_IFDIR: throw Failure("\(visible(path)): is a folder, expected a file")
    case S_IFLNK: throw Failure("\(visible(path)): is a link; links are not followed")
    default: throw Failure("\(visible(path)): is not a plain file")
    }
  }

  /// A device, a pipe, or a stream that this process has open under `/dev`; nil for anything else.
  private static func stream(_ path: String) -> Int32? {
    let streams = ["/dev/stdout": STDOUT_FILENO, "/dev/stderr": STDERR_FILENO]
    let numbered = ["/dev/fd/", "/proc/self/fd/"].first(where: path.hasPrefix).flatMap {
      Int32(path.dropFirst($0.count))
    }
    if let own = streams[path] ?? numbered { return fcntl(own, F_DUPFD_CLOEXEC, 3) }
    var status = stat()
    guard stat(path, &status) == 0, [S_IFCHR, S_IFIFO].contains(status.st_mode & S_IFMT) else {
      return nil
    }
    // A pipe that nobody reads would be waited for without end.
    for _ in 0..<50 {
      let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFL, 0)
        return descriptor
      }
      guard errno == ENXIO else { return nil }
      usleep(100_000)
    }
    return nil
  }

  private static func kind(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// Whether a file holds these bytes already: replacing one makes the disk wait.
  private static func isSame(_ path: String, _ bytes: [UInt8], _ status: stat) -> Bool {
    guard Int(status.st_size) == bytes.count else { return false }
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var chunk = [UInt8](repeating: 0, count: min(bytes.count, 1 << 16))
    var position = 0
    while position < bytes.count {
      let received = Descriptor.uninterrupted { read(descriptor, &chunk, chunk.count) }
      guard received > 0, position + received <= bytes.count,
        chunk[..<received].elementsEqual(bytes[position..<position + received])
      else { return false }
      position += received
    }
    return true
  }

  private static func failure(_ path: String) -> Failure {
    Failure("\(visible(path)): cannot be written: \(String(cString: strerror(errno)))")
  }
}
