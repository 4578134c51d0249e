internal import Coursework
internal import GRDB
public import Grading

/// What people decide: rows are added, and an undoing one names what it takes back.
extension Gradebook {
  /// Adds decisions, all or none; of several about the same part the last one holds.
  ///
  /// - Returns: How many there are.
  /// - Throws: ``Failure``.
  public func store(_ decisions: [Decision]) throws(Failure) -> Int {
    try write { database in
      for decision in decisions { try Gradebook.store(decision, in: database) }
      return decisions.count
    }
  }

  private static func store(_ decision: Decision, in database: Database) throws {
    var points: Int?
    let ruling: String
    switch decision.ruling {
    case .points(let given): (ruling, points) = ("points", given.millionths)
    case .excuse: ruling = "excuse"
    case .accept: ruling = "accept"
    }
    try database.execute(
      sql: """
        INSERT INTO decision (assignment, student, part, ruling, points, because, by_whom)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        decision.assignment, decision.student, decision.part?.description, ruling, points,
        decision.because, decision.by,
      ])
  }

  /// Takes back the last decisions in force about just these parts, or assignments as a whole, all or none.
  ///
  /// - Parameter decisions: About what, why and by whom; what was decided makes no difference.
  /// - Returns: How many there were.
  /// - Throws: ``Failure``.
  public func undo(_ decisions: [Decision]) throws(Failure) -> Int {
    try write { database in
      var count = 0
      for decision in decisions where try Gradebook.undo(decision, in: database) { count += 1 }
      return count
    }
  }

  private static func undo(_ decision: Decision, in database: Database) throws -> Bool {
    let part = decision.part?.description
    let last = try Int64.fetchOne(
      database,
      sql: """
        SELECT max(id) FROM decision_in_force
        WHERE assignment = ? AND student = ? AND part IS ?
        """, arguments: [decision.assignment, decision.student, part])
    guard let last else { return false }
    try database.execute(
      sql: """
        INSERT INTO decision (assignment, student, part, ruling, because, by_whom, undoes)
        VALUES (?, ?, ?, 'undo', ?, ?, ?)
        """,
      arguments: [
        decision.assignment, decision.student, part, decision.because, decision.by, last,
      ])
    return true
  }
}
