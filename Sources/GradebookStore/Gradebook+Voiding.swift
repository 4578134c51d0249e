internal import GRDB
public import Grading

/// Attempts that a person declares void: they stay, and count for nothing.
extension Gradebook {
  /// Students some of whose attempts at an assignment are void.
  ///
  /// - Throws: ``Failure``.
  public func studentsWithVoidAttempts(of assignment: String) throws(Failure) -> Set<String> {
    try read {
      try String.fetchSet(
        $0, sql: "SELECT student FROM void_attempt WHERE assignment = ?", arguments: [assignment])
    }
  }

  /// Declares attempts void, or takes that back; all or none.
  ///
  /// - Parameters:
  ///   - attempts: Their names.
  ///   - isUndoing: Whether it is taken back.
  ///   - rules: What makes standings.
  ///   - reason: Why, and who.
  /// - Throws: ``Failure``, also where an attempt is not there, or is what it should become.
  public func void(
    _ attempts: [AttemptName], isUndoing: Bool, under rules: CourseRules, _ reason: Reason
  ) throws(Failure) {
    try act(Set(attempts.map(\.work)), under: rules, reason) { database, log in
      for attempt in attempts {
        let id = try Int64.fetchOne(
          database,
          sql: "SELECT id FROM attempt WHERE assignment = ? AND student = ? AND number = ?",
          arguments: [attempt.assignment, attempt.student, attempt.number])
        guard let id else {
          throw Failure(
            message: "there is no attempt '\(attempt.text)' in the gradebook", isUsage: true)
        }
        let inForce = try Int64.fetchOne(
          database,
          sql: """
            SELECT id FROM voiding AS made WHERE attempt = ? AND undoes IS NULL
              AND NOT EXISTS (SELECT 1 FROM voiding WHERE voiding.undoes = made.id)
            """, arguments: [id])
        guard (inForce == nil) != isUndoing else {
          throw Failure(
            message:
              "\(attempt.text) is \(isUndoing ? "not void" : "void already"); nothing was stored",
            isUsage: true)
        }
        try database.execute(
          sql: "INSERT INTO voiding (attempt, because, by_whom, undoes) VALUES (?, ?, ?, ?)",
          arguments: [id, reason.because, reason.by, inForce])
        if let inForce {
          log.undone[attempt.work, default: []].append(ActID(.voiding, inForce))
        } else {
          log.voided[attempt.work, default: []].insert(attempt.number)
          log.made[attempt.work, default: []].append(
            ActID(.voiding, database.lastInsertedRowID))
        }
      }
    }
  }
}
