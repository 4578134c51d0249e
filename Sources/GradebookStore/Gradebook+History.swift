public import Coursework
internal import GRDB
internal import Grading

/// One thing that happened to a student's work, in the order in which it was written down.
public struct HistoryEvent: Sendable {
  /// What happened.
  public enum Kind: String, Sendable, CaseIterable {
    /// Inputs were handed out.
    case handout
    /// Something was handed in.
    case attempt
    /// A time of handing in was told.
    case time
    /// An attempt was graded: the first time, or again.
    case grading
    /// A regrading of the assignment was undone.
    case undoneRegrading = "undone regrading"
    /// A person decided.
    case decision
    /// A decision was taken back.
    case undoneDecision = "undone decision"
    /// An attempt was declared void.
    case void
    /// An attempt that was void counts again.
    case undoneVoid = "undone void"
    /// A student was given another name, or that was taken back.
    case renaming
    /// A student was told a mark.
    case told
    /// A release of marks was taken back.
    case undoneRelease = "undone release"
    /// A student objected to a mark.
    case appeal
    /// An appeal was closed.
    case closedAppeal = "closed appeal"
    /// All that was kept of a student was deleted.
    case forgotten
  }

  /// When it was written down.
  public let at: Moment
  /// What happened.
  public let kind: Kind
  /// The assignment.
  public let assignment: String
  /// The student; nil for what concerns all.
  public let student: String?
  /// The attempt, where it is about one.
  public let attempt: Int?
  /// The part, where it is about one.
  public let part: String?
  /// The points it came to, where there are some.
  public let points: Points?
  /// Whether it was taken back later.
  public let isUndone: Bool
  /// What else is to be said: why, how, or by which definition.
  public let detail: String
  /// Who decided.
  public let by: String?
}

extension Gradebook {
  /// All that happened, in the order in which it was written down.
  ///
  /// - Parameters:
  ///   - assignment: Only this one; nil for all.
  ///   - student: Only this student, and what concerns all; nil for all.
  /// - Returns: The events.
  /// - Throws: ``Failure``.
  public func history(assignment: String? = nil, student: String? = nil) throws(Failure)
    -> [HistoryEvent]
  {
    try read { database in
      let reader = HistoryReader(database: database, assignment: assignment, student: student)
      let all = try reader.events()
      // What was written at one second keeps the order of the steps that lead to a score.
      return all.enumerated().sorted {
        ($0.element.at.seconds, $0.element.kind.order, $0.offset)
          < ($1.element.at.seconds, $1.element.kind.order, $1.offset)
      }.map(\.element)
    }
  }
}

extension HistoryEvent.Kind {
  /// What is taken back is written into the table in which it was made: their rows keep their order.
  private var made: HistoryEvent.Kind {
    switch self {
    case .undoneDecision: .decision
    case .undoneVoid: .void
    case .undoneRelease: .told
    case .closedAppeal: .appeal
    case .undoneRegrading: .grading
    default: self
    }
  }

  fileprivate var order: Int {
    // What is told follows from what was done.
    made == .told
      ? HistoryEvent.Kind.allCases.count : HistoryEvent.Kind.allCases.firstIndex(of: made) ?? 0
  }
}

struct HistoryReader {
  let database: Database
  let assignment: String?
  let student: String?

  func events() throws -> [HistoryEvent] {
    try handouts() + attempts() + times() + gradings() + undoneRuns() + decisions() + voidings()
      + renamings() + marksTold() + undoneReleases() + appeals() + forgotten()
  }

  func rows(_ sql: String, _ table: String, student: Bool = true) throws -> [Row] {
    let own = student ? self.student : nil
    return try Row.fetchAll(
      database,
      sql: sql.replacing("CONDITION", with: RecordReader.condition(assignment, own, table)),
      arguments: RecordReader.arguments(assignment, own))
  }

  private func handouts() throws -> [HistoryEvent] {
    try rows(
      "SELECT stored_at, assignment, student, counter FROM handout CONDITION ORDER BY id", "handout"
    ).map { row in
      let counter = try row.count(3)
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: .handout, assignment: try row.value(1),
        student: try row.value(2), attempt: nil, part: nil, points: nil, isUndone: false,
        detail: counter == 0 ? "" : "set \(counter + 1) of inputs", by: nil)
    }
  }

  private func attempts() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT attempt.stored_at, attempt.assignment, attempt.student, attempt.number,
        (SELECT count(*) FROM attempt_file WHERE attempt_file.attempt = attempt.id)
      FROM attempt CONDITION ORDER BY attempt.id
      """, "attempt"
    ).map { row in
      let files = try row.count(4)
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: .attempt, assignment: try row.value(1),
        student: try row.value(2), attempt: try row.count(3), part: nil, points: nil,
        isUndone: false, detail: "\(files) file\(files == 1 ? "" : "s")", by: nil)
    }
  }

  private func times() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT submission_time.stored_at, attempt.assignment, attempt.student, attempt.number,
        submission_time.submitted_at, submission_time.because, submission_time.by_whom,
        submission_time.undoes,
        EXISTS (SELECT 1 FROM submission_time AS other WHERE other.undoes = submission_time.id)
      FROM submission_time JOIN attempt ON attempt.id = submission_time.attempt CONDITION
      ORDER BY submission_time.id
      """, "attempt"
    ).map { row in
      let undoes: Int64? = try row.value(7)
      let because: String? = try row.value(5)
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: .time, assignment: try row.value(1),
        student: try row.value(2), attempt: try row.count(3), part: nil, points: nil,
        isUndone: try row.count(8) == 1,
        detail: (undoes == nil ? "handed in " : "no longer ") + "\(try row.requiredMoment(4))"
          + (because.map { ": \($0)" } ?? ""), by: try row.value(6))
    }
  }

  private func gradings() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT grading_history.stored_at, assignment, student, attempt, replaces, undone, definition,
        grader,
        (SELECT sum(score) FROM part_outcome WHERE part_outcome.grading = grading_history.grading),
        (SELECT because FROM run WHERE run.id = grading_history.run),
        (SELECT by_whom FROM run WHERE run.id = grading_history.run)
      FROM grading_history CONDITION ORDER BY grading_history.grading
      """, "grading_history"
    ).map { row in
      let replaces: Int64? = try row.value(4)
      let definition: String = try row.value(6)
      let grader: String = try row.value(7)
      let points: Int64? = try row.value(8)
      let because: String? = try row.value(9)
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: .grading, assignment: try row.value(1),
        student: try row.value(2), attempt: try row.count(3), part: nil,
        points: points.map { Points(millionths: Int($0)) }, isUndone: try row.count(5) == 1,
        detail: (replaces == nil ? "" : "again, ")
          + "definition \(definition.prefix(8)), version \(grader)"
          + (because.map { ": \($0)" } ?? ""), by: try row.value(10))
    }
  }

  private func undoneRuns() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT run.stored_at, run.assignment, made.stored_at, run.because, run.by_whom FROM run
      JOIN run AS made ON made.id = run.undoes CONDITION ORDER BY run.id
      """, "run", student: false
    ).map { row in
      let because: String? = try row.value(3)
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: .undoneRegrading, assignment: try row.value(1),
        student: nil, attempt: nil, part: nil, points: nil, isUndone: false,
        detail: "that of \(try row.requiredMoment(2))" + (because.map { ": \($0)" } ?? ""),
        by: try row.value(4))
    }
  }

  private func decisions() throws -> [HistoryEvent] {
    try rows(
      """
      SELECT decision.stored_at, decision.assignment, decision.student, decision.part,
        decision.ruling, decision.points, decision.because, decision.by_whom,
        EXISTS (SELECT 1 FROM decision AS other WHERE other.undoes = decision.id)
      FROM decision CONDITION ORDER BY decision.id
      """, "decision"
    ).map { row in
      let ruling: String = try row.value(4)
      let because: String = try row.value(6)
      let points: Int64? = try row.value(5)
      let words = ["excuse": "excused", "accept": "accepted"][ruling].map { "\($0): " } ?? ""
      return HistoryEvent(
        at: try row.requiredMoment(0), kind: ruling == "undo" ? .undoneDecision : .decision,
        assignment: try row.value(1), student: try row.value(2), attempt: nil,
        part: try row.value(3), points: points.map { Points(millionths: Int($0)) },
        isUndone: try row.count(8) == 1, detail: words + because, by: try row.value(7))
    }
  }
}
