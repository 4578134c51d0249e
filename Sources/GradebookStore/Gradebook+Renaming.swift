internal import GRDB

/// A student's rows under another name: the one thing that is changed and not added, with a record of each row.
extension Gradebook {
  /// What a renaming came to.
  public struct Renaming: Sendable, Hashable {
    /// How many attempts have another name now.
    public let attempts: Int
    /// The attempts whose number is another now, because the new name had one of that number.
    public let renumbered: Int
  }

  /// The tables whose rows are a student's own.
  private static let named = ["attempt", "handout", "decision", "released_mark", "appeal"]

  /// Gives what is recorded of a student another name; if there is something under that name, they become one student.
  ///
  /// - Returns: What it came to; nil if nothing is recorded under the old name.
  /// - Throws: ``Failure``.
  public func renameStudent(_ student: String, to name: String, _ reason: Reason) throws(Failure)
    -> Renaming?
  {
    try write { database in
      try database.execute(
        sql: "INSERT INTO renaming (was, becomes, because, by_whom) VALUES (?, ?, ?, ?)",
        arguments: [student, name, reason.because, reason.by])
      let renaming = database.lastInsertedRowID
      let (attempts, renumbered) = try Gradebook.moveAttempts(
        of: student, to: name, renaming, in: database)
      var count = attempts
      for table in Gradebook.named where table != "attempt" {
        try database.execute(
          sql: """
            INSERT INTO renamed_row (renaming, kind, id) SELECT ?, ?, id FROM \(table)
            WHERE student = ?
            """, arguments: [renaming, table, student])
        try database.execute(
          sql: "UPDATE \(table) SET student = ? WHERE student = ?", arguments: [name, student])
        count += database.changesCount
      }
      guard count > 0 else {
        try database.execute(sql: "DELETE FROM renaming WHERE id = ?", arguments: [renaming])
        return nil
      }
      return Renaming(attempts: attempts, renumbered: renumbered)
    }
  }

  private static func moveAttempts(
    of student: String, to name: String, _ renaming: Int64, in database: Database
  ) throws -> (moved: Int, renumbered: Int) {
    let rows = try Row.fetchAll(
      database,
      sql:
        "SELECT id, assignment, number FROM attempt WHERE student = ? ORDER BY assignment, number",
      arguments: [student])
    var renumbered = 0
    for row in rows {
      let (id, assignment, number): (Int64, String, Int) = (
        try row.value(0), try row.value(1), try row.count(2)
      )
      let taken = try Set(
        Int.fetchAll(
          database, sql: "SELECT number FROM attempt WHERE assignment = ? AND student = ?",
          arguments: [assignment, name]))
      let becomes = taken.contains(number) ? (taken.max() ?? 0) + 1 : number
      if becomes != number { renumbered += 1 }
      try database.execute(
        sql: "INSERT INTO renamed_row (renaming, kind, id, number) VALUES (?, 'attempt', ?, ?)",
        arguments: [renaming, id, number])
      try database.execute(
        sql: "UPDATE attempt SET student = ?, number = ? WHERE id = ?",
        arguments: [name, becomes, id])
    }
    return (rows.count, renumbered)
  }

  /// Gives the rows of the last renaming to a name their old name back.
  ///
  /// - Parameters:
  ///   - student: The name that they had.
  ///   - name: The name that they have.
  ///   - reason: Why, and who.
  /// - Returns: What it came to; nil if there is no such renaming.
  /// - Throws: ``Failure``, also where the old name has got new attempts of the same numbers since.
  public func undoRenaming(of student: String, to name: String, _ reason: Reason) throws(Failure)
    -> Renaming?
  {
    try write { database in
      let last = try Int64.fetchOne(
        database,
        sql: """
          SELECT max(id) FROM renaming AS made WHERE was = ? AND becomes = ? AND undoes IS NULL
            AND NOT EXISTS (SELECT 1 FROM renaming WHERE renaming.undoes = made.id)
          """, arguments: [student, name])
      guard let last else { return nil }
      let taken = try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM renamed_row JOIN attempt ON attempt.id = renamed_row.id
          JOIN attempt AS other ON other.assignment = attempt.assignment AND other.student = ?
            AND other.number = renamed_row.number
          WHERE renaming = ? AND kind = 'attempt'
          """, arguments: [student, last])
      guard taken == 0 else {
        throw Failure(
          message: "\(student) has new attempts of the same numbers since; nothing was changed")
      }
      try database.execute(
        sql: "INSERT INTO renaming (was, becomes, because, by_whom, undoes) VALUES (?, ?, ?, ?, ?)",
        arguments: [name, student, reason.because, reason.by, last])
      for table in Gradebook.named where table != "attempt" {
        try database.execute(
          sql: """
            UPDATE \(table) SET student = ?
            WHERE id IN (SELECT id FROM renamed_row WHERE renaming = ? AND kind = ?)
            """, arguments: [student, last, table])
      }
      let moved = try Row.fetchAll(
        database,
        sql: "SELECT id, number FROM renamed_row WHERE renaming = ? AND kind = 'attempt'",
        arguments: [last])
      // Two of them may exchange their numbers: no number is anybody's in between.
      try database.execute(
        sql: """
          UPDATE attempt SET student = ?, number = -id
          WHERE id IN (SELECT id FROM renamed_row WHERE renaming = ? AND kind = 'attempt')
          """, arguments: [student, last])
      for row in moved {
        try database.execute(
          sql: "UPDATE attempt SET number = ? WHERE id = ?",
          arguments: [try row.count(1), try row.value(0) as Int64])
      }
      return Renaming(attempts: moved.count, renumbered: 0)
    }
  }
}
