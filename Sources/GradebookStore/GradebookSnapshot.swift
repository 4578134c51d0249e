internal import Coursework
internal import GRDB
public import Grading

/// Assignments, attempts, decisions and the marks that were told, at one moment.
public struct GradebookSnapshot: Sendable {
  /// What the gradebook knows of assignments.
  public let assignments: [AssignmentRecord]
  /// Attempts, by assignment, student and number.
  public let records: [AttemptRecord]
  /// Decisions in force, in their order.
  public let decisions: [Decision]
  /// The marks that students were told.
  public let told: [StudentWork: ToldMark]

  /// One student's work for one assignment.
  public struct StudentWork: Hashable, Sendable {
    /// The assignment's id.
    public let assignment: String
    /// The student.
    public let student: String

    /// Names work.
    public init(_ assignment: String, _ student: String) {
      self.assignment = assignment
      self.student = student
    }
  }
}

extension Gradebook {
  /// Assignments, attempts and decisions at one moment, whoever writes meanwhile.
  ///
  /// - Parameters:
  ///   - assignment: Only this one's attempts and decisions; nil for all.
  ///   - student: Only this student's.
  ///   - includesUnattempted: Whether assignments are wanted that none of these attempts is at.
  /// - Returns: All of it, each in its order.
  /// - Throws: ``Failure``.
  public func snapshot(assignment: String?, student: String?, includesUnattempted: Bool)
    throws(Failure) -> GradebookSnapshot
  {
    try read { database in
      let reader = RecordReader(database: database)
      let records = try reader.records(assignment: assignment, student: student)
      let decisions = try reader.decisions(assignment: assignment, student: student)
      let told = try reader.marksTold(assignment: assignment, student: student)
      let known = Set(records.map(\.assignment))
      let isKnown = known.isSuperset(of: decisions.map(\.assignment)) && !known.isEmpty
      return GradebookSnapshot(
        // What was attempted tells enough of itself.
        assignments: includesUnattempted || !isKnown
          ? try reader.assignments() : AssignmentRecord.ofAttempts(records),
        records: records, decisions: decisions, told: told)
    }
  }
}

extension Gradebook {
  /// The marks that students were told of an assignment, by student.
  ///
  /// - Throws: ``Failure``.
  public func marksTold(of assignment: String) throws(Failure) -> [String: ToldMark] {
    try read { database in
      let told = try RecordReader(database: database).marksTold(
        assignment: assignment, student: nil)
      return Dictionary(told.map { ($0.key.student, $0.value) }) { first, _ in first }
    }
  }
}

extension RecordReader {
  /// The last mark that each student was told, where it was a score.
  func marksTold(assignment: String?, student: String?) throws
    -> [GradebookSnapshot.StudentWork: ToldMark]
  {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT assignment, student, score, points FROM released_mark
        \(RecordReader.condition(assignment, student, "released_mark"))
        \(assignment == nil && student == nil ? "WHERE" : "AND") NOT EXISTS
          (SELECT 1 FROM release WHERE release.undoes = released_mark.release)
        ORDER BY id
        """, arguments: RecordReader.arguments(assignment, student))
    var told: [GradebookSnapshot.StudentWork: ToldMark] = [:]
    while let row = try rows.next() {
      let maximum = try row.points(3)
      told[GradebookSnapshot.StudentWork(try row.value(0), try row.value(1))] =
        try row.optionalPoints(2).map { ToldMark(score: $0, maximum: maximum) }
    }
    return told
  }
}
