internal import GRDB

/// What is deleted: the one thing that takes rows away.
extension Gradebook {
  /// What stays of a student whose work is gone.
  public struct Tombstone: Sendable {
    let student: String?
    let total: String
    let reason: Reason

    /// Creates a tombstone.
    ///
    /// - Parameters:
    ///   - student: The name; nil if it goes too.
    ///   - total: What the student had in the end.
    ///   - reason: Why, and who.
    public init(student: String?, total: String, reason: Reason) {
      self.student = student
      self.total = total
      self.reason = reason
    }
  }

  /// Deletes all that is recorded of a student: bytes, inputs, gradings, decisions, and what people said.
  ///
  /// Deleted rows are overwritten with zeros, the file is written anew, and the log beside it emptied. Copies and backups
  /// are not touched.
  ///
  /// - Parameters:
  ///   - student: The name in the gradebook.
  ///   - tombstone: What stays.
  /// - Returns: How many attempts are gone; nil if nothing is recorded of such a student.
  /// - Throws: ``Failure``.
  public func forget(_ student: String, _ tombstone: Tombstone) throws(Failure) -> Int? {
    let count = try directly { database -> Int? in
      try database.execute(sql: "PRAGMA secure_delete = ON")
      var count: Int?
      try database.inTransaction {
        count = try Gradebook.delete(student, tombstone, in: database)
        return .commit
      }
      return count
    }
    guard count != nil else { return nil }
    try directly { database in
      try database.execute(sql: "VACUUM")
      _ = try Row.fetchAll(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    return count
  }

  /// The other names under which work of a student was recorded.
  ///
  /// - Throws: ``Failure``.
  public func otherNames(of student: String) throws(Failure) -> Set<String> {
    try read { database in
      try String.fetchSet(
        database,
        sql: """
          SELECT was FROM renaming WHERE becomes = ?1 UNION SELECT becomes FROM renaming WHERE was = ?1
          """, arguments: [student]
      ).subtracting([student])
    }
  }

  /// The students of whom only a total is left.
  ///
  /// - Throws: ``Failure``.
  public func forgottenStudents() throws(Failure) -> Set<String> {
    try read {
      try String.fetchSet($0, sql: "SELECT student FROM forgotten WHERE student IS NOT NULL")
    }
  }

  private static func delete(_ student: String, _ tombstone: Tombstone, in database: Database)
    throws -> Int?
  {
    let attempts = "(SELECT id FROM attempt WHERE student = :student)"
    let gradings = "(SELECT id FROM grading WHERE attempt IN \(attempts))"
    let renamings = "(SELECT id FROM renaming WHERE :student IN (was, becomes))"
    let count = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM attempt WHERE student = :student",
      arguments: ["student": student])
    var deleted = 0
    for rows in [
      "part_outcome WHERE grading IN \(gradings)",
      "grading WHERE attempt IN \(attempts)",
      "attempt_file WHERE attempt IN \(attempts)",
      "submission_time WHERE attempt IN \(attempts)",
      "voiding WHERE attempt IN \(attempts)",
      "renamed_row WHERE renaming IN \(renamings)",
      "renaming WHERE :student IN (was, becomes)",
      "attempt WHERE student = :student",
      "proof WHERE handout IN (SELECT id FROM handout WHERE student = :student)",
      "handout WHERE student = :student",
      "decision WHERE student = :student",
      "released_mark WHERE student = :student",
      "appeal_closing WHERE appeal IN (SELECT id FROM appeal WHERE student = :student)",
      "appeal WHERE student = :student",
    ] {
      try database.execute(sql: "DELETE FROM \(rows)", arguments: ["student": student])
      deleted += database.changesCount
    }
    guard deleted > 0 else { return nil }
    // What was told by an act about the student alone says why.
    let empty = """
      (SELECT id FROM release WHERE level IS NULL AND undoes IS NULL
        AND id NOT IN (SELECT release FROM released_mark))
      """
    try database.execute(sql: "DELETE FROM release WHERE undoes IN \(empty)")
    try database.execute(sql: "DELETE FROM release WHERE id IN \(empty)")
    try database.execute(
      sql: "DELETE FROM content WHERE sha256 NOT IN (SELECT sha256 FROM attempt_file)")
    try database.execute(
      sql: "INSERT INTO forgotten (student, total, because, by_whom) VALUES (?, ?, ?, ?)",
      arguments: [
        tombstone.student, tombstone.total, tombstone.reason.because, tombstone.reason.by,
      ])
    return count
  }
}
