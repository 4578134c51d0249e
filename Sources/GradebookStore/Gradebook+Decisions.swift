public import Coursework
internal import GRDB
public import Grading

/// What people decide: rows are added, and an undoing one names what it takes back.
extension Gradebook {
  /// Adds a decision; of several about the same part the last one holds.
  ///
  /// - Throws: ``Failure``.
  public func store(_ decision: Decision) throws(Failure) {
    try write { database in
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
          decision.because,
          decision.by,
        ])
    }
  }

  /// Takes back the last decision in force about just that part, or the assignment as a whole.
  ///
  /// - Returns: whether there was one.
  /// - Throws: ``Failure``.
  public func undoDecision(
    assignment: String, student: String, part: PartName?, because: String, by: String
  ) throws(Failure) -> Bool {
    try write { database in
      let last = try Int64.fetchOne(
        database,
        sql: """
          SELECT max(id) FROM decision_in_force
          WHERE assignment = ? AND student = ? AND part IS ?
          """, arguments: [assignment, student, part?.description])
      guard let last else { return false }
      try database.execute(
        sql: """
          INSERT INTO decision (assignment, student, part, ruling, because, by_whom, undoes)
          VALUES (?, ?, ?, 'undo', ?, ?, ?)
          """, arguments: [assignment, student, part?.description, because, by, last])
      return true
    }
  }
}
