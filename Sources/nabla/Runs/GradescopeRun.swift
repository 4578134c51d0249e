import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

/// One submission graded in the folder in which Gradescope runs an autograder.
struct GradescopeRun {
  private let folder: String
  private let late: GradeTable.Lateness?
  private let options: GradebookOptions
  private let grading: GradingOptions
  private let reports: String?
  private let failOn: FailOn
  private let metadata: GradescopeMetadata
  private let entry: RosterEntry
  private let roster: Roster?

  /// Reads the metadata; the student is the roster's with that address, or the address.
  init(
    _ folder: String, late: GradeTable.Lateness?, _ options: GradebookOptions,
    _ grading: GradingOptions, reports: String?, failOn: FailOn?
  ) throws(CommandFault) {
    self.folder = folder
    self.late = late
    self.options = options
    self.grading = grading
    self.reports = reports
    // Gradescope takes the results for what they say; only a fault of the grader is one here.
    self.failOn = failOn ?? .never
    let roster = try options.students()
    self.roster = roster
    let path = "\(folder)/submission_metadata.json"
    let metadata = try orFault { () throws(Diagnostic) in try GradescopeMetadata.read(path) }
    self.metadata = metadata
    let emails = metadata.users.compactMap(\.email)
    if metadata.users.count > 1 {
      Console.note("handed in by \(metadata.users.count) people: graded once, for one of them")
    }
    let known = roster?.entries.first { entry in
      emails.contains { $0.lowercased() == entry.email?.lowercased() }
    }
    guard let name = grading.student ?? known?.student ?? emails.first, Roster.isStudent(name)
    else {
      throw CommandFault(
        [
          Diagnostic(
            "the metadata does not say whose submission it is",
            in: SourceText(name: path, bytes: []), help: "say --student NAME")
        ], .fault)
    }
    entry = roster?.byStudent[name] ?? RosterEntry(student: name)
  }

  func run() throws(CommandFault) {
    try requireLateness()
    let times = metadata.submitted.map(SubmissionTimes.at) ?? .unknown
    var run = GradingRun(
      grading.settings(
        options, roster, times, gradebook: options.gradebook,
        reports: GradingRecorder.Reports(folder: reports)))
    run.grade(["\(folder)/submission"], assignment: grading.assignment, student: entry.student)
    guard let graded = run.first else {
      // Without results Gradescope says that the autograder failed, which it did.
      throw CommandFault([], max(run.summary.status(.wrong), .fault))
    }
    try write(results(of: graded))
    try run.summary.status(failOn).end()
  }

  /// Gradescope deducts too: nobody should lose the points twice, or not at all, by an oversight.
  private func requireLateness() throws(CommandFault) {
    guard late == nil, let id = grading.assignment, options.options.folder(of: id) != nil else {
      return
    }
    let known = try options.options.read(id, isForStudents: true)
    guard known.policy.deducts else { return }
    throw CommandFault(
      "lateness costs points in '\(known.id)': say --late applied or --late raw", .usage)
  }

  // MARK: Results

  /// The results: what a gradebook would count of this submission and those before.
  private func results(of graded: GradedSubmission) -> [UInt8] {
    let policy = graded.assignment.policy
    let before = metadata.attemptsUsed ?? metadata.earlierScores.count
    let standing = Standing(
      assignment: graded.assignment.id, student: entry,
      records: [AttemptRecord(graded.outcome, policy: policy, submitted: graded.submitted)],
      decisions: [], total: graded.assignment.maximum, attemptsUsedBefore: before)
    let attempt = standing.attempts.first
    let exclusion = attempt?.exclusion
    var remarks: [String] = []
    if let attempt, exclusion == nil {
      remarks = OutcomeText.remarks(attempt, policy)
      if late != .applied { remarks = remarks.filter { !$0.contains("late") } }
    }
    let own = (late == .applied ? attempt?.score : nil) ?? graded.outcome.score
    let earlier =
      policy.count == .best ? metadata.earlierScores.max() : metadata.earlierScores.last
    var counted = own.value
    if let exclusion {
      counted = earlier ?? (exclusion == .free ? own.value : 0)
      remarks = ["does not count: \(exclusion.rawValue)"]
      if earlier != nil { remarks[0] += "; the score is that of those before" }
    } else if policy.count == .best, let earlier, earlier > counted {
      counted = earlier
      remarks.append("an earlier submission has more points, and counts")
    }
    return GradescopeResults.json(
      graded.outcome.redacted(to: grading.feedback ?? graded.assignment.feedback), score: counted,
      remarks: remarks, attemptsUsed: before + (exclusion == nil ? 1 : 0))
  }

  private func write(_ bytes: [UInt8]) throws(CommandFault) {
    try orFault { () throws(OutputFile.Failure) in
      // The folder and what is in it are the container's own.
      try OutputFile.makeFolder("\(folder)/results", for: .everybody)
      try OutputFile.write(bytes, to: "\(folder)/results/results.json", for: .everybody)
    }
  }
}

extension AttemptRecord {
  /// The record of an outcome that is not stored.
  fileprivate init(_ outcome: Outcome, policy: SubmissionPolicy, submitted: Moment?) {
    self.init(
      assignment: outcome.assignment, student: outcome.student, number: 1, grading: 1,
      submission: "", submitted: submitted, stored: submitted ?? Moment(seconds: 0),
      definition: outcome.definition, policy: policy, parts: outcome.parts.map(\.result))
  }
}
