public import Coursework
internal import Foundation
internal import GRDB
internal import Grading

/// One attempt in full: what was handed in, and how it was graded.
public struct AttemptContent: Sendable {
  /// The attempt, as it was graded.
  public let place: AttemptPlace
  /// The assignment's id.
  public let assignment: String
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

  /// The student.
  public var student: String { place.student }
  /// The number of the attempt, from 1.
  public var number: Int { place.number }
  /// The gradebook's number of the grading.
  public var grading: Int64 { place.grading }
  /// The hash of the definition it was graded by.
  public var definition: String { place.definition }
}

/// An attempt as it is graded now, without what was handed in.
public struct AttemptPlace: Sendable, Hashable {
  /// The gradebook's number of the attempt.
  public let id: Int64
  /// The student.
  public let student: String
  /// The number of the attempt, from 1.
  public let number: Int
  /// The gradebook's number of the grading.
  public let grading: Int64
  /// The hash of the definition it was graded by.
  public let definition: String
  /// Whether it was graded here by this very build.
  public let isOfThisBuild: Bool
}

extension Gradebook {
  /// All attempts at an assignment in full, as they are graded now, by student and number.
  ///
  /// - Throws: ``Failure``.
  public func attempts(_ assignment: String, student: String? = nil, number: Int? = nil)
    throws(Failure) -> [AttemptContent]
  {
    try read { database in
      try places(assignment, student, database).filter { number == nil || number == $0.number }
        .map { try content(of: $0, database) }
    }
  }

  /// All attempts at an assignment, as they are graded now, by student and number.
  ///
  /// - Throws: ``Failure``.
  public func places(_ assignment: String) throws(Failure) -> [AttemptPlace] {
    try read { try places(assignment, nil, $0) }
  }

  /// One attempt in full, as it was graded when its place was read.
  ///
  /// - Throws: ``Failure``.
  public func content(of place: AttemptPlace) throws(Failure) -> AttemptContent {
    try read { try content(of: place, $0) }
  }

  private func places(_ assignment: String, _ student: String?, _ database: Database) throws
    -> [AttemptPlace]
  {
    try Row.fetchAll(
      database,
      sql: """
        SELECT attempt.id, attempt.student, attempt.number, grading.id, grading.definition,
          grading.build
        FROM attempt JOIN current_grading ON current_grading.attempt = attempt.id
        JOIN grading ON grading.id = current_grading.grading
        \(RecordReader.condition(assignment, student))
        ORDER BY attempt.student, attempt.number
        """,
      arguments: RecordReader.arguments(assignment, student)
    ).map { row in
      let build: String? = try row.value(5)
      return AttemptPlace(
        id: try row.value(0), student: try row.value(1), number: try row.count(2),
        grading: try row.value(3), definition: try row.value(4),
        isOfThisBuild: build != nil && build == GraderBuild.id)
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

  private func content(of place: AttemptPlace, _ database: Database) throws -> AttemptContent {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT attempt.assignment, attempt.inputs, attempt.stored_at, grading.grader,
            grading.stored_at,
            (SELECT submitted_at FROM handed_in WHERE handed_in.id = attempt.id),
            (SELECT count(*) FROM grading AS other WHERE other.attempt = attempt.id
              AND other.id < grading.id)
          FROM attempt JOIN grading ON grading.attempt = attempt.id
          WHERE attempt.id = ? AND grading.id = ?
          """), arguments: [place.id, place.grading])
    // Nothing is ever deleted but by 'forget', which another process may have been asked to do.
    guard let row else {
      throw Failure(message: "an attempt is gone since; run this command again")
    }
    let files = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT attempt_file.name, content.bytes, content.sha256 FROM attempt_file
          JOIN content ON content.sha256 = attempt_file.sha256
          WHERE attempt = ? ORDER BY name
          """), arguments: [place.id])
    let parts = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT \(ScoreQuery.columns) FROM part_outcome WHERE grading = ? ORDER BY position
          """), arguments: [place.grading])
    return AttemptContent(
      place: place, assignment: try row.value(0), grader: try row.value(3),
      submitted: try row.moment(5), stored: try row.requiredMoment(2),
      graded: try row.requiredMoment(4), earlierGradings: try row.count(6),
      inputs: try row.optionalInputs(1),
      files: try files.map { file in
        let bytes = Array(try file.value(1) as Data)
        let hash: String = try file.value(2)
        guard AttemptWriter.sha256(bytes) == hash else { throw Gradebook.damagedValue }
        return (Submission.File(name: try file.value(0), bytes: bytes), hash)
      },
      parts: try parts.map { try ScoreQuery.outcome($0, from: 0) })
  }
}
