internal import Coursework
internal import Foundation
internal import GRDB
public import Grading

/// Appeals: opened by a row, closed by another.
extension Gradebook {
  /// Opens an appeal.
  ///
  /// - Returns: It, as it is recorded.
  /// - Throws: ``Failure``, also where one about the same is open already.
  public func openAppeal(_ request: Appeal.Request) throws(Failure) -> Appeal {
    try write { database in
      let part = request.part?.description
      let others = try Gradebook.openAppeals(
        request.assignment, request.student, part, in: database)
      guard others.isEmpty else {
        throw Failure(
          message: "an appeal about this is open already; decide about it, or withdraw it",
          isUsage: true)
      }
      try database.execute(
        sql: """
          INSERT INTO appeal (assignment, student, part, says, until, decider, second, by_whom)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          request.assignment, request.student, part, request.says, request.until?.description,
          request.decider, request.second, request.by,
        ])
      let opened = try Gradebook.openAppeals(
        request.assignment, request.student, part, in: database)
      guard let appeal = opened.first else { throw Gradebook.damagedValue }
      return appeal
    }
  }

  /// Appeals, in the order in which they were opened.
  ///
  /// - Parameters:
  ///   - assignment: Only about this one; nil for all.
  ///   - student: Only this student's; nil for all.
  /// - Returns: The appeals.
  /// - Throws: ``Failure``.
  public func appeals(assignment: String? = nil, student: String? = nil) throws(Failure)
    -> [Appeal]
  {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          \(Gradebook.appealColumns) \(RecordReader.condition(assignment, student, "appeal"))
          ORDER BY appeal.id
          """, arguments: RecordReader.arguments(assignment, student)
      ).map { try $0.appeal() }
    }
  }

  /// Closes appeals whose mark stands, or that are withdrawn; all or none.
  ///
  /// - Parameters:
  ///   - decisions: About what, why and by whom; the ruling makes no difference.
  ///   - outcome: How they end.
  ///   - second: Who agrees; nil if one decides alone.
  /// - Returns: The appeals.
  /// - Throws: ``Failure``, also where there is no such appeal, or one asks for a second decider and none is named.
  public func closeAppeals(_ decisions: [Decision], _ outcome: Appeal.Outcome, second: String?)
    throws(Failure) -> [Appeal]
  {
    try write { database in
      try decisions.flatMap { decision in
        let closed = try Gradebook.closeAppeals(
          about: decision, outcome, second: second, in: database)
        guard !closed.isEmpty else {
          throw Failure(
            message: "\(decision.student) has no open appeal about "
              + "\(decision.part.map { "\(decision.assignment).\($0)" } ?? decision.assignment)",
            isUsage: true)
        }
        return closed
      }
    }
  }

  /// Closes the appeals that a decision is about: those about its part, or all of the student's at the assignment where the
  /// whole is decided.
  static func closeAppeals(
    about decision: Decision, _ outcome: Appeal.Outcome, second: String?, in database: Database
  ) throws -> [Appeal] {
    let open = try openAppeals(about: decision, in: database)
    return try open.map { appeal in
      if outcome != .withdrawn { try requireSecond(second, for: appeal, by: decision.by) }
      let by = second.map { "\(decision.by) with \($0)" } ?? decision.by
      try database.execute(
        sql: """
          INSERT INTO appeal_closing (appeal, outcome, because, by_whom) VALUES (?, ?, ?, ?)
          """, arguments: [appeal.id, outcome.rawValue, decision.because, by])
      let row = try Row.fetchOne(
        database, sql: "\(appealColumns) WHERE appeal.id = ?", arguments: [appeal.id])
      guard let closed = try row?.appeal() else { throw damagedValue }
      return closed
    }
  }

  /// Refuses what one person does alone where an appeal asks for two.
  private static func requireSecond(_ second: String?, for appeal: Appeal, by first: String) throws
  {
    guard let needed = appeal.request.second else { return }
    func same(_ a: String, _ b: String) -> Bool {
      a.trimmingCharacters(in: .whitespaces).lowercased()
        == b.trimmingCharacters(in: .whitespaces).lowercased()
    }
    guard let second, same(second, needed), !same(first, needed) else {
      throw Failure(
        message:
          "the appeal of \(appeal.request.student) about \(appeal.about) asks for a second decider, "
          + "\(needed): say --with \(needed), and --by somebody else; nothing was stored",
        isUsage: true)
    }
  }

  /// Refuses to take a decision back while an appeal about it waits for two to decide.
  static func requireSecond(about decision: Decision, in database: Database) throws {
    for appeal in try openAppeals(about: decision, in: database) {
      try requireSecond(nil, for: appeal, by: decision.by)
    }
  }

  private static func openAppeals(about decision: Decision, in database: Database) throws
    -> [Appeal]
  {
    try Row.fetchAll(
      database,
      sql: """
        \(appealColumns) WHERE appeal.assignment = ?1 AND appeal.student = ?2
          AND (?3 IS NULL OR appeal.part IS ?3) AND appeal_closing.appeal IS NULL
        ORDER BY appeal.id
        """,
      arguments: [decision.assignment, decision.student, decision.part?.description]
    ).map { try $0.appeal() }
  }

  private static let appealColumns = """
    SELECT appeal.id, appeal.assignment, appeal.student, appeal.part, appeal.says, appeal.until,
      appeal.decider, appeal.second, appeal.by_whom, appeal.stored_at, appeal_closing.outcome,
      appeal_closing.because, appeal_closing.by_whom, appeal_closing.stored_at
    FROM appeal LEFT JOIN appeal_closing ON appeal_closing.appeal = appeal.id
    """

  private static func openAppeals(
    _ assignment: String, _ student: String, _ part: String?, in database: Database
  ) throws -> [Appeal] {
    try Row.fetchAll(
      database,
      sql: """
        \(appealColumns) WHERE appeal.assignment = ? AND appeal.student = ? AND appeal.part IS ?
          AND appeal_closing.appeal IS NULL ORDER BY appeal.id
        """, arguments: [assignment, student, part]
    ).map { try $0.appeal() }
  }
}

extension Row {
  fileprivate func appeal() throws -> Appeal {
    var closing: (Appeal.Outcome, String, String, Moment)?
    if let word: String = try value(10) {
      guard let known = Appeal.Outcome(rawValue: word) else { throw Gradebook.damagedValue }
      closing = (known, try value(11), try value(12), try requiredMoment(13))
    }
    return Appeal(
      id: try value(0),
      request: Appeal.Request(
        assignment: try value(1), student: try value(2), part: try optionalPartName(3),
        says: try value(4), until: try moment(5), decider: try value(6), second: try value(7),
        by: try value(8)),
      stored: try requiredMoment(9), closing: closing)
  }
}
