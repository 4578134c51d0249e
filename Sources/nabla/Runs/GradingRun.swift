import Coursework
import Diagnostics
import GradebookStore
import Grading

/// One run of grading: stages from paths to a summary.
///
/// Each submission goes through the same stages: it is located, read and graded, stored, reported, judged by the
/// policy, and summed up. Reading and grading happen on several threads, in a window; storing and reporting in batches.
/// What goes wrong with one is reported, and the others go on.
struct GradingRun {
  /// How to grade.
  struct Settings {
    let options: GradebookOptions
    let draws: DrawOptions
    let roster: Roster?
    let times: SubmissionTimes
    let takesUnproved: Bool
    let jobs: Int
    /// The gradebook's path; nil if nothing is stored.
    let gradebook: String?
    /// The folder for reports; nil if none are written.
    let reports: String?
    /// How much is told; nil for what each assignment says.
    let feedback: FeedbackLevel?
  }

  /// A batch is one transaction: large enough to be fast, small enough for memory.
  private static let maximumBatchEntries = 256
  private static let maximumBatchBytes = 8 << 20

  private let settings: Settings
  private let recorder: GradingRecorder
  private var batch: [GradedEntry] = []
  private var batchBytes = 0
  /// What the run comes to.
  private(set) var summary = GradingSummary()
  /// What was graded first.
  private(set) var first: GradedSubmission?

  init(_ settings: Settings) {
    self.settings = settings
    recorder = GradingRecorder(
      gradebook: settings.gradebook, reports: settings.reports, roster: settings.roster)
  }

  /// Grades what is at some paths.
  ///
  /// - Parameters:
  ///   - paths: Submissions, or folders of them.
  ///   - assignment: The assignment, where the paths do not tell.
  ///   - student: The student, where the path does not tell.
  mutating func grade(_ paths: [String], assignment: String?, student: String?) {
    let located = locate(paths, assignment: assignment, student: student)
    recorder.expect(located)
    summary.takesOne = located.count <= 1
    var names: [String] = []
    for work in located where !names.contains(work.assignment) { names.append(work.assignment) }
    for name in names {
      do throws(CommandFault) {
        try grade(located.filter { $0.assignment == name }.map(\.location), by: name)
      } catch {
        summary.add(error)
      }
    }
    recordBatch()
  }

  // MARK: Locating

  /// A submission that was found, and the name of its assignment.
  struct Located {
    let location: SubmissionLocation
    let assignment: String
  }

  private mutating func locate(_ paths: [String], assignment: String?, student: String?)
    -> [Located]
  {
    var located: [Located] = []
    for path in paths {
      let (found, status) = Console.search(
        path, student: student, assignment: assignment, options: settings.options.options)
      summary.status.raise(to: status)
      for location in found {
        guard Roster.isStudent(location.student) else {
          let reason = Roster.nameRefusal(location.student) ?? ""
          summary.add(
            CommandFault(
              location.student.isEmpty
                ? "\(path): the path does not tell the student; say --student"
                : "\(path): the folder's name cannot be a student's: \(reason); say --student",
              .usage))
          continue
        }
        located.append(
          Located(location: location, assignment: assignment ?? location.assignment))
      }
    }
    return located
  }

  // MARK: Reading and grading

  private typealias StudentsAssignment = @Sendable (String) throws(CommandFault) -> Assignment

  private mutating func grade(_ locations: [SubmissionLocation], by name: String)
    throws(CommandFault)
  {
    guard !name.isEmpty else {
      throw CommandFault("the path does not tell the assignment; say --assignment", .usage)
    }
    let assignment = try settings.options.options.read(name, isForStudents: true)
    warn(about: locations.map(\.student), of: assignment)
    let session = GradingSession(assignment, takesUnproved: settings.takesUnproved)
    if let key = session.sharedKey {
      warnOfFailures(AssignmentCheck.failures(of: key), of: assignment)
    }
    let inputs = try inputs(for: assignment, locations.map(\.student))
    let (times, feedback) = (settings.times, settings.feedback)
    inOrder(
      locations, jobs: settings.jobs, window: 2 * settings.jobs,
      { location -> (SubmissionLocation, [Diagnostic], Result<GradedEntry, CommandFault>) in
        let submission = SubmissionReader.read(location, for: assignment)
        let entry = Result { () throws(CommandFault) in
          let own = try inputs(submission.student)
          return GradedEntry(
            GradedSubmission(
              outcome: session.grade(submission, at: own), submission: submission,
              assignment: own, submitted: times.time(of: submission.student)),
            feedback: feedback)
        }
        return (location, submission.diagnostics, entry)
      },
      { location, diagnostics, entry in
        Console.report(diagnostics)
        take(entry, of: location.student)
      })
    reportDisputes(of: assignment)
  }

  /// The assignment at each student's inputs.
  private func inputs(for assignment: Assignment, _ students: [String]) throws(CommandFault)
    -> StudentsAssignment
  {
    guard assignment.draws else { return { _ throws(CommandFault) in assignment } }
    let inputs = try settings.draws.inputs(for: assignment, gradebook: settings.options.path)
    if let warning = inputs.unrecorded(among: students), inputs.secret != nil {
      Console.report([warning])
    }
    return { student throws(CommandFault) in try inputs.inputs(of: student).assignment }
  }

  private mutating func take(_ entry: Result<GradedEntry, CommandFault>, of student: String) {
    switch entry {
    case .failure(let fault):
      summary.add(fault, ungraded: student)
    case .success(let entry):
      if first == nil { first = entry.graded }
      summary.add(entry.graded.outcome)
      batch.append(entry)
      batchBytes += entry.graded.submission.files.reduce(0) { $0 + $1.bytes.count }
      if batch.count >= GradingRun.maximumBatchEntries
        || batchBytes >= GradingRun.maximumBatchBytes
      {
        recordBatch()
      }
    }
  }

  // MARK: Storing, reporting and judging

  private mutating func recordBatch() {
    let entries = batch
    batch = []
    batchBytes = 0
    let (recorded, faults) = recorder.record(entries)
    for fault in faults { summary.add(fault) }
    for entry in recorded { summary.add(entry) }
  }

  // MARK: Warnings

  /// Says what nobody knows of some submissions.
  private func warn(about students: [String], of assignment: Assignment) {
    let untimed = students.count { settings.times.time(of: $0) == nil }
    if assignment.policy.due != nil, untimed > 0 {
      warn(
        "\(assignment.id) has a due time, but it is unknown when \(untimed) "
          + "submission\(untimed == 1 ? " was" : "s were") handed in: nothing is deducted",
        help:
          "say --submitted-at TIME, or name a CSV file with the columns student and submitted at")
    }
    if let roster = settings.roster {
      Console.report(strangers: Set(students).subtracting(roster.students).sorted())
    }
  }

  /// Says where 'check' would refuse the assignment though its references may be proved.
  private func warnOfFailures(_ failures: [String], of assignment: Assignment) {
    guard let first = failures.first else { return }
    let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
    warn(
      "'\(assignment.id)' does not pass 'check': \(first)\(more)",
      help: "'nabla check \(assignment.id)' lists all that is wrong")
  }

  private func reportDisputes(of assignment: Assignment) {
    for part in assignment.parts.map(\.part.name) {
      guard let count = summary.disputed["\(assignment.id)/\(part)"] else { continue }
      Console.report([
        Diagnostic(
          "\(assignment.id): \(part) is disputed for \(count) submission\(count == 1 ? "" : "s")",
          help:
            "'nabla check \(assignment.id)' says why"
            + (settings.takesUnproved
              ? ""
              : "; --unproved grades where a reference is not proved, but not contradicted either")
        )
      ])
    }
  }

  private func warn(_ message: String, help: String?) {
    Console.report([Diagnostic(message, severity: .warning, help: help)])
  }
}
