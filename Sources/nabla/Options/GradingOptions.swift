public import ArgumentParser
public import Coursework
public import Formulas
import Diagnostics
import Foundation
public import GradebookStore
import Grading
public import Reports

extension CollectionSource: ExpressibleByArgument {}
extension FeedbackLevel: ExpressibleByArgument {}
extension MathematicsFormat: ExpressibleByArgument {}
extension FeedbackTarget: ExpressibleByArgument {}
extension FeedbackFormat: ExpressibleByArgument {}
extension Verdict: ExpressibleByArgument {}
extension HistoryEvent.Kind: ExpressibleByArgument {}

/// Whether lateness is deducted here.
typealias GradeTableLateness = GradeTable.Lateness
extension GradeTable.Lateness: ExpressibleByArgument {}

/// How submissions are graded, wherever they come from.
struct GradingOptions: ParsableArguments {
  @OptionGroup var draws: DrawOptions

  @Option(help: "The assignment, by id or path; needed if the submission's path does not tell.")
  var assignment: String?

  @Option(help: "The student; needed if the submission's path does not tell.")
  var student: String?

  @Flag(
    name: .customLong("unproved"),
    help: """
      Also grade by references that could be neither proved nor contradicted; otherwise their parts are disputed.
      """)
  var isUnprovedTaken = false

  @Option(
    help: """
      How much to tell, in the terminal and in reports: scores, locations, mistakes or full (default: as \
      the assignment says; full shows the right numbers).
      """)
  var feedback: FeedbackLevel?

  @Option(help: "How to print the results.")
  var format = TableFormat.table

  func validate() throws {
    if let student, let reason = Roster.nameRefusal(student) {
      throw ValidationError("'\(visible(student))' cannot be a student's name: \(reason)")
    }
  }

  /// What grading a stream needs to know.
  func streamSettings(_ options: GradebookOptions, _ inputs: HandedOutInputs?, jobs: Int?)
    -> StreamRun.Settings
  {
    StreamRun.Settings(
      options: options, draws: draws, inputs: inputs, takesUnproved: isUnprovedTaken,
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// What a run needs to know.
  func settings(
    _ options: GradebookOptions, _ roster: Roster?, _ times: SubmissionTimes, jobs: Int? = nil,
    slipDays: SlipDays? = nil, gradebook: String?, reports: GradingRecorder.Reports,
    detail: GradingOutput.Detail? = nil
  ) -> GradingRun.Settings {
    GradingRun.Settings(
      options: options, draws: draws, roster: roster,
      rules: CourseRules(roster?.byStudent ?? [:], slipDays: slipDays), times: times,
      takesUnproved: isUnprovedTaken,
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      gradebook: gradebook, reports: reports, feedback: feedback,
      output: GradingOutput.Form(format: format, detail: detail))
  }
}
