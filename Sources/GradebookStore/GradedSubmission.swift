internal import Foundation
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
  /// Where it comes from.
  public let origin: Origin
  /// Whether parts were graded whose references could not be proved.
  public let takesUnproved: Bool

  /// Where a submission comes from, which says when it is the same work as an attempt on record.
  public enum Origin: Sendable {
    /// It lies where a student put it: the latest attempt may be the same.
    case handedIn
    /// It was collected, and is the student's last: any attempt by the same definition may be the same.
    case collected
    /// It was collected, and something else was handed in later: any attempt may be the same.
    case movedAside
  }
  /// The SHA-256 of each file's bytes, and that of all names and contents together.
  let fileHashes: [String]
  let hash: String

  /// What the gradebook holds of the student's work for the assignment, where this is all of it.
  ///
  /// - Parameter stored: What became of it in the gradebook.
  /// - Returns: nil if the gradebook has to be asked: of attempts before, or of a name that is written in two ways.
  public func onlyRecord(as stored: Gradebook.Stored?) -> AttemptRecord? {
    guard stored == .attempt(1), outcome.student.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    return AttemptRecord(
      assignment: assignment.id, student: outcome.student, number: 1, grading: 0,
      submission: hash, submitted: submitted,
      stored: Moment(seconds: Int(Date().timeIntervalSince1970)),
      definition: outcome.definition, policy: assignment.policy,
      parts: outcome.parts.map(\.result))
  }

  /// Creates an entry.
  public init(
    outcome: Outcome, submission: Submission, assignment: Assignment, submitted: Moment? = nil,
    origin: Origin = .handedIn, takesUnproved: Bool = false
  ) {
    self.takesUnproved = takesUnproved
    self.origin = origin
    self.outcome = outcome
    self.submission = submission
    self.assignment = assignment
    self.submitted = submitted
    // Here, where several threads do it, and not where one stores.
    (fileHashes, hash) = AttemptWriter.hashes(of: submission.files)
  }
}
