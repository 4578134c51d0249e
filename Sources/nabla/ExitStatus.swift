import Grading

/// The exit statuses; the highest that applies wins (`docs/exit-codes.md`).
enum ExitStatus: Int32, Comparable {
  /// All done, everything correct.
  case done = 0
  /// Something is not correct.
  case wrong = 1
  /// Something handed in could not be read.
  case unreadable = 2
  /// The assignment, the gradebook or the grader is at fault.
  case fault = 3
  /// Wrong usage.
  case usage = 64

  /// The status that an outcome leads to.
  init(_ concern: Outcome.Concern) {
    self =
      switch concern {
      case .none: .done
      case .notCorrect: .wrong
      case .unreadable: .unreadable
      case .disputed: .fault
      }
  }

  /// Whether it is less grave.
  static func < (a: ExitStatus, b: ExitStatus) -> Bool { a.rawValue < b.rawValue }

  /// Raises the status.
  mutating func raise(to other: ExitStatus) { self = max(self, other) }

  /// Ends the command with this status, unless all is done.
  func end() throws(CommandFault) {
    if self != .done { throw CommandFault([], self) }
  }
}
