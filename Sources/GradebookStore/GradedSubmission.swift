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
  /// The SHA-256 of each file's bytes, and that of all names and contents together.
  let fileHashes: [String]
  let hash: String

  /// Creates an entry.
  public init(
    outcome: Outcome, submission: Submission, assignment: Assignment, submitted: Moment? = nil
  ) {
    self.outcome = outcome
    self.submission = submission
    self.assignment = assignment
    self.submitted = submitted
    // Here, where several threads do it, and not where one stores.
    (fileHashes, hash) = AttemptWriter.hashes(of: submission.files)
  }
}
