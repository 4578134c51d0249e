internal import Coursework
internal import GRDB
internal import Grading

/// Why something is done, and by whom.
public struct Reason: Sendable, Hashable {
  /// Why.
  public let because: String
  /// Who does it.
  public let by: String

  /// Creates a reason.
  public init(because: String, by: String) {
    self.because = because
    self.by = by
  }
}

extension Gradebook {
  /// Writes what a person does, and with it what it makes of marks that were told: where one would be lower now, the
  /// lower one takes its place, with the reason and the name.
  ///
  /// - Parameters:
  ///   - work: Whose work for which assignment it is about.
  ///   - rules: What makes standings.
  ///   - reason: Why, and who.
  ///   - body: What is written.
  /// - Returns: What was written.
  /// - Throws: ``Failure``.
  func act<Result>(
    _ work: Set<GradebookSnapshot.StudentWork>, under rules: CourseRules, _ reason: Reason?,
    _ body: (Database) throws -> Result
  ) throws(Failure) -> Result {
    try write { database in
      let result = try body(database)
      if let reason {
        for (assignment, students) in Dictionary(grouping: work, by: \.assignment) {
          try Gradebook.retell(
            assignment, Set(students.map(\.student)), under: rules, reason, in: database)
        }
      }
      return result
    }
  }

  private static func retell(
    _ assignment: String, _ students: Set<String>, under rules: CourseRules, _ reason: Reason,
    in database: Database
  ) throws {
    let reader = RecordReader(database: database)
    let told = try reader.marksTold(assignment: assignment, student: nil)
      .filter { students.contains($0.key.student) }
    guard !told.isEmpty else { return }
    var lower: [Standing] = []
    for (work, mark) in told.sorted(by: { $0.key.student < $1.key.student }) {
      let scope = rules.spansCourse(assignment) ? nil : assignment
      let records = try reader.records(assignment: scope, student: work.student)
      let decisions = try reader.decisions(assignment: scope, student: work.student)
      let ids = Set(records.map(\.assignment)).union([assignment]).sorted()
      let standings = rules.standings(
        of: work.student,
        ids.map { id in
          CourseRules.Work(
            id, total: mark.maximum, records: records.filter { $0.assignment == id },
            decisions: decisions.filter { $0.assignment == id }, told: nil)
        })
      lower += standings.filter {
        $0.assignment == assignment
          && ($0.isLower(than: mark) || [.missing, .excused].contains($0.state))
      }
    }
    guard !lower.isEmpty else { return }
    try tell(lower, of: assignment, level: nil, reason.because, by: reason.by, in: database)
  }

  /// Adds marks that students are told.
  static func tell(
    _ standings: [Standing], of assignment: String, level: FeedbackLevel?, _ because: String?,
    by: String, in database: Database
  ) throws {
    try database.execute(
      sql: "INSERT INTO release (assignment, level, because, by_whom) VALUES (?, ?, ?, ?)",
      arguments: [assignment, level?.rawValue, because, by])
    let release = database.lastInsertedRowID
    for standing in standings {
      try database.cachedStatement(
        sql: """
          INSERT INTO released_mark (release, assignment, student, state, score, points, attempt)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        release, assignment, standing.student, standing.state.rawValue,
        standing.score?.millionths, standing.maximum.millionths, standing.counted?.record.number,
      ])
    }
  }
}
