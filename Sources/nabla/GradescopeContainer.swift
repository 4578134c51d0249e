import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading
import Reports
import Writing

/// The folder in which Gradescope runs an autograder.
struct GradescopeContainer {
  let student: String
  private let folder: String
  private let metadata: GradescopeMetadata
  private let entry: RosterEntry

  /// Reads the metadata; the student is the roster's with that address, or the address.
  init(_ folder: String, roster: Roster?, student: String?) throws(Diagnostic) {
    self.folder = folder
    metadata = try GradescopeMetadata.read("\(folder)/submission_metadata.json")
    let emails = metadata.users.compactMap(\.email)
    if metadata.users.count > 1 {
      Console.note("handed in by \(metadata.users.count) people: graded once, for one of them")
    }
    let known = roster?.entries.first { entry in
      emails.contains { $0.lowercased() == entry.email?.lowercased() }
    }
    guard let name = student ?? known?.student ?? emails.first, Roster.isStudent(name) else {
      throw Diagnostic(
        "the metadata does not say whose submission it is",
        in: SourceText(name: "\(folder)/submission_metadata.json", bytes: []),
        help: "say --student NAME")
    }
    self.student = name
    entry = roster?.byStudent[name] ?? RosterEntry(student: name)
  }

  /// The folder of what was handed in.
  var submission: String { "\(folder)/submission" }

  /// When it was handed in: the clock would tell something else when it is graded again.
  var times: SubmissionTimes { metadata.submitted.map(SubmissionTimes.at) ?? .unknown }

  /// Writes the results.
  func write(
    _ graded: GradedSubmission, feedback: FeedbackLevel?, _ lateness: GradeTable.Lateness
  ) throws(OutputFile.Failure) {
    let policy = graded.assignment.policy
    let record = AttemptRecord(graded.outcome, policy: policy, submitted: graded.submitted)
    let standing = Standing(
      assignment: graded.assignment.id, student: entry, records: [record], decisions: [],
      total: graded.assignment.maximum)
    var score: Points?
    var remarks: [String] = []
    if let attempt = standing.attempts.first {
      let text = OutcomeText.remark(attempt, policy)
      remarks = text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
      if lateness == .applied {
        score = attempt.score
      } else {
        remarks = remarks.filter { !$0.contains("late") }
      }
    }
    let before = metadata.attemptsUsed ?? metadata.earlierScores.count
    let whyNot = standing.attempts.first?.whyNot
    let used = before + (graded.outcome.usesAttempt && whyNot != .tooLate ? 1 : 0)
    let isBeyond = policy.attempts.map { used > $0 } ?? false
    // What a gradebook would count of this submission and those before.
    let own = score ?? graded.outcome.score
    let earlier =
      policy.count == .best ? metadata.earlierScores.max() : metadata.earlierScores.last
    var counted = own.value
    if isBeyond || whyNot != nil {
      counted = earlier ?? (whyNot == .free ? own.value : 0)
      let reason = isBeyond ? Standing.Exclusion.beyondLimit : whyNot ?? .beyondLimit
      remarks = ["does not count: \(reason.rawValue)"]
      if earlier != nil { remarks[0] += "; the score is that of those before" }
    } else if policy.count == .best, let earlier, earlier > counted {
      counted = earlier
      remarks.append("an earlier submission has more points, and counts")
    }
    let told = graded.outcome.redacted(to: feedback ?? graded.assignment.feedback)
    let bytes = GradescopeResults.json(
      told, score: counted, remarks: remarks, attemptsUsed: isBeyond ? before : used)
    // The folder and what is in it are the container's own.
    try OutputFile.makeFolder("\(folder)/results", for: .everybody)
    try OutputFile.write(bytes, to: "\(folder)/results/results.json", for: .everybody)
  }
}

extension AttemptRecord {
  /// The record of an outcome that is not stored.
  fileprivate init(_ outcome: Outcome, policy: SubmissionPolicy, submitted: Moment?) {
    self.init(
      assignment: outcome.assignment, student: outcome.student, number: 1, grading: 1,
      submission: "", submitted: submitted, stored: submitted ?? Moment(seconds: 0),
      definition: outcome.definition, policy: policy,
      parts: outcome.parts.map(Part.init))
  }
}
