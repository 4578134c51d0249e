import ArgumentParser
import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading
import Reports
import Writing

/// From where a student's faults count for the exit status.
enum FailOn: String, ExpressibleByArgument, CaseIterable {
  case wrong, unreadable, never
}

/// A level of feedback, as an option.
struct FeedbackOption: ExpressibleByArgument {
  let level: FeedbackLevel

  init?(argument: String) {
    guard let level = FeedbackLevel(rawValue: argument) else { return nil }
    self.level = level
  }

  static var allValueStrings: [String] { FeedbackLevel.allCases.map(\.rawValue) }
}

struct Grade: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Grade submissions, store the attempts and write JUnit reports.",
    discussion: """
      PATH is a submission's folder, a file in it, or a folder that holds submissions as \
      ASSIGNMENT/STUDENT/. Exit status: 0 all correct, 1 something is not correct, 2 something handed in \
      cannot be read, 3 the assignment, the gradebook or the grader is at fault, 64 wrong usage.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var draws: DrawOptions

  @Argument(help: "Submissions, or folders of them.")
  var path: [String] = []

  @Option(
    help: """
      Grade inside a Gradescope container: the folder, usually /autograder, with submission/ and       submission_metadata.json, where results/results.json is written. Stores only with --gradebook.
      """)
  var gradescope: String?

  @Option(
    help:
      "With --gradescope, where lateness costs something: applied deducts it here, raw does not.")
  var late: LatenessOption?

  @Option(help: "The assignment, by id or path, where the submission's path does not tell.")
  var assignment: String?

  @Option(help: "The student, where the submission's path does not tell.")
  var student: String?

  @Option(
    help: """
      When it was handed in: a time with its zone, or a CSV file with the columns student and submitted at.
      """)
  var submittedAt: String?

  @Flag(name: .customLong("no-store"), help: "Keep nothing in the gradebook.")
  var isNotStored = false

  @Flag(
    name: .customLong("unproved"),
    help: """
      Grade by references too that could be neither proved nor contradicted; otherwise their parts are held.
      """)
  var isUnprovedTaken = false

  @Option(
    help: "How many submissions are worked on at once (default: as many as there are processors).")
  var jobs: Int?

  @Option(help: "The folder for JUnit reports (default: reports beside the assignments).")
  var reports: String?

  @Option(
    help: """
      From where a student's faults count for the exit status: wrong, unreadable or never \
      (default: wrong for one submission, never for several).
      """)
  var failOn: FailOn?

  @Option(
    help: """
      How much to tell, in the terminal and in reports: scores, locations, mistakes or full (default: as \
      the assignment says; full shows the right numbers).
      """)
  var feedback: FeedbackOption?

  @Option(help: "How to print the results.")
  var format = TableFormat.table

  func validate() throws {
    if gradescope == nil, path.isEmpty { throw ValidationError("name a submission, or a folder") }
    if gradescope != nil {
      guard path.isEmpty, submittedAt == nil else {
        throw ValidationError("--gradescope knows what was handed in, and when")
      }
      guard assignment != nil else { throw ValidationError("--gradescope needs --assignment") }
    } else if late != nil {
      throw ValidationError("--late goes with --gradescope; 'export' has one of its own")
    }
    if student != nil, path.count > 1 {
      throw ValidationError("--student names one submission, so say one path")
    }
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
    if let student, let reason = Roster.whyNoStudent(student) {
      throw ValidationError("'\(visible(student))' cannot be a student's name: \(reason)")
    }
  }

  func run() throws {
    if let gradescope { return try runInContainer(gradescope) }
    let roster = try options.students()
    let keeper = GradeKeeper(
      gradebook: isNotStored ? nil : options.path,
      reports: reports ?? options.options.surroundings + "reports", roster: roster,
      feedback: feedback?.level)
    var run = GradingRun(settings(roster, try times()), keeper)
    run.collect(path, assignment: assignment, student: student)
    run.grade()
    try Console.result(run.text(format))
    try ExitStatus.exit(run.status(failOn))
  }

  private func settings(_ roster: Roster?, _ times: SubmissionTimes) -> GradingRun.Settings {
    GradingRun.Settings(
      options: options, draws: draws, roster: roster, times: times, takesUnproved: isUnprovedTaken,
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  private func runInContainer(_ folder: String) throws {
    let roster = try options.students()
    let container: GradescopeContainer
    do throws(Diagnostic) {
      container = try GradescopeContainer(folder, roster: roster, student: student)
    } catch {
      Console.report([error])
      throw ExitCode(ExitStatus.fault)
    }
    if late == nil, let id = assignment, options.options.folder(of: id) != nil {
      let (known, status) = options.options.read(id, isForStudents: true)
      guard let known else { throw ExitCode(status) }
      guard !known.policy.deducts else {
        Console.error("lateness costs points in '\(known.id)': say --late applied or --late raw")
        throw ExitCode(ExitStatus.usage)
      }
    }
    let keeper = GradeKeeper(
      gradebook: isNotStored ? nil : options.gradebook, reports: reports, roster: roster,
      feedback: feedback?.level)
    var run = GradingRun(settings(roster, container.times), keeper)
    run.collect([container.submission], assignment: assignment, student: container.student)
    run.grade()
    guard let entry = run.first else {
      // Without results Gradescope says that the autograder failed, which it did.
      throw ExitCode(max(run.status(.wrong), ExitStatus.fault))
    }
    try Console.writing { () throws(OutputFile.Failure) in
      try container.write(entry, feedback: feedback?.level, late?.lateness ?? .raw)
    }
    try Console.result(run.text(format))
    // Gradescope takes the results for what they say; only a fault of the grader is one here.
    try ExitStatus.exit(run.status(failOn ?? .never))
  }

  private func times() throws -> SubmissionTimes {
    guard let submittedAt else { return .unknown }
    do throws(Diagnostics) {
      return try SubmissionTimes.read(submittedAt)
    } catch {
      Console.report(error.list)
      throw ExitCode(ExitStatus.usage)
    }
  }
}
