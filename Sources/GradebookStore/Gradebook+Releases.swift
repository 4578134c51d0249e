public import Coursework
internal import GRDB
public import Grading

/// Marks that students are told.
extension Gradebook {
  /// Records what students are told of an assignment.
  ///
  /// - Parameters:
  ///   - standings: What they have.
  ///   - assignment: The assignment.
  ///   - level: How much may be told of it.
  ///   - because: Why; nil where nothing is said.
  ///   - by: Who tells it.
  /// - Throws: ``Failure``.
  public func release(
    _ standings: [Standing], of assignment: String, level: FeedbackLevel, because: String?,
    by: String
  ) throws(Failure) {
    try write { database in
      try Gradebook.tell(
        standings.map { Told($0) }, of: assignment, level: level, because, by: by, in: database)
    }
  }

  /// Records what students are told again, where they were told another mark before.
  ///
  /// - Parameters:
  ///   - standings: What they have.
  ///   - assignment: The assignment.
  ///   - reason: How, and by what.
  /// - Throws: ``Failure``.
  public func tellAgain(_ standings: [Standing], of assignment: String, _ reason: Reason)
    throws(Failure)
  {
    try write { database in
      let told = try RecordReader(database: database).marksTold(
        assignment: assignment, student: nil)
      let changed = standings.filter { standing in
        let mark = told[GradebookSnapshot.StudentWork(assignment, standing.student)]
        return standing.state == .graded && mark != nil
          && mark != standing.score.map { ToldMark(score: $0, maximum: standing.maximum) }
      }
      guard !changed.isEmpty else { return }
      try Gradebook.tell(
        changed.map { Told($0) }, of: assignment, level: nil, reason.because, by: reason.by,
        in: database)
    }
  }

  /// Whether anybody was told a mark of an assignment.
  ///
  /// - Throws: ``Failure``.
  public func isReleased(_ assignment: String) throws(Failure) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM mark_told WHERE assignment = ?)",
        arguments: [assignment]) ?? false
    }
  }

  /// Takes the last release of an assignment back, and what was told since by acts of people.
  ///
  /// - Returns: How many students were told, and how many still are by an earlier release; nil if there is none to take back.
  /// - Throws: ``Failure``.
  public func undoRelease(of assignment: String, _ reason: Reason) throws(Failure) -> (
    told: Int, left: Int
  )? {
    try write { database in
      let last = try Int64.fetchOne(
        database,
        sql: """
          SELECT max(id) FROM release AS made WHERE assignment = ? AND undoes IS NULL
            AND level IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM release WHERE release.undoes = made.id)
          """, arguments: [assignment])
      guard let last else { return nil }
      let later = try Int64.fetchAll(
        database,
        sql: """
          SELECT id FROM release AS made WHERE assignment = ? AND undoes IS NULL AND id >= ?
            AND NOT EXISTS (SELECT 1 FROM release WHERE release.undoes = made.id)
          """, arguments: [assignment, last])
      for release in later {
        try database.execute(
          sql: "INSERT INTO release (assignment, because, by_whom, undoes) VALUES (?, ?, ?, ?)",
          arguments: [assignment, reason.because, reason.by, release])
      }
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM released_mark WHERE release = ?", arguments: [last])
      let left = try Int.fetchOne(
        database, sql: "SELECT count(DISTINCT student) FROM mark_told WHERE assignment = ?",
        arguments: [assignment])
      return (count ?? 0, left ?? 0)
    }
  }

  /// The students who were told so much of an assignment.
  ///
  /// - Throws: ``Failure``.
  public func students(told level: FeedbackLevel, of assignment: String) throws(Failure)
    -> Set<String>
  {
    try read { database in
      try String.fetchSet(
        database, sql: "SELECT student FROM mark_told WHERE assignment = ? AND level = ?",
        arguments: [assignment, level.rawValue])
    }
  }
}
