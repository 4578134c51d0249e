public import Coursework

/// One graded attempt as the gradebook has it, without what led to the verdicts.
public struct AttemptRecord: Sendable {
  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// The number of the attempt, from 1.
  public let number: Int
  /// The gradebook's number of the grading in force.
  public let grading: Int64
  /// The hash of what was handed in.
  public let submission: String
  /// When it was handed in; nil if nobody said.
  public let submitted: Moment?
  /// When it was first stored.
  public let stored: Moment
  /// The hash of the definition it was graded by.
  public let definition: String
  /// That definition's policy.
  public let policy: SubmissionPolicy
  /// The results, in the assignment's order.
  public let parts: [PartResult]

  /// Creates a record.
  public init(
    assignment: String, student: String, number: Int, grading: Int64, submission: String,
    submitted: Moment?, stored: Moment, definition: String, policy: SubmissionPolicy,
    parts: [PartResult]
  ) {
    self.assignment = assignment
    self.student = student
    self.number = number
    self.grading = grading
    self.submission = submission
    self.submitted = submitted
    self.stored = stored
    self.definition = definition
    self.policy = policy
    self.parts = parts
  }

  /// Whether something in it could be judged: an attempt in which nothing could is free.
  public var usesAttempt: Bool { Outcome.usesAttempt(parts.map(\.verdict)) }
}

extension Outcome {
  /// Whether an attempt with such verdicts is one of those that are allowed.
  static func usesAttempt(_ verdicts: [Verdict]) -> Bool {
    !verdicts.allSatisfy { [.malformed, .imprecise, .missing].contains($0) }
  }

  /// Whether something in it could be judged: an attempt in which nothing could is free.
  public var usesAttempt: Bool { Outcome.usesAttempt(parts.map(\.verdict)) }
}
