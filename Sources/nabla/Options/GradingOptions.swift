public import ArgumentParser
public import Coursework
import Diagnostics
import Foundation
public import Reports

extension FeedbackLevel: ExpressibleByArgument {}
extension Verdict: ExpressibleByArgument {}

/// Whether lateness is deducted here.
typealias GradeTableLateness = GradeTable.Lateness
extension GradeTable.Lateness: ExpressibleByArgument {}

/// From where a student's faults count for the exit status.
enum FailOn: String, ExpressibleByArgument, CaseIterable {
  case wrong, unreadable, never
}

/// How submissions are graded, wherever they come from.
struct GradingOptions: ParsableArguments {
  @OptionGroup var draws: DrawOptions

  @Option(help: "The assignment, by id or path, where the submission's path does not tell.")
  var assignment: String?

  @Option(help: "The student, where the submission's path does not tell.")
  var student: String?

  @Flag(name: .customLong("no-store"), help: "Keep nothing in the gradebook.")
  var isNotStored = false

  @Flag(
    name: .customLong("unproved"),
    help: """
      Also grade by references that could be neither proved nor contradicted; otherwise their parts are disputed.
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
  var feedback: FeedbackLevel?

  @Option(help: "How to print the results.")
  var format = TableFormat.table

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
    if let student, let reason = Roster.nameRefusal(student) {
      throw ValidationError("'\(visible(student))' cannot be a student's name: \(reason)")
    }
  }

  /// What a run needs to know.
  func settings(
    _ options: GradebookOptions, _ roster: Roster?, _ times: SubmissionTimes, gradebook: String?,
    reports: String?
  ) -> GradingRun.Settings {
    GradingRun.Settings(
      options: options, draws: draws, roster: roster, times: times,
      takesUnproved: isUnprovedTaken,
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      gradebook: isNotStored ? nil : gradebook, reports: reports, feedback: feedback)
  }
}
