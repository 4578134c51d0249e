public import Coursework
internal import Foundation
internal import GRDB
public import Grading

/// The store of attempts: one SQLite file, to which rows are only ever added.
public final class Gradebook {
  /// Why a gradebook cannot be used.
  public struct Failure: Error, Sendable {
    /// One sentence for the person who runs the command.
    public let message: String
  }

  /// The version of the grader, kept with each attempt.
  public static let graderVersion = "0.1.0"

  private let queue: DatabaseQueue

  /// Opens a gradebook for writing, and makes it, readable by its owner alone, where there is none.
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
    // The superuser may write anything, but a file without write permission was locked on purpose.
    guard status.st_mode & 0o222 != 0 else {
      throw Failure(message: "\(path): is read-only; nothing was stored")
    }
    if status.st_size == 0 { chmod(path, 0o600) }
    try self.init(path: path, isReadOnly: false)
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
    // One that is being made is waited for.
    let lock = open(Gradebook.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if lock >= 0 { close(lock) } }
    if lock >= 0 { flock(lock, LOCK_SH) }
    return try Gradebook(path: path, isReadOnly: true)
  }

  private init(path: String, isReadOnly: Bool) throws(Failure) {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(30)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    do {
      queue = try DatabaseQueue(
        path: isReadOnly ? Gradebook.readablePath(path) : path, configuration: configuration)
      let migrator = GradebookMigrations.migrator
      guard try queue.read(GradebookMigrations.mayAdopt) else {
        throw Failure(message: "\(path): is a database of something else, not a gradebook")
      }
      if try queue.read({ try migrator.hasBeenSuperseded($0) }) {
        throw Failure(message: "\(path): was written by a newer version of nabla")
      }
      if isReadOnly {
        guard try queue.read({ try migrator.hasCompletedMigrations($0) }) else {
          throw Failure(message: "\(path): is not a gradebook, or one of an older version")
        }
      } else {
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try migrator.migrate(queue)
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Gradebook.failure(error, path)
    }
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
    let reason = (error as? DatabaseError)?.message ?? error.localizedDescription
    return Failure(message: "\(path): the gradebook cannot be used: \(reason)")
  }

  // MARK: Writing

  /// What became of an outcome.
  public enum Stored: Sendable, Hashable {
    /// A new attempt of that number.
    case attempt(Int)
    /// The same bytes under the same definition as the student's latest attempt, whose number it is.
    case unchanged(Int)
  }

  /// Adds attempts, all or none.
  ///
  /// - Returns: what became of each, in their order.
  /// - Throws: ``Failure``.
  public func store(_ entries: [GradedSubmission]) throws(Failure) -> [Stored] {
    do {
      return try queue.write { database in
        try entries.map { try AttemptWriter(database: database).store($0) }
      }
    } catch {
      throw Gradebook.failure(error, queue.path)
    }
  }

  /// Adds what was handed out, all or nothing.
  ///
  /// - Throws: ``Failure``.
  public func store(_ handouts: [Handout]) throws(Failure) {
    do {
      try queue.write { database in
        for handout in handouts { try AttemptWriter(database: database).store(handout) }
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Gradebook.failure(error, queue.path)
    }
  }

  // MARK: Reading

  /// The inputs that were last handed out for an assignment, by student; where nothing was, those of the
  /// student's latest attempt.
  ///
  /// - Throws: ``Failure``.
  public func handedOut(_ assignment: String) throws(Failure) -> [String: HandedOut] {
    do {
      return try queue.read { database in
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT student, 0 AS counter, inputs, NULL AS secret, 0 AS kind, id FROM attempt
            WHERE assignment = ?1 AND inputs IS NOT NULL
            UNION ALL SELECT student, counter, inputs, secret, 1, id FROM handout
            WHERE assignment = ?1
            ORDER BY kind, id
            """,
          arguments: [assignment])
        var latest: [String: HandedOut] = [:]
        while let row = try rows.next() {
          guard let inputs = DrawnInputs(json: row["inputs"]) else { continue }
          latest[row["student"]] = HandedOut(
            inputs: inputs, counter: row["counter"], fingerprint: row["secret"])
        }
        return latest
      }
    } catch {
      throw Gradebook.failure(error, queue.path)
    }
  }

  /// The stored scores, by assignment, student, attempt and part.
  ///
  /// - Throws: ``Failure``.
  public func scores(_ filter: ScoreFilter) throws(Failure) -> [ScoreRow] {
    do {
      return try queue.read { try ScoreQuery.rows($0, filter) }
    } catch {
      throw Gradebook.failure(error, queue.path)
    }
  }
}

/// An outcome together with what it is the outcome of.
public struct GradedSubmission: Sendable {
  /// The result.
  public let outcome: Outcome
  /// The files handed in.
  public let submission: Submission
  /// The assignment it was graded by.
  public let assignment: Assignment

  /// Creates an entry.
  public init(outcome: Outcome, submission: Submission, assignment: Assignment) {
    self.outcome = outcome
    self.submission = submission
    self.assignment = assignment
  }
}

/// Inputs that are handed out to a student.
public struct Handout: Sendable {
  /// The assignment with these inputs.
  public let assignment: Assignment
  /// The student.
  public let student: String
  /// How many sets of inputs were drawn before and could not be used.
  public let counter: Int
  /// A word that tells secrets apart and says nothing of them.
  public let fingerprint: String
  /// The inputs on record when these were drawn; nil where there were none.
  public let replaces: DrawnInputs?

  /// Creates a handout.
  public init(
    assignment: Assignment, student: String, counter: Int, fingerprint: String = "",
    replaces: DrawnInputs? = nil
  ) {
    self.assignment = assignment
    self.student = student
    self.counter = counter
    self.fingerprint = fingerprint
    self.replaces = replaces
  }
}

/// Inputs that were handed out to a student.
public struct HandedOut: Sendable {
  /// The inputs.
  public let inputs: DrawnInputs
  /// How many sets of inputs were drawn before and could not be used.
  public let counter: Int
  /// Of the secret they were drawn with; nil where they are those of an attempt.
  public let fingerprint: String?
}
