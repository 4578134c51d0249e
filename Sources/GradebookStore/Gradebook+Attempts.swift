public import Coursework
internal import GRDB

/// Attempts and handouts: rows are only ever added.
extension Gradebook {
  /// What became of an outcome.
  public enum Stored: Sendable, Hashable {
    /// A new attempt of that number.
    case attempt(Int)
    /// The same bytes under the same definition as the student's latest attempt, whose number it is.
    case unchanged(Int)
    /// The same again, and disputed parts of it are graded now.
    case gradedAgain(Int)
    /// The same again, and parts that are disputed now stay graded as they are.
    case stays(Int)

    /// The number of the attempt.
    public var number: Int {
      switch self {
      case .attempt(let number), .unchanged(let number), .gradedAgain(let number),
        .stays(let number):
        number
      }
    }
  }

  /// Adds attempts, all or none.
  ///
  /// - Returns: what became of each, in their order.
  /// - Throws: ``Failure``.
  public func store(_ entries: [GradedSubmission]) throws(Failure) -> [Stored] {
    try write { database in
      try entries.map { try AttemptWriter(database: database).store(AttemptEntry($0)) }
    }
  }

  /// Adds attempts that were graded elsewhere, all or none; what is on record stays as it is.
  ///
  /// - Parameter lines: What was graded, and the assignment at the student's inputs.
  /// - Returns: what became of each, in their order.
  /// - Throws: ``Failure``.
  public func add(_ lines: [(line: OutcomeLine, assignment: Assignment)]) throws(Failure)
    -> [Stored]
  {
    try write { database in
      let writer = AttemptWriter(database: database)
      return try lines.map { line, assignment in
        let entry = AttemptEntry(line, assignment)
        if let known = try writer.knownAttempt(entry) { return .unchanged(known) }
        return try writer.store(entry)
      }
    }
  }

  /// Adds what was handed out, all or nothing.
  ///
  /// - Throws: ``Failure``.
  public func store(_ handouts: [Handout]) throws(Failure) {
    try write { database in
      for handout in handouts { try AttemptWriter(database: database).store(handout) }
    }
  }

  /// The inputs that were last handed out for an assignment, to each student and each group; where nothing was, those of
  /// the student's latest attempt.
  ///
  /// - Throws: ``Failure``.
  public func handedOut(_ assignment: String) throws(Failure) -> [InputsOwner: HandedOut] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT student, 0 AS counter, inputs, NULL AS secret, NULL AS of_group, 0 AS kind, id,
            NULL AS handout
          FROM attempt
          WHERE assignment = ?1 AND inputs IS NOT NULL
          UNION ALL SELECT student, counter, inputs, secret, of_group, 1, id, id FROM handout
          WHERE assignment = ?1
          ORDER BY kind, id
          """,
        arguments: [assignment])
      var latest: [InputsOwner: HandedOut] = [:]
      while let row = try rows.next() {
        guard let inputs = try row.optionalInputs(2) else { throw Gradebook.damagedValue }
        let handedOut = HandedOut(
          inputs: inputs, counter: try row.count(1), fingerprint: try row.value(3),
          group: try row.value(4), row: try row.value(7))
        latest[.student(try row.value(0))] = handedOut
        if let group: String = try row.value(4) { latest[.group(group)] = handedOut }
      }
      return latest
    }
  }
}
