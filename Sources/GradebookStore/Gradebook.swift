internal import Foundation
internal import GRDB

/// The store of attempts: one SQLite file, to which rows are only ever added.
public final class Gradebook: Sendable {
  /// Why a gradebook cannot be used.
  public struct Failure: Error, Sendable {
    /// One sentence for the person who runs the command.
    public let message: String
    /// Whether the command was used wrongly, and nothing is wrong with the gradebook.
    public let isUsage: Bool

    init(message: String, isUsage: Bool = false) {
      self.message = message
      self.isUsage = isUsage
    }
  }

  /// The version of the grader, kept with each attempt.
  public static let graderVersion = "0.1.0"

  /// The copy that was made of a gradebook of an older version; nil if none was needed.
  public let backup: String?

  /// The kind of network drive that it lies on, if it may be written; nil if it lies on none.
  public let networkDrive: String?

  let queue: DatabaseQueue
  /// Whether the tables were those of this version when it was opened.
  private let isCurrent: Bool

  /// Opens a gradebook for writing, and makes it, readable by its owner alone, if there is none.
  ///
  /// - Throws: ``Failure``.
  public convenience init(path: String) throws(Failure) {
    // Of two processes that make the same gradebook, one has to come second. The folder is locked,
    // because closing a second descriptor of the file would drop the locks that SQLite has on it.
    let lock = open(Gradebook.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if lock >= 0 { close(lock) } }
    if lock >= 0 { flock(lock, LOCK_EX) }
    if !FileManager.default.fileExists(atPath: path) {
      let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        throw Failure(message: "\(path): cannot be made: \(String(cString: strerror(errno)))")
      }
      close(descriptor)
    }
    var status = stat()
    guard stat(path, &status) == 0, access(path, W_OK) == 0 else {
      throw Failure(message: "\(path): cannot be written: \(String(cString: strerror(errno)))")
    }
    try Gradebook.requireFile(path, status)
    // The superuser may write anything, but a file without write permission was locked on purpose.
    guard status.st_mode & 0o222 != 0 else {
      throw Failure(message: "\(path): is read-only; nothing was stored")
    }
    if status.st_size == 0 { chmod(path, 0o600) }
    try self.init(path: path, isReadOnly: false)
  }

  /// Lets the file go.
  public func letGo() { try? queue.close() }

  private static func requireFile(_ path: String, _ status: stat) throws(Failure) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw Failure(message: "\(path): this is a folder, expected a gradebook")
    default: throw Failure(message: "\(path): this is not a plain file, expected a gradebook")
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Opens an existing gradebook for reading.
  ///
  /// - Throws: ``Failure``.
  public static func reading(path: String) throws(Failure) -> Gradebook {
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(message: "\(path): there is no gradebook here yet; 'nabla grade' makes one")
    }
    var status = stat()
    if stat(path, &status) == 0 { try requireFile(path, status) }
    let book = try waitedFor(path)
    // One of an older version is brought up first.
    return book.isCurrent ? book : try Gradebook(path: path)
  }

  /// Opens a gradebook for reading; one that is being made is waited for.
  private static func waitedFor(_ path: String) throws(Failure) -> Gradebook {
    let lock = open(Gradebook.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if lock >= 0 { close(lock) } }
    if lock >= 0 { flock(lock, LOCK_SH) }
    var status = stat()
    guard stat(path, &status) == 0, status.st_size > 0 else {
      throw Failure(message: "\(path): the file is empty: no gradebook, or all of it is lost")
    }
    return try Gradebook(path: path, isReadOnly: true)
  }

  /// A file whose first page promises more pages than there are has lost its end; to write into it
  /// would only lose more.
  private static func missesItsEnd(_ path: String) -> Bool {
    // Pages that are not in the file yet may stand in the log beside it.
    guard access(path + "-wal", F_OK) != 0 else { return false }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    var header = [UInt8](repeating: 0, count: 32)
    guard fstat(descriptor, &status) == 0, pread(descriptor, &header, 32, 0) == 32 else {
      return false
    }
    let size = Int(status.st_size)
    let word = Int(header[16]) << 8 | Int(header[17])
    let pageSize = word == 1 ? 65_536 : word
    let pages = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
    return header.starts(with: Array("SQLite format 3\u{0}".utf8)) && size < pages * pageSize
  }

  private init(path: String, isReadOnly: Bool) throws(Failure) {
    guard !Gradebook.missesItsEnd(path) else {
      throw Failure(
        message:
          "\(path): the end of the file is missing; nothing was changed: put a copy of it back")
    }
    networkDrive = isReadOnly ? nil : NetworkDrive.kind(of: path)
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(30)
    configuration.foreignKeysEnabled = !isReadOnly
    if !isReadOnly {
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
      }
    }
    do {
      queue = try DatabaseQueue(
        path: isReadOnly ? Gradebook.readablePath(path) : path, configuration: configuration)
      let migrator = GradebookMigrations.migrator
      let (mayAdopt, isNewer, isCurrent) = try queue.read { database in
        try GradebookMigrations.state(of: database)
      }
      self.isCurrent = isCurrent
      if isCurrent { try queue.read { try Gradebook.checkDamage($0, path) } }
      guard mayAdopt else {
        throw Failure(message: "\(path): is a database of something else, not a gradebook")
      }
      guard !isNewer else {
        throw Failure(message: "\(path): was written by a newer version of nabla")
      }
      var copy: String?
      if !isReadOnly {
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        if !isCurrent {
          if try queue.read({ try !migrator.appliedMigrations($0).isEmpty }) {
            copy = try Gradebook.backUp(queue, path)
          }
          try migrator.migrate(queue)
        }
      }
      backup = copy
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Gradebook.failure(error, path)
    }
  }

  /// Larger files are looked through as they are read: a question must not take longer than its answer.
  private static let mostCheckedBytes = 8 << 20

  /// Fails where tables are not as this program makes them, or pages of a small file are damaged.
  private static func checkDamage(_ database: Database, _ path: String) throws {
    guard try GradebookSchema.isSound(database) else {
      throw Failure(
        message: "\(path): the gradebook is damaged: its tables are not as they were made")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_size <= mostCheckedBytes else { return }
    let finding = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
    guard finding == "ok" else {
      throw Failure(message: "\(path): the gradebook is damaged; put a copy of it back")
    }
  }

  /// Copies a gradebook before its tables are changed.
  private static func backUp(_ queue: DatabaseQueue, _ path: String) throws -> String {
    for number in 1...1_000 {
      let copy = "\(path).backup-\(number)"
      let descriptor = open(copy, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
      if descriptor < 0, errno == EEXIST { continue }
      guard descriptor >= 0 else {
        throw Failure(message: "\(copy): cannot be made: \(String(cString: strerror(errno)))")
      }
      close(descriptor)
      let target = try DatabaseQueue(path: copy)
      try queue.backup(to: target)
      try target.close()
      return copy
    }
    throw Failure(message: "\(path): there are a thousand backups already")
  }

  /// The path to read by.
  ///
  /// Where nobody may write beside the gradebook and nobody is writing to it, SQLite has to be told
  /// that it will not change, or it looks for the writers' shared memory.
  private static func readablePath(_ path: String) -> String {
    let isStill =
      access(folder(of: path), W_OK) != 0 && !FileManager.default.fileExists(atPath: path + "-wal")
    guard isStill else { return path }
    let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    return "file:\(escaped)?immutable=1"
  }

  private static func failure(_ error: any Error, _ path: String) -> Failure {
    // Other errors describe rows, and what stands in these is nobody else's to read.
    let reason =
      (error as? DatabaseError)?.message ?? "it is damaged: a stored value cannot be read"
    return Failure(message: "\(path): the gradebook cannot be used: \(reason)")
  }

  /// Reads all of it from one state, or says why not.
  ///
  /// The library's way to read forbids writing meanwhile by a pragma, which makes SQLite prepare every statement anew.
  func read<T>(_ body: (Database) throws -> T) throws(Failure) -> T {
    do {
      return try queue.inDatabase { database in
        try database.beginTransaction(.deferred)
        let result = Result { try body(database) }
        if database.isInsideTransaction { try database.commit() }
        return try result.get()
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Gradebook.failure(error, queue.path)
    }
  }

  /// Does what needs no transaction around it, or says why not.
  func directly<T>(_ body: (Database) throws -> T) throws(Failure) -> T {
    do {
      return try queue.inDatabase(body)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Gradebook.failure(error, queue.path)
    }
  }

  /// Writes all of it or nothing, or says why not.
  func write<T>(_ body: (Database) throws -> T) throws(Failure) -> T {
    do {
      return try queue.write(body)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Gradebook.failure(error, queue.path)
    }
  }
}
