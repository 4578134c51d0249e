internal import Coursework
internal import Foundation
internal import GRDB
internal import Grading

/// Reads records within a transaction.
struct RecordReader {
  let database: Database

  func records(assignment: String?, student: String?) throws -> [AttemptRecord] {
    // Prepared once: of a class, each student is asked for.
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT attempt.assignment, attempt.student, attempt.number, attempt.submission,
            attempt.stored_at, current_grading.grading, current_grading.definition,
            (SELECT submitted_at FROM handed_in WHERE handed_in.id = attempt.id), attempt.id
          FROM attempt JOIN current_grading ON current_grading.attempt = attempt.id
          \(RecordReader.condition(assignment, student))
          ORDER BY attempt.assignment, attempt.student, attempt.number
          """),
      arguments: RecordReader.arguments(assignment, student))
    var definitions: [String: (policy: SubmissionPolicy, names: [PartName])] = [:]
    let parts = try database.cachedStatement(
      sql: """
        SELECT points, score, verdict, note, bonus FROM part_outcome WHERE grading = ? ORDER BY position
        """)
    let void = try Int64.fetchSet(
      database.cachedStatement(sql: "SELECT id FROM void_attempt"))
    var records: [AttemptRecord] = []
    while let row = try rows.next() {
      let definition: String = try row.value(6)
      let grading: Int64 = try row.value(5)
      let known = try definitions[definition] ?? (policy(of: definition), names(in: grading))
      definitions[definition] = known
      var graded: [PartResult] = []
      graded.reserveCapacity(known.names.count)
      let outcomes = try Row.fetchCursor(parts, arguments: [grading])
      while let outcome = try outcomes.next() {
        guard graded.count < known.names.count else { throw Gradebook.damagedValue }
        graded.append(
          try outcome.result(
            name: known.names[graded.count], points: 0, score: 1, verdict: 2, note: 3,
            bonus: 4))
      }
      let number = try row.count(2)
      // Each grading by one definition has a result for each of its parts.
      guard number >= 1, graded.count == known.names.count, !graded.isEmpty else {
        throw Gradebook.damagedValue
      }
      records.append(
        AttemptRecord(
          assignment: try row.value(0), student: try row.value(1), number: number,
          grading: grading, submission: try row.value(3), submitted: try row.moment(7),
          stored: try row.requiredMoment(4),
          definition: definition, policy: known.policy, parts: graded,
          isVoid: void.contains(try row.value(8))))
    }
    return records
  }

  static func condition(_ assignment: String?, _ student: String?, _ table: String = "attempt")
    -> String
  {
    var conditions: [String] = []
    if assignment != nil { conditions.append("\(table).assignment = :assignment") }
    if student != nil {
      conditions.append("\(table).student IN (:student, :composed, :decomposed)")
    }
    return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
  }

  /// Names may be composed or not: folders may have either.
  static func arguments(_ assignment: String?, _ student: String?) -> StatementArguments {
    var arguments: [String: (any DatabaseValueConvertible)?] = [:]
    if let assignment { arguments["assignment"] = assignment }
    if let student {
      arguments["student"] = student
      arguments["composed"] = student.precomposedStringWithCanonicalMapping
      arguments["decomposed"] = student.decomposedStringWithCanonicalMapping
    }
    return StatementArguments(arguments)
  }

  private func names(in grading: Int64) throws -> [PartName] {
    try Row.fetchAll(
      database.cachedStatement(
        sql: "SELECT part FROM part_outcome WHERE grading = ? ORDER BY position"),
      arguments: [grading]
    ).map { try $0.partName(0) }
  }

  func policy(of definition: String) throws -> SubmissionPolicy {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: "SELECT due, per_day, grace, until, attempts, count FROM policy WHERE definition = ?"),
      arguments: [definition])
    guard let row else { return SubmissionPolicy() }
    return SubmissionPolicy(
      due: try row.moment(0),
      late: try row.optionalCount(1).map { perDay in
        SubmissionPolicy.Late(
          perDay: perDay, grace: TimeSpan(seconds: try row.optionalCount(2) ?? 0),
          until: try row.moment(3))
      },
      attempts: try row.optionalCount(4),
      count: try row.counted(5))
  }

  func decisions(assignment: String?, student: String?) throws -> [Decision] {
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT assignment, student, part, ruling, points, because, by_whom FROM decision_in_force
          \(RecordReader.condition(assignment, student, "decision_in_force")) ORDER BY id
          """),
      arguments: RecordReader.arguments(assignment, student))
    var decisions: [Decision] = []
    while let row = try rows.next() {
      let ruling: Decision.Ruling =
        switch try row.value(3) as String {
        case "points": .points(try row.decidedPoints(4))
        case "excuse": .excuse
        case "accept": .accept
        default: throw Gradebook.damagedValue
        }
      decisions.append(
        Decision(
          assignment: try row.value(0), student: try row.value(1),
          part: try row.optionalPartName(2),
          ruling: ruling, because: try row.value(5), by: try row.value(6)))
    }
    return decisions
  }

  func assignments() throws -> [AssignmentRecord] {
    try assignmentIDs().map { id in
      // The definition of the last grading: of the attempt that was stored last, or of the last regrading.
      let row = try Row.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT definition.hash, definition.title, grading.id FROM grading
            JOIN definition ON definition.hash = grading.definition
            WHERE grading.id = max(
              (SELECT grading FROM current_grading
                WHERE attempt = (SELECT max(id) FROM attempt WHERE assignment = ?1)),
              coalesce((SELECT max(id) FROM grading WHERE run = (
                SELECT max(id) FROM run AS made WHERE assignment = ?1 AND undoes IS NULL
                  AND NOT EXISTS (SELECT 1 FROM run WHERE run.undoes = made.id))), 0))
            """), arguments: [id])
      guard let row else {
        return AssignmentRecord(id: id, title: id, parts: [], policy: SubmissionPolicy())
      }
      let parts = try Row.fetchAll(
        database.cachedStatement(
          sql: "SELECT part, points, bonus FROM part_outcome WHERE grading = ? ORDER BY position"),
        arguments: [try row.value(2) as Int64])
      return AssignmentRecord(
        id: id, title: try row.value(1) ?? id,
        parts: try parts.map { part in
          AssignmentRecord.Part(
            name: try part.partName(0), points: try part.points(1),
            isBonus: try part.count(2) == 1)
        },
        policy: try policy(of: try row.value(0)))
    }
  }

  /// Each id once, in order: a seek in the index for each, and not a walk over all attempts.
  private func assignmentIDs() throws -> [String] {
    var ids: Set<String> = []
    for table in ["attempt", "handout", "decision"] {
      ids.formUnion(
        try String.fetchAll(
          database,
          sql: """
            WITH RECURSIVE known(id) AS (
              SELECT min(assignment) FROM \(table)
              UNION ALL
              SELECT (SELECT min(assignment) FROM \(table) WHERE assignment > known.id) FROM known
              WHERE known.id IS NOT NULL)
            SELECT id FROM known WHERE id IS NOT NULL
            """))
    }
    return ids.sorted()
  }
}
