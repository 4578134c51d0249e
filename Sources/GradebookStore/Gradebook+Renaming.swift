internal import Coursework
internal import GRDB
public import Grading

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
  /// - Parameters:
  ///   - student: The name in the gradebook.
  ///   - name: The right name.
  ///   - rules: What makes standings.
  ///   - reason: Why, and who.
  /// - Returns: What it came to; nil if nothing is recorded under the old name.
  /// - Throws: ``Failure``.
  public func renameStudent(
    _ student: String, to name: String, under rules: CourseRules, _ reason: Reason
  ) throws(Failure) -> Renaming? {
    let told = try read { database in
      let reader = RecordReader(database: database)
      return try reader.marksTold(assignment: nil, student: nil).filter {
        [student, name].contains($0.key.student)
      }
    }
    let assignments = Set(told.keys.map(\.assignment))
    let work = assignments.map { GradebookSnapshot.StudentWork($0, name) }
    return try act(Set(work), under: rules, reason) { database, log in
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
      for own in work {
        log.made[own] = [ActID(.renaming, renaming)]
        log.settled.insert(own)
        let marks = [student, name].compactMap {
          told[GradebookSnapshot.StudentWork(own.assignment, $0)]
        }
        // Of two marks that were told the better one holds.
        guard marks.count == 2,
          let best = marks.max(by: { $0.share < $1.share })
        else { continue }
        try Gradebook.tell(
          [Told(student: name, mark: best)], of: own.assignment, level: nil, reason.because,
          by: reason.by, acts: [ActID(.renaming, renaming)], in: database)
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
      let becomes = try freeNumber(number, of: name, assignment, in: database)
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
  ///   - rules: What makes standings.
  ///   - reason: Why, and who.
  /// - Returns: What it came to; nil if there is no such renaming.
  /// - Throws: ``Failure``.
  public func undoRenaming(
    of student: String, to name: String, under rules: CourseRules, _ reason: Reason
  ) throws(Failure) -> Renaming? {
    let told = try read { try RecordReader(database: $0).marksTold(assignment: nil, student: nil) }
    let work = told.keys.filter { $0.student == name }
    return try act(Set(work), under: rules, reason) { database, log in
      let last = try Int64.fetchOne(
        database,
        sql: """
          SELECT max(id) FROM renaming AS made WHERE was = ? AND becomes = ? AND undoes IS NULL
            AND NOT EXISTS (SELECT 1 FROM renaming WHERE renaming.undoes = made.id)
          """, arguments: [student, name])
      guard let last else { return nil }
      for own in work { log.undone[own] = [ActID(.renaming, last)] }
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
      return try Gradebook.moveBack(last, to: student, in: database)
    }
  }

  private static func moveBack(_ renaming: Int64, to student: String, in database: Database) throws
    -> Renaming
  {
    let moved = try Row.fetchAll(
      database,
      sql: """
        SELECT renamed_row.id, renamed_row.number, attempt.assignment FROM renamed_row
        JOIN attempt ON attempt.id = renamed_row.id
        WHERE renaming = ? AND kind = 'attempt' ORDER BY attempt.assignment, renamed_row.number
        """, arguments: [renaming])
    // Two of them may exchange their numbers: no number is anybody's in between.
    for row in moved {
      try database.execute(
        sql: "UPDATE attempt SET student = ?1, number = -id WHERE id = ?2",
        arguments: [student, try row.value(0) as Int64])
    }
    var renumbered = 0
    for row in moved {
      let number = try row.count(1)
      let becomes = try freeNumber(number, of: student, try row.value(2), in: database)
      if becomes != number { renumbered += 1 }
      try database.execute(
        sql: "UPDATE attempt SET number = ? WHERE id = ?",
        arguments: [becomes, try row.value(0) as Int64])
    }
    return Renaming(attempts: moved.count, renumbered: renumbered)
  }

  /// A number if no attempt of a student has it, else the next one after all.
  private static func freeNumber(
    _ number: Int, of student: String, _ assignment: String, in database: Database
  ) throws -> Int {
    let taken = try Set(
      Int.fetchAll(
        database, sql: "SELECT number FROM attempt WHERE assignment = ? AND student = ?",
        arguments: [assignment, student]))
    return taken.contains(number) ? max(0, taken.max() ?? 0) + 1 : number
  }
}
