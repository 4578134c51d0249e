internal import Coursework
internal import Crypto
internal import Diagnostics
internal import Foundation
internal import GRDB
internal import Grading

/// Adds one attempt within a transaction.
struct AttemptWriter {
  let database: Database

  func store(_ entry: AttemptEntry) throws -> Gradebook.Stored {
    let assignment = entry.assignment.id
    let latest = try database.cachedStatement(
      sql: """
        SELECT id, number, submission, inputs,
          (SELECT definition FROM current_grading WHERE current_grading.attempt = attempt.id)
            AS definition
        FROM attempt WHERE assignment = ? AND student = ? ORDER BY number DESC LIMIT 1
        """)
    let last = try Row.fetchOne(latest, arguments: [assignment, entry.student])
    let number = try last?.count(1) ?? 0
    let collected = try collectedAttempt(entry)
    if let collected, collected.number != number {
      try store(entry.submitted, of: collected.id)
      return .unchanged(collected.number)
    }
    if let last, entry.origin == .handedIn || collected != nil,
      try last.value(4) == entry.assignment.hash, try last.value(2) == entry.hash,
      try last.value(3) == entry.inputs
    {
      let attempt: Int64 = try last.value(0)
      try store(entry.submitted, of: attempt)
      guard let grading = try disputedGrading(of: attempt, settledBy: entry.parts) else {
        let disputed = Set(entry.parts.filter { $0.score == nil }.map(\.name.description))
        return try disputed.isEmpty || disputedParts(of: attempt).isSuperset(of: disputed)
          ? .unchanged(number) : .stays(number)
      }
      try store(entry.grading, of: attempt, run: nil, replacing: grading)
      return .gradedAgain(number)
    }
    try store(entry.assignment)
    try run(
      """
      INSERT INTO attempt (assignment, student, number, submission, inputs)
      VALUES (?, ?, ?, ?, ?)
      """,
      [assignment, entry.student, number + 1, entry.hash, entry.inputs])
    let attempt = database.lastInsertedRowID
    for (file, hash) in zip(entry.files, entry.fileHashes) {
      try run(
        "INSERT OR IGNORE INTO content (sha256, bytes) VALUES (?, ?)", [hash, Data(file.bytes)])
      try run(
        "INSERT INTO attempt_file (attempt, name, sha256) VALUES (?, ?, ?)",
        [attempt, file.name, hash])
    }
    try store(entry.submitted, of: attempt)
    try store(entry.grading, of: attempt, run: nil, replacing: nil)
    return .attempt(number + 1)
  }

  /// The attempt that collected work is, though others may have come after it; nil if none is on record.
  ///
  /// Work that was moved aside is that attempt by whatever definition it was graded; the last one is graded anew by another.
  private func collectedAttempt(_ entry: AttemptEntry) throws -> (id: Int64, number: Int)? {
    guard entry.origin != .handedIn,
      let number = try knownAttempt(entry) ?? untimedAttempt(entry)
    else { return nil }
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT id, (SELECT definition FROM current_grading WHERE current_grading.attempt = attempt.id)
          FROM attempt WHERE assignment = ? AND student = ? AND number = ?
          """), arguments: [entry.assignment.id, entry.student, number])
    guard let row else { return nil }
    let definition: String = try row.value(1)
    guard entry.origin == .movedAside || definition == entry.assignment.hash else { return nil }
    return (try row.value(0), number)
  }

  /// The number of an attempt that is the same work, and of which nobody knew the time; nil if there is none.
  private func untimedAttempt(_ entry: AttemptEntry) throws -> Int? {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT number FROM attempt
          WHERE assignment = ? AND student = ? AND submission = ? AND inputs IS ?
            AND NOT EXISTS (SELECT 1 FROM submission_time WHERE submission_time.attempt = attempt.id)
          ORDER BY number DESC LIMIT 1
          """),
      arguments: [entry.assignment.id, entry.student, entry.hash, entry.inputs])
    return try row?.count(0)
  }

  /// The number of the attempt that a piece of work is; nil if none is on record.
  ///
  /// The same work as that handed in last until then is no other attempt; where nobody knows when, the same work never is.
  func knownAttempt(_ entry: AttemptEntry) throws -> Int? {
    let rows = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT number, submission = ?3 AND inputs IS ?4 AS same,
            (SELECT min(submitted_at) FROM submission_time
              WHERE submission_time.attempt = attempt.id AND by_whom IS NULL) AS submitted
          FROM attempt WHERE assignment = ?1 AND student = ?2
            AND (?5 IS NULL OR submitted IS NULL OR submitted <= ?5)
          ORDER BY submitted, number
          """),
      arguments: [
        entry.assignment.id, entry.student, entry.hash, entry.inputs,
        entry.submitted?.description,
      ])
    let same = try rows.filter { try $0.count(1) == 1 }
    guard entry.submitted != nil else { return try same.last?.count(0) }
    if let last = rows.last, try last.count(1) == 1 { return try last.count(0) }
    // Of several handed in at once the order says nothing.
    return try same.first { try $0.value(2) == entry.submitted?.description }?.count(0)
  }

  /// The parts that are disputed by the grading in force.
  private func disputedParts(of attempt: Int64) throws -> Set<String> {
    try String.fetchSet(
      database.cachedStatement(
        sql: """
          SELECT part_outcome.part FROM current_grading
          JOIN part_outcome ON part_outcome.grading = current_grading.grading
          WHERE current_grading.attempt = ? AND part_outcome.score IS NULL
          """), arguments: [attempt])
  }

  /// The grading in force where a part of it is disputed no more; nil if it does not.
  private func disputedGrading(of attempt: Int64, settledBy parts: [StoredPart]) throws -> Int64? {
    let rows = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT part_outcome.grading, part_outcome.part FROM current_grading
          JOIN part_outcome ON part_outcome.grading = current_grading.grading
          WHERE current_grading.attempt = ? AND part_outcome.score IS NULL
          """), arguments: [attempt])
    let settled = Set(parts.filter { $0.score != nil }.map(\.name.description))
    return try rows.first { settled.contains(try $0.value(1)) }?.value(0)
  }

  /// Adds how an attempt was graded.
  func store(_ found: AttemptEntry.Grading, of attempt: Int64, run: Int64?, replacing: Int64?)
    throws
  {
    let grading = try addGrading(
      of: attempt, definition: found.definition, grader: found.grader, build: found.build, run: run,
      replacing: replacing)
    try store(found.parts, of: grading)
  }

  /// Adds how an attempt is graded now; what is as before is copied.
  func store(_ regrading: Regrading, run: Int64) throws {
    let attempt = regrading.attempt
    let grading = try addGrading(
      of: attempt.id, definition: regrading.definition, grader: Gradebook.graderVersion,
      build: GraderBuild.id, run: run, replacing: attempt.grading)
    if let change = regrading.change { return try store(change.after, of: grading) }
    try self.run(
      """
      INSERT INTO part_outcome (grading, position, part, points, score, verdict, note, error,
        tolerance, worst_index, got, wanted, why, bonus)
      SELECT ?, position, part, points, score, verdict, note, error,
        tolerance, worst_index, got, wanted, why, bonus
      FROM part_outcome WHERE grading = ? ORDER BY position
      """, [grading, attempt.grading])
  }

  private func addGrading(
    of attempt: Int64, definition: String, grader: String, build: String?, run: Int64?,
    replacing: Int64?
  ) throws -> Int64 {
    try self.run(
      """
      INSERT INTO grading (attempt, definition, grader, build, run, replaces)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [attempt, definition, grader, build, run, replacing])
    return database.lastInsertedRowID
  }

  private func store(_ parts: [StoredPart], of grading: Int64) throws {
    for (position, row) in parts.enumerated() {
      try self.run(
        """
        INSERT INTO part_outcome (grading, position, part, points, score, verdict, note, error,
          tolerance, worst_index, got, wanted, why, bonus)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          grading, position, row.name.description, row.points.millionths, row.score?.millionths,
          row.verdict.rawValue, row.note, row.error,
          row.tolerance, row.worstIndex, row.got, row.wanted, row.why, row.isBonus,
        ])
    }
  }

  /// Adds when an attempt was handed in, where that is news: of the same work the earliest time counts.
  private func store(_ submitted: Moment?, of attempt: Int64) throws {
    guard let submitted else { return }
    let known = try String.fetchOne(
      try database.cachedStatement(
        sql: """
          SELECT min(submitted_at) FROM submission_time WHERE attempt = ? AND by_whom IS NULL
          """),
      arguments: [attempt])
    guard known.map({ submitted.description < $0 }) ?? true else { return }
    try run(
      "INSERT INTO submission_time (attempt, submitted_at) VALUES (?, ?)",
      [attempt, submitted.description])
  }

  func store(_ assignment: Assignment) throws {
    try run(
      "INSERT OR IGNORE INTO definition (hash, assignment, text, title) VALUES (?, ?, ?, ?)",
      [assignment.hash, assignment.id, Data(assignment.source.bytes), assignment.title])
    // Definitions of older versions have no policy: there was no way to say one.
    guard database.changesCount > 0 else { return }
    let policy = assignment.policy
    try run(
      """
      INSERT INTO policy (definition, due, per_day, grace, until, attempts, count)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        assignment.hash, policy.due?.description, policy.late?.perDay, policy.late?.grace.seconds,
        policy.late?.until?.description, policy.attempts, policy.count.rawValue,
      ])
    for (position, part) in assignment.parts.map(\.part).enumerated() {
      try run(
        """
        INSERT INTO definition_part (definition, position, part, points, bonus)
        VALUES (?, ?, ?, ?, ?)
        """,
        [
          assignment.hash, position, part.name.description, part.points.millionths, part.isBonus,
        ])
    }
  }

  func store(_ handout: Handout) throws {
    let inputs = handout.assignment.drawnInputs.json
    let last = try Row.fetchOne(
      database,
      sql: """
        SELECT inputs, of_group FROM handout WHERE assignment = ? AND student = ?
        ORDER BY id DESC LIMIT 1
        """, arguments: [handout.assignment.id, handout.student])
    let latest: String? = try last?.value(0)
    if let last, latest == inputs, try last.value(1) == handout.group { return }
    // What another process has handed out since must not be replaced unseen.
    guard latest == handout.replaces?.json else {
      throw Gradebook.Failure(
        message:
          "\(handout.student): another process has made a handout since; run this command again")
    }
    try store(handout.assignment)
    try run(
      """
      INSERT INTO handout (assignment, student, counter, definition, inputs, secret, of_group)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        handout.assignment.id, handout.student, handout.counter, handout.assignment.hash, inputs,
        handout.fingerprint, handout.group,
      ])
    let row = database.lastInsertedRowID
    if let record = handout.record { try keep(record, of: handout.assignment, handout: row) }
  }

  private func run(_ sql: String, _ arguments: StatementArguments) throws {
    try database.cachedStatement(sql: sql).execute(arguments: arguments)
  }

  /// The hash of each file's bytes, and one of all names and contents together.
  static func hashes(of files: [Submission.File]) -> (each: [String], all: String) {
    let each = files.map { sha256($0.bytes) }
    let names = zip(files, each).map { "\($0.name)\u{0}\($1)\n" }
    return (each, sha256(Array(names.joined().utf8)))
  }

  static func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in SHA256.hash(data: bytes) {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
