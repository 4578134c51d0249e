public import Coursework
internal import GRDB

/// Which scores to list; nil lists all.
public struct ScoreFilter: Sendable {
  /// The assignment's id.
  public var assignment: String?
  /// The student, however the name is composed.
  public var student: String?
  /// The problem's id.
  public var problem: String?
  /// The part's full name.
  public var part: String?
  /// Any of these verdicts; empty for all.
  public var verdicts: [Verdict]
  /// The note, or the beginning of one up to a point.
  public var mistake: String?
  /// The attempts, by the numbers of their gradings.
  public var gradings: Set<Int64>?

  /// Creates a filter.
  public init(
    assignment: String? = nil, student: String? = nil, problem: String? = nil, part: String? = nil,
    verdicts: [Verdict] = [], mistake: String? = nil, gradings: Set<Int64>? = nil
  ) {
    self.assignment = assignment
    self.student = student
    self.problem = problem
    self.part = part
    self.verdicts = verdicts
    self.mistake = mistake
    self.gradings = gradings
  }

  /// Whether it leaves parts out.
  public var isOfParts: Bool {
    problem != nil || part != nil || !verdicts.isEmpty || mistake != nil
  }
}

/// The stored result of one part of one attempt, as it is graded now.
public struct ScoreRow: Sendable, Hashable {
  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// The number of the attempt, from 1.
  public let attempt: Int
  /// The gradebook's number of the grading.
  public let grading: Int64
  /// What was found.
  public let outcome: StoredPart
}

extension Gradebook {
  /// The stored results, by assignment, student, attempt and part.
  ///
  /// - Throws: ``Failure``.
  public func scores(_ filter: ScoreFilter) throws(Failure) -> [ScoreRow] {
    try read { try ScoreQuery.rows($0, filter) }
  }
}

enum ScoreQuery {
  static func rows(_ database: Database, _ filter: ScoreFilter) throws -> [ScoreRow] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT attempt.assignment, attempt.student, attempt.number, part_outcome.grading,
          \(columns)
        FROM attempt JOIN current_grading ON current_grading.attempt = attempt.id
        JOIN part_outcome ON part_outcome.grading = current_grading.grading
        \(RecordReader.condition(filter.assignment, filter.student))
        ORDER BY attempt.assignment, attempt.student, attempt.number, part_outcome.position
        """,
      arguments: RecordReader.arguments(filter.assignment, filter.student))
    var result: [ScoreRow] = []
    while let row = try rows.next() {
      let part: String = try row.value(4)
      let note: String? = try row.value(8)
      let verdict: String = try row.value(7)
      let grading: Int64 = try row.value(3)
      guard filter.gradings?.contains(grading) ?? true, filter.part.map({ $0 == part }) ?? true,
        filter.problem.map({ part.hasPrefix("\($0).") }) ?? true,
        filter.mistake.map({ matches(note, $0) }) ?? true,
        filter.verdicts.isEmpty || filter.verdicts.contains(where: { $0.rawValue == verdict })
      else { continue }
      result.append(
        ScoreRow(
          assignment: try row.value(0), student: try row.value(1), attempt: try row.count(2),
          grading: grading, outcome: try outcome(row, from: 4)))
    }
    return result
  }

  static let columns = """
    part_outcome.part, part_outcome.points, part_outcome.score, part_outcome.verdict,
    part_outcome.note, part_outcome.error, part_outcome.tolerance, part_outcome.worst_index,
    part_outcome.got, part_outcome.wanted, part_outcome.why, part_outcome.bonus
    """

  static func outcome(_ row: Row, from start: Int) throws -> StoredPart {
    StoredPart(
      try row.result(
        name: row.partName(start), points: start + 1, score: start + 2, verdict: start + 3,
        note: start + 4, bonus: start + 11),
      error: try row.value(start + 5), tolerance: try row.value(start + 6),
      worstIndex: try row.value(start + 7), got: try row.value(start + 8),
      wanted: try row.value(start + 9), why: try row.value(start + 10))
  }

  /// Whether a note is the mistake that is asked for, or a kind of it: `dL_dW.sign` is a `dL_dW`.
  private static func matches(_ note: String?, _ mistake: String) -> Bool {
    guard let note else { return false }
    return note == mistake || note.hasPrefix(mistake + ".") || note.hasSuffix("." + mistake)
      || note.contains(".\(mistake).")
  }
}
