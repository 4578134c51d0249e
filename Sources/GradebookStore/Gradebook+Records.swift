public import Coursework
internal import GRDB
public import Grading

/// What was graded, as records that standings are worked out from.
extension Gradebook {
  /// All attempts as they are graded now, by assignment, student and number.
  ///
  /// - Parameters:
  ///   - assignment: Only this one; nil for all.
  ///   - student: Only this student, however the name is composed; nil for all.
  /// - Returns: the attempts with their parts.
  /// - Throws: ``Failure``.
  public func records(assignment: String? = nil, student: String? = nil) throws(Failure)
    -> [AttemptRecord]
  {
    try read { try RecordReader(database: $0).records(assignment: assignment, student: student) }
  }

  /// The decisions in force about an assignment, in their order.
  ///
  /// - Throws: ``Failure``.
  public func decisions(assignment: String) throws(Failure) -> [Decision] {
    try read { try RecordReader(database: $0).decisions(assignment: assignment, student: nil) }
  }

}

/// What the gradebook knows of an assignment by its latest definition.
public struct AssignmentRecord: Sendable, Hashable {
  /// Its id.
  public let id: String
  /// What it is called.
  public let title: String
  /// Its parts and their points, in their order.
  public let parts: [Part]
  /// Until when and how often students may hand in.
  public let policy: SubmissionPolicy

  /// One part.
  public struct Part: Worth, Sendable, Hashable {
    /// The full name, `problem.part`.
    public let name: PartName
    /// The points there are.
    public let points: Points
    /// Whether they come on top.
    public let isBonus: Bool

    /// Creates a part.
    public init(name: PartName, points: Points, isBonus: Bool) {
      self.name = name
      self.points = points
      self.isBonus = isBonus
    }
  }

  /// Creates a record.
  public init(id: String, title: String, parts: [Part], policy: SubmissionPolicy) {
    self.id = id
    self.title = title
    self.parts = parts
    self.policy = policy
  }

  /// What attempts tell of their assignments, each by the one that was graded last.
  static func ofAttempts(_ records: [AttemptRecord]) -> [AssignmentRecord] {
    Dictionary(grouping: records, by: \.assignment).sorted { $0.key < $1.key }.compactMap {
      id, records in
      records.max { $0.grading < $1.grading }.map { latest in
        AssignmentRecord(
          id: id, title: id,
          parts: latest.parts.map {
            Part(name: $0.name, points: $0.points, isBonus: $0.isBonus)
          },
          policy: latest.policy)
      }
    }
  }

  /// The points there are, without those that come on top.
  public var total: Points { parts.maximum }
}
