internal import Coursework
internal import GRDB
internal import Grading

extension Gradebook {
  /// What a student is told: a score, or that there is none.
  struct Told {
    let student: String
    let state: String
    let mark: ToldMark?
    let maximum: Points
    let attempt: Int?

    init(_ standing: Standing, mark: ToldMark?) {
      student = standing.student
      state = mark == nil ? standing.state.rawValue : Standing.State.graded.rawValue
      self.mark = mark
      maximum = mark?.maximum ?? standing.maximum
      attempt = standing.counted?.record.number
    }

    init(student: String, mark: ToldMark) {
      self.student = student
      state = Standing.State.graded.rawValue
      self.mark = mark
      maximum = mark.maximum
      attempt = nil
    }

    init(_ standing: Standing) {
      self.init(
        standing, mark: standing.score.map { ToldMark(score: $0, maximum: standing.maximum) })
    }
  }

  /// Adds marks that students are told, with the acts that make them so and all that were known then.
  static func tell(
    _ told: [Told], of assignment: String, level: FeedbackLevel?, _ because: String?, by: String,
    acts: [ActID] = [], in database: Database
  ) throws {
    let seen = try ActID.Kind.allCases.compactMap { kind in
      try Int64.fetchOne(database, sql: "SELECT max(id) FROM \(kind.table)").map {
        ActID(kind, $0).text
      }
    }
    try database.execute(
      sql: """
        INSERT INTO release (assignment, level, because, by_whom, acts, seen)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        assignment, level?.rawValue, because, by,
        acts.isEmpty ? nil : acts.map(\.text).joined(separator: " "),
        seen.joined(separator: " "),
      ])
    let release = database.lastInsertedRowID
    for own in told {
      try database.cachedStatement(
        sql: """
          INSERT INTO released_mark (release, assignment, student, state, score, points, attempt)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        release, assignment, own.student, own.state, own.mark?.score.millionths,
        own.maximum.millionths, own.attempt,
      ])
    }
  }
}
