import ArgumentParser

/// The exit statuses; the highest that applies wins (`docs/exit-codes.md`).
enum ExitStatus {
  /// All done, everything correct.
  static let done: Int32 = 0
  /// Something is not correct.
  static let wrong: Int32 = 1
  /// Something handed in could not be read.
  static let unreadable: Int32 = 2
  /// The assignment, the gradebook or the grader is at fault.
  static let fault: Int32 = 3
  /// Wrong usage.
  static let usage: Int32 = 64

  static func exit(_ status: Int32) throws {
    if status != done { throw ExitCode(status) }
  }
}
