public import Coursework
internal import Foundation
internal import GRDB
internal import Grading

/// One attempt in full: what was handed in, and how it was graded.
public struct AttemptContent: Sendable {
  /// The gradebook's number of the attempt.
  public let id: Int64
  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// The number of the attempt, from 1.
  public let number: Int
  /// The gradebook's number of the grading.
  public let grading: Int64
  /// The hash of the definition it was graded by.
  public let definition: String
  /// The version of the grader.
  public let grader: String
  /// When it was handed in; nil if nobody said.
  public let submitted: Moment?
  /// When it was first stored.
  public let stored: Moment
  /// When it was graded like this.
  public let graded: Moment
  /// How many gradings of it came before.
  public let earlierGradings: Int
  /// The inputs, where they were the student's own.
  public let inputs: DrawnInputs?
  /// The files that were handed in, with their SHA-256, in the order of their names.
  public let files: [(file: Submission.File, hash: String)]
  /// What was found.
  public let parts: [StoredPart]
}

extension Gradebook {
  /// All attempts at an assignment in full, as they are graded now, by student and number.
  ///
  /// - Throws: ``Failure``.
  public func attempts(_ assignment: String, student: String? = nil, number: Int? = nil)
    throws(Failure) -> [AttemptContent]
  {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT attempt.id, attempt.student, attempt.number, attempt.inputs, attempt.stored_at,
            grading.id, grading.definition, grading.grader, grading.stored_at,
            (SELECT submitted_at FROM handed_in WHERE handed_in.id = attempt.id),
            (SELECT count(*) FROM grading AS other WHERE other.attempt = attempt.id
              AND other.id < grading.id)
          FROM attempt JOIN current_grading ON current_grading.attempt = attempt.id
          JOIN grading ON grading.id = current_grading.grading
          \(RecordReader.condition(assignment, student))
          ORDER BY attempt.student, attempt.number
          """,
        arguments: RecordReader.arguments(assignment, student))
      return try rows.filter { try number == nil || number == $0.count(2) }.map { row in
        try content(of: row, assignment, database)
      }
    }
  }

  /// The text of a definition that something was graded by; nil if there is none of that hash.
  ///
  /// - Throws: ``Failure``.
  public func definitionText(_ hash: String) throws(Failure) -> [UInt8]? {
    try read { database in
      try Data.fetchOne(
        database, sql: "SELECT text FROM definition WHERE hash = ?", arguments: [hash]
      ).map { Array($0) }
    }
  }

  private func content(of row: Row, _ assignment: String, _ database: Database) throws
    -> AttemptContent
  {
    let files = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT attempt_file.name, content.bytes, content.sha256 FROM attempt_file
          JOIN content ON content.sha256 = attempt_file.sha256
          WHERE attempt = ? ORDER BY name
          """), arguments: [try row.value(0) as Int64])
    let parts = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT \(ScoreQuery.columns) FROM part_outcome WHERE grading = ? ORDER BY position
          """), arguments: [try row.value(5) as Int64])
    return AttemptContent(
      id: try row.value(0), assignment: assignment, student: try row.value(1),
      number: try row.count(2), grading: try row.value(5), definition: try row.value(6),
      grader: try row.value(7), submitted: try row.moment(9),
      stored: try row.requiredMoment(4),
      graded: try row.requiredMoment(8), earlierGradings: try row.count(10),
      inputs: try row.optionalInputs(3),
      files: try files.map { file in
        let bytes = Array(try file.value(1) as Data)
        let hash: String = try file.value(2)
        guard AttemptWriter.sha256(bytes) == hash else { throw Gradebook.damagedValue }
        return (Submission.File(name: try file.value(0), bytes: bytes), hash)
      },
      parts: try parts.map { try ScoreQuery.outcome($0, from: 0) })
  }
}
