public import Coursework
internal import Foundation
internal import GRDB
public import Grading

/// The numeric derivatives by which assignments were proved, as far as this build of the grader kept them.
///
/// They save time and decide nothing: whatever cannot be read here is worked out again.
public struct ProofRecords: Sendable {
  private let queue: DatabaseQueue

  init(_ queue: DatabaseQueue) { self.queue = queue }

  /// What was kept of a proof.
  ///
  /// - Parameters:
  ///   - assignment: The assignment, at the inputs that were handed out.
  ///   - handout: The handout's row; nil if everybody has the same inputs.
  /// - Returns: nil if nothing was kept that fits.
  public func record(of assignment: Assignment, handout: Int64? = nil) -> NumericRecord? {
    let kept = try? queue.read { database in
      try Data.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT derivatives FROM proof WHERE definition = ? AND handout IS ? AND grader = ?
            ORDER BY id DESC LIMIT 1
            """), arguments: [assignment.hash, handout, GraderBuild.name])
    }
    return kept.flatMap { NumericRecord(bytes: Array($0), of: assignment) }
  }
}

extension Gradebook {
  /// What is kept of proofs.
  public var proofs: ProofRecords { ProofRecords(queue) }

  /// Keeps what an assignment was proved by, where its definition is on record and this is news.
  ///
  /// - Throws: ``Failure``.
  public func keep(_ record: NumericRecord, of assignment: Assignment) throws(Failure) {
    try write { try AttemptWriter(database: $0).keep(record, of: assignment, handout: nil) }
  }
}

extension AttemptWriter {
  /// Keeps what an assignment was proved by at the inputs of a handout, or at those of everybody.
  func keep(_ record: NumericRecord, of assignment: Assignment, handout: Int64?) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO proof (definition, handout, grader, derivatives)
        SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM definition WHERE hash = ?1)
          AND NOT EXISTS (SELECT 1 FROM proof
            WHERE definition = ?1 AND handout IS ?2 AND grader = ?3 AND derivatives = ?4)
        """
    ).execute(
      arguments: [assignment.hash, handout, GraderBuild.name, Data(record.bytes)])
  }
}
