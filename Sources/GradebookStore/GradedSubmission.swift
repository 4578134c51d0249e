public import Coursework
public import Grading

/// An outcome together with what it is the outcome of.
public struct GradedSubmission: Sendable {
  /// The result.
  public let outcome: Outcome
  /// The files handed in.
  public let submission: Submission
  /// The assignment it was graded by.
  public let assignment: Assignment
  /// When it was handed in; nil if nobody says.
  public let submitted: Moment?

  /// Creates an entry.
  public init(
    outcome: Outcome, submission: Submission, assignment: Assignment, submitted: Moment? = nil
  ) {
    self.outcome = outcome
    self.submission = submission
    self.assignment = assignment
    self.submitted = submitted
  }
}
