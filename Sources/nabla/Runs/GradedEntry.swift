import Coursework
import GradebookStore
import Grading
import Reports

/// One submission on its way through a run: each stage adds what it finds.
struct GradedEntry {
  /// What was handed in, by which definition it was graded, and the outcome in full.
  let graded: GradedSubmission
  /// The outcome without what students are not told.
  let redacted: Outcome
  /// The suite of its JUnit report; nil if none is wanted.
  private(set) var suite: Result<[UInt8], JUnitReport.Failure>?
  /// What became of it in the gradebook; nil if nothing is stored.
  var stored: Gradebook.Stored?
  /// What the student has for the assignment with it; nil if neither a policy nor a person changes anything.
  private(set) var standing: Standing?
  private let isReported: Bool
  private let seconds: Double?

  init(_ graded: GradedSubmission, feedback: FeedbackLevel?, isReported: Bool, seconds: Double?) {
    self.graded = graded
    self.isReported = isReported
    self.seconds = seconds
    redacted = graded.outcome.redacted(to: feedback ?? graded.assignment.feedback)
    // Where a policy decides, the report waits for what stands.
    let policy = graded.assignment.policy
    suite = isReported && policy.due == nil && policy.attempts == nil ? written : nil
  }

  /// Takes what the student has with it, which the report tells too.
  mutating func judge(_ standing: Standing) {
    self.standing = standing
    suite = nil
  }

  /// The same with its report, if one is wanted and not there yet.
  var reported: GradedEntry {
    var entry = self
    if isReported, suite == nil { entry.suite = written }
    return entry
  }

  private var written: Result<[UInt8], JUnitReport.Failure> {
    Result { () throws(JUnitReport.Failure) in
      try JUnitReport.suite(
        redacted,
        JUnitReport.Circumstances(standing: standing, attempt: stored?.number, seconds: seconds))
    }
  }

  var assignment: Assignment { graded.assignment }
  var student: String { graded.outcome.student }

  /// What an attempt comes to by the policy, a sentence each.
  var remarks: [String] {
    guard let stored, let standing,
      let attempt = standing.attempts.first(where: { $0.record.number == stored.number })
    else { return [] }
    return OutcomeText.remarks(attempt, assignment.policy) + OutcomeText.decided(standing)
  }
}
