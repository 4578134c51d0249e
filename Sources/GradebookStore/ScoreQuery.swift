internal import Foundation
internal import GRDB

/// Which scores to list; nil lists all.
public struct ScoreFilter: Sendable {
  /// The assignment's id.
  public var assignment: String?
  /// The student.
  public var student: String?
  /// The part's full name.
  public var part: String?

  /// Creates a filter.
  public init(assignment: String? = nil, student: String? = nil, part: String? = nil) {
    self.assignment = assignment
    self.student = student
    self.part = part
  }
}

/// The stored result of one part of one attempt.
public struct ScoreRow: Sendable, Hashable, Encodable {
  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// The number of the attempt, from 1.
  public let attempt: Int
  /// The part's full name.
  public let part: String
  /// The points there are.
  public let points: Double
  /// The points earned; nil where the part is disputed.
  public let score: Double?
  /// The decision.
  public let verdict: String
  /// A stable word for how the decision came about.
  public let note: String?
  /// The worst entry's difference from the reference.
  public let error: Double?
  /// The difference that was allowed there.
  public let tolerance: Double?
  /// One sentence with the numbers that led to the decision.
  public let why: String
}

enum ScoreQuery {
  static func rows(_ database: Database, _ filter: ScoreFilter) throws -> [ScoreRow] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT assignment, student, attempt, part, points, score, verdict, note, error, tolerance, why
        FROM score
        WHERE (?1 IS NULL OR assignment = ?1) AND (?2 IS NULL OR student IN (?2, ?4, ?5))
          AND (?3 IS NULL OR part = ?3)
        ORDER BY assignment, student, attempt, position
        """,
      arguments: [
        filter.assignment, filter.student, filter.part,
        // Folders may have a name composed or not.
        filter.student?.precomposedStringWithCanonicalMapping,
        filter.student?.decomposedStringWithCanonicalMapping,
      ])
    var result: [ScoreRow] = []
    while let row = try rows.next() {
      result.append(
        ScoreRow(
          assignment: row[0], student: row[1], attempt: row[2], part: row[3], points: row[4],
          score: row[5], verdict: row[6], note: row[7], error: row[8], tolerance: row[9],
          why: row[10]))
    }
    return result
  }
}
