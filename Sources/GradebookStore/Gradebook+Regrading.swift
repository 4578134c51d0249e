public import Coursework
internal import GRDB
public import Grading

/// A new grading of a stored attempt.
public struct Regrading: Sendable {
  /// What is found otherwise.
  public struct Change: Sendable {
    /// The parts, as they were graded.
    public let before: [StoredPart]
    /// The parts, as they are now.
    public let after: [StoredPart]
  }

  /// The attempt, as it was graded.
  public let attempt: AttemptPlace
  /// The hash of the definition it is graded by now.
  public let definition: String
  /// What is found otherwise; nil if nothing is.
  public let change: Change?

  /// Keeps of a grading what is new.
  ///
  /// - Parameters:
  ///   - attempt: The attempt.
  ///   - outcome: What was found.
  ///   - settled: Problems that were left out, and stay as they were graded.
  ///   - assignment: The definition it is graded by.
  public init(
    attempt: AttemptContent, outcome: Outcome, without settled: Set<String> = [],
    by assignment: Assignment
  ) {
    self.attempt = attempt.place
    definition = assignment.hash
    let graded = outcome.parts.map(StoredPart.init)
    let kept = attempt.parts.filter { settled.contains($0.name.problem) }
    let parts = Dictionary((graded + kept).map { ($0.name, $0) }) { first, _ in first }
    let after = assignment.parts.compactMap { parts[$0.part.name] }
    change = after == attempt.parts ? nil : Change(before: attempt.parts, after: after)
  }

  /// Keeps a grading under a definition by which it comes out the same.
  public init(unchanged attempt: AttemptPlace, by assignment: Assignment) {
    self.attempt = attempt
    definition = assignment.hash
    change = nil
  }

  /// Whether anything comes out otherwise, or under another definition.
  public var changesAnything: Bool { attempt.definition != definition || change != nil }
}

/// Attempts graded again: each row names what it replaces, and a run can be taken back as a whole.
extension Gradebook {
  /// Adds new gradings as one run, all or none.
  ///
  /// - Parameters:
  ///   - regradings: The gradings.
  ///   - assignment: The definition that they are by.
  ///   - reason: Why, and who; without one, marks that were told stay where they would be lower.
  ///   - rules: What makes standings.
  /// - Throws: ``Failure``, also where an attempt was graded again meanwhile.
  public func store(
    _ regradings: [Regrading], of assignment: Assignment, _ reason: Reason? = nil,
    under rules: CourseRules
  ) throws(Failure) {
    let work = regradings.map {
      GradebookSnapshot.StudentWork(assignment.id, $0.attempt.student)
    }
    try act(Set(work), under: rules, reason) { database, log in
      let writer = AttemptWriter(database: database)
      try writer.store(assignment)
      try database.execute(
        sql: "INSERT INTO run (assignment, because, by_whom) VALUES (?, ?, ?)",
        arguments: [assignment.id, reason?.because, reason?.by])
      let run = database.lastInsertedRowID
      for own in work {
        log.made[own] = [ActID(.run, run)]
        log.settled.insert(own)
      }
      for regrading in regradings {
        let current = try Int64.fetchOne(
          database.cachedStatement(sql: "SELECT grading FROM current_grading WHERE attempt = ?"),
          arguments: [regrading.attempt.id])
        guard current == regrading.attempt.grading else {
          throw Failure(message: "another process has graded again since; run this command again")
        }
        try writer.store(regrading, run: run)
      }
    }
  }

  /// Takes the last run back that is in force.
  ///
  /// - Parameters:
  ///   - assignment: The assignment.
  ///   - reason: Why, and who; without one, marks that were told stay where they would be lower.
  ///   - students: Whose marks it is about.
  ///   - rules: What makes standings.
  /// - Returns: how many attempts are graded as before, and when they were regraded; nil if there is no run to
  ///   take back.
  /// - Throws: ``Failure``.
  public func undoRegrading(
    of assignment: String, _ reason: Reason? = nil, students: Set<String>, under rules: CourseRules
  ) throws(Failure) -> (count: Int, made: Moment)? {
    let work = students.map { GradebookSnapshot.StudentWork(assignment, $0) }
    return try act(Set(work), under: rules, reason) { database, log in
      let last = try Int64.fetchOne(
        database,
        sql: """
          SELECT max(id) FROM run AS made WHERE assignment = ? AND undoes IS NULL
            AND NOT EXISTS (SELECT 1 FROM run WHERE run.undoes = made.id)
          """, arguments: [assignment])
      guard let last else { return nil }
      for own in work {
        log.undone[own] = [ActID(.run, last)]
        log.settled.insert(own)
      }
      try database.execute(
        sql: "INSERT INTO run (assignment, undoes, because, by_whom) VALUES (?, ?, ?, ?)",
        arguments: [assignment, last, reason?.because, reason?.by])
      let made = try Row.fetchOne(
        database, sql: "SELECT stored_at FROM run WHERE id = ?", arguments: [last])
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM grading WHERE run = ?", arguments: [last])
      guard let count, let made = try made?.requiredMoment(0) else { throw Gradebook.damagedValue }
      return (count, made)
    }
  }
}
