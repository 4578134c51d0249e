internal import Coursework
internal import Crypto
internal import Diagnostics
internal import Foundation
internal import GRDB
internal import Grading

/// Adds one attempt within a transaction.
struct AttemptWriter {
  let database: Database

  func store(_ entry: GradedSubmission) throws -> Gradebook.Stored {
    let outcome = entry.outcome
    let hashes = entry.submission.files.map { sha256($0.bytes) }
    // One hash for the submission as a whole: names and contents.
    let whole = sha256(
      Array(zip(entry.submission.files, hashes).map { "\($0.name)\u{0}\($1)\n" }.joined().utf8))
    let inputs = entry.assignment.draws ? entry.assignment.drawnInputs.json : nil
    let latest = try database.cachedStatement(
      sql: """
        SELECT number, definition, submission, inputs FROM attempt
        WHERE assignment = ? AND student = ? ORDER BY number DESC LIMIT 1
        """)
    let last = try Row.fetchOne(latest, arguments: [outcome.assignment, outcome.student])
    let number: Int = last?["number"] ?? 0
    if let last, last["definition"] == outcome.definition, last["submission"] == whole,
      last["inputs"] == inputs
    {
      return .unchanged(number)
    }
    try store(entry.assignment)
    try run(
      """
      INSERT INTO attempt (assignment, student, number, definition, submission, grader, inputs)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        outcome.assignment, outcome.student, number + 1, outcome.definition, whole,
        Gradebook.graderVersion, inputs,
      ])
    let attempt = database.lastInsertedRowID
    for (file, hash) in zip(entry.submission.files, hashes) {
      try run(
        "INSERT OR IGNORE INTO content (sha256, bytes) VALUES (?, ?)", [hash, Data(file.bytes)])
      try run(
        "INSERT INTO attempt_file (attempt, name, sha256) VALUES (?, ?, ?)",
        [attempt, file.name, hash])
    }
    for (position, part) in outcome.parts.enumerated() {
      try run(
        """
        INSERT INTO part_outcome (attempt, position, part, points, score, verdict, note, error,
          tolerance, worst_index, got, wanted, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          attempt, position, part.part, part.points.millionths, part.score?.millionths,
          part.verdict.rawValue, part.note, part.worst?.error, part.worst?.tolerance,
          part.worst.map { shown(index: $0.index) }, part.worst?.got, part.worst?.wanted, part.why,
        ])
    }
    return .attempt(number + 1)
  }

  func store(_ assignment: Assignment) throws {
    try run(
      "INSERT OR IGNORE INTO definition (hash, assignment, text) VALUES (?, ?, ?)",
      [assignment.hash, assignment.id, Data(assignment.source.bytes)])
  }

  func store(_ handout: Handout) throws {
    let inputs = handout.assignment.drawnInputs.json
    let latest = try String.fetchOne(
      database,
      sql:
        "SELECT inputs FROM handout WHERE assignment = ? AND student = ? ORDER BY id DESC LIMIT 1",
      arguments: [handout.assignment.id, handout.student])
    if latest == inputs { return }
    // What another process has handed out since must not be replaced unseen.
    guard latest == handout.replaces?.json else {
      throw Gradebook.Failure(
        message: "\(handout.student): another handout was made meanwhile; run this one again")
    }
    try store(handout.assignment)
    try run(
      """
      INSERT INTO handout (assignment, student, counter, definition, inputs, secret)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        handout.assignment.id, handout.student, handout.counter, handout.assignment.hash, inputs,
        handout.fingerprint,
      ])
  }

  private func run(_ sql: String, _ arguments: StatementArguments) throws {
    try database.cachedStatement(sql: sql).execute(arguments: arguments)
  }

  private func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in SHA256.hash(data: bytes) {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
