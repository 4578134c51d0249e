public import Coursework
internal import GRDB
public import Grading

/// What people decide: rows are added, and an undoing one names what it takes back.
extension Gradebook {
  /// Adds decisions, all or none; of several about the same part the last one holds.
  ///
  /// Appeals about the same are closed.
  ///
  /// - Parameters:
  ///   - decisions: What is decided.
  ///   - rules: What makes standings.
  ///   - second: Who agrees; nil if one decides alone.
  /// - Returns: The appeals that are closed by it.
  /// - Throws: ``Failure``, also where an appeal asks for a second decider and none is named.
  public func store(_ decisions: [Decision], under rules: CourseRules, second: String? = nil)
    throws(Failure) -> [Appeal]
  {
    try act(Gradebook.work(decisions), under: rules, Gradebook.reason(decisions)) {
      database, log in
      var closed: [Appeal] = []
      for decision in decisions {
        try Gradebook.store(decision, in: database, &log)
        let own = try Gradebook.closeAppeals(
          about: decision, .changed, second: second, in: database)
        // A letter tells the mark.
        if !own.isEmpty {
          log.told.insert(GradebookSnapshot.StudentWork(decision.assignment, decision.student))
        }
        closed += own
      }
      if second != nil, closed.isEmpty {
        throw Failure(
          message: "no open appeal about this asks for a second decider; nothing was stored",
          isUsage: true)
      }
      return closed
    }
  }

  private static func work(_ decisions: [Decision]) -> Set<GradebookSnapshot.StudentWork> {
    Set(decisions.map { GradebookSnapshot.StudentWork($0.assignment, $0.student) })
  }

  /// The reason that decisions have in common.
  private static func reason(_ decisions: [Decision]) -> Reason? {
    decisions.first.map { Reason(because: $0.because, by: $0.by) }
  }

  private static func store(
    _ decision: Decision, in database: Database, _ log: inout ActLog
  ) throws {
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
    let work = GradebookSnapshot.StudentWork(decision.assignment, decision.student)
    log.made[work, default: []].append(ActID(.decision, database.lastInsertedRowID))
    if decision.part == nil { log.settled.insert(work) }
  }

  /// Takes back the last decisions in force about just these parts, or assignments as a whole, all or none.
  ///
  /// - Parameters:
  ///   - decisions: About what, why and by whom; what was decided makes no difference.
  ///   - rules: What makes standings.
  /// - Returns: How many there were.
  /// - Throws: ``Failure``.
  public func undo(_ decisions: [Decision], under rules: CourseRules) throws(Failure) -> Int {
    try act(Gradebook.work(decisions), under: rules, Gradebook.reason(decisions)) {
      database, log in
      var count = 0
      for decision in decisions where try Gradebook.undo(decision, in: database, &log) {
        count += 1
      }
      return count
    }
  }

  /// Takes back the last decision about several students: that of each whose decision was made together with it.
  ///
  /// - Parameters:
  ///   - decisions: About what, why and by whom; what was decided makes no difference.
  ///   - rules: What makes standings.
  /// - Returns: How many there were.
  /// - Throws: ``Failure``.
  public func undoTogether(_ decisions: [Decision], under rules: CourseRules) throws(Failure) -> Int
  {
    try act(Gradebook.work(decisions), under: rules, Gradebook.reason(decisions)) {
      database, log in
      var count = 0
      for (_, own) in Dictionary(
        grouping: decisions, by: { "\($0.assignment)/\($0.part, default: "")" })
      {
        guard let first = own.first else { continue }
        let together = try String.fetchSet(
          database,
          sql: """
            SELECT made.student FROM decision_in_force AS made JOIN decision_in_force AS last
              ON last.id = (SELECT max(id) FROM decision_in_force
                WHERE assignment = ?1 AND part IS ?2)
            WHERE made.assignment = ?1 AND made.part IS ?2 AND made.ruling = last.ruling
              AND made.points IS last.points AND made.because = last.because
              AND made.by_whom = last.by_whom AND made.stored_at = last.stored_at
            """, arguments: [first.assignment, first.part?.description])
        for decision in own where together.contains(decision.student) {
          if try Gradebook.undo(decision, in: database, &log) { count += 1 }
        }
      }
      return count
    }
  }

  private static func undo(
    _ decision: Decision, in database: Database, _ log: inout ActLog
  ) throws -> Bool {
    let part = decision.part?.description
    let last = try Int64.fetchOne(
      database,
      sql: """
        SELECT max(id) FROM decision_in_force
        WHERE assignment = ? AND student = ? AND part IS ?
        """, arguments: [decision.assignment, decision.student, part])
    guard let last else { return false }
    try requireSecond(about: decision, in: database)
    let work = GradebookSnapshot.StudentWork(decision.assignment, decision.student)
    log.undone[work, default: []].append(ActID(.decision, last))
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

  /// When an attempt was handed in, as a person knows it.
  public struct TimeCorrection: Sendable {
    let assignment: String
    let student: String
    let attempt: Int
    let submitted: Moment?
    let because: String
    let by: String

    /// Creates a correction.
    ///
    /// - Parameters:
    ///   - assignment: The assignment's id.
    ///   - student: The student.
    ///   - attempt: The number of the attempt.
    ///   - submitted: The right time; nil takes the last correction back.
    ///   - because: Why.
    ///   - by: Who says so.
    public init(
      assignment: String, student: String, attempt: Int, submitted: Moment?, because: String,
      by: String
    ) {
      self.assignment = assignment
      self.student = student
      self.attempt = attempt
      self.submitted = submitted
      self.because = because
      self.by = by
    }
  }

  /// Adds corrections of times, all or none; the last one of an attempt holds, whatever else is told.
  ///
  /// - Parameters:
  ///   - corrections: The times.
  ///   - rules: What makes standings.
  /// - Returns: How many there are; one that takes back what is not there is none.
  /// - Throws: ``Failure``.
  public func store(_ corrections: [TimeCorrection], under rules: CourseRules) throws(Failure)
    -> Int
  {
    let work = corrections.map { GradebookSnapshot.StudentWork($0.assignment, $0.student) }
    let reason = corrections.first.map { Reason(because: $0.because, by: $0.by) }
    return try act(Set(work), under: rules, reason) { database, log in
      var count = 0
      for correction in corrections where try Gradebook.store(correction, in: database, &log) {
        count += 1
      }
      return count
    }
  }

  private static func store(
    _ correction: TimeCorrection, in database: Database, _ log: inout ActLog
  ) throws -> Bool {
    let attempt = try Int64.fetchOne(
      database, sql: "SELECT id FROM attempt WHERE assignment = ? AND student = ? AND number = ?",
      arguments: [correction.assignment, correction.student, correction.attempt])
    guard let attempt else { return false }
    var time = correction.submitted?.description
    var undone: Int64?
    if time == nil {
      let last = try Row.fetchOne(
        database,
        sql: """
          SELECT id, submitted_at FROM submission_time AS made
          WHERE attempt = ? AND by_whom IS NOT NULL AND undoes IS NULL
            AND NOT EXISTS (SELECT 1 FROM submission_time WHERE submission_time.undoes = made.id)
          ORDER BY id DESC LIMIT 1
          """, arguments: [attempt])
      guard let last else { return false }
      undone = try last.value(0)
      time = try last.value(1)
    }
    try database.execute(
      sql: """
        INSERT INTO submission_time (attempt, submitted_at, because, by_whom, undoes)
        VALUES (?, ?, ?, ?, ?)
        """, arguments: [attempt, time, correction.because, correction.by, undone])
    let work = GradebookSnapshot.StudentWork(correction.assignment, correction.student)
    if let undone {
      log.undone[work, default: []].append(ActID(.submissionTime, undone))
    } else {
      log.made[work, default: []].append(
        ActID(.submissionTime, database.lastInsertedRowID))
    }
    return true
  }
}
