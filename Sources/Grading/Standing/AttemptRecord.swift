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
  /// Whether a person declared it void: it is as if it had not been handed in.
  public let isVoid: Bool

  /// Creates a record.
  public init(
    assignment: String, student: String, number: Int, grading: Int64, submission: String,
    submitted: Moment?, stored: Moment, definition: String, policy: SubmissionPolicy,
    parts: [PartResult], isVoid: Bool = false
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
    self.isVoid = isVoid
  }

  /// Whether something in it could be judged: an attempt in which nothing could is free, and so is a void one.
  public var usesAttempt: Bool { !isVoid && !parts.allSatisfy(\.isUnjudged) }
}

extension PartResult {
  /// Whether nothing was judged: no numbers, or so few digits that they were not looked at any further.
  ///
  /// Whether rounded steps explain numbers depends on how near these are: to say so is to judge.
  var isUnjudged: Bool {
    switch verdict {
    case .malformed, .missing: true
    case .imprecise: note == RulingNote.tooFewDigits.text
    case .correct, .carried, .incorrect, .disputed: false
    }
  }
}
