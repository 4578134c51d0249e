import ArgumentParser
import Coursework
import Diagnostics

struct Grade: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Grade submissions, store the attempts and write JUnit reports.",
    discussion: """
      PATH is a submission's folder, a file in it, or a folder that holds submissions as \
      ASSIGNMENT/STUDENT/. Exit status: 0 all correct, 1 something is not correct, 2 something handed in \
      cannot be read, 3 the assignment, the gradebook or the grader is at fault, 64 wrong usage.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var grading: GradingOptions
  @OptionGroup var batch: BatchOptions

  @Argument(help: "Submissions, or folders of them.")
  var path: [String] = []

  @Option(
    help: """
      When it was handed in: a time with a time zone, or a CSV file with the columns student and submitted at.
      """)
  var submittedAt: String?

  @Flag(
    name: .customLong("stream"),
    help: """
      Read a submission a line from the standard input, as {"assignment", "student", "submitted-at", "answers"}, \
      and write an outcome a line; nothing is stored. See 'import'.
      """)
  var isStream = false

  @Option(
    help: "With --stream: the inputs handed out, as 'handout --inputs' writes them.")
  var inputs: String?

  @Option(help: ArgumentHelp("The old name of 'gradescope run DIR'.", visibility: .hidden))
  var gradescope: String?

  @Option(help: ArgumentHelp("With --gradescope: applied or raw.", visibility: .hidden))
  var late: GradeTableLateness?

  func validate() throws {
    if isStream {
      guard path.isEmpty, gradescope == nil, submittedAt == nil, grading.assignment == nil,
        grading.student == nil, grading.feedback == nil, batch.reports == nil, batch.junit == nil,
        batch.failOn == nil, batch.detail == nil, batch.summary == nil, !batch.isNotStored,
        !batch.html,
        grading.format == .table,
        options.roster == nil
      else {
        throw ValidationError(
          "with --stream, each line says what it is, and all is told: say --jobs, --inputs, "
            + "--gradebook, --secret-file, --unproved, and where the assignments are")
      }
      return
    }
    guard inputs == nil else { throw ValidationError("--inputs goes with --stream") }
    if gradescope == nil, path.isEmpty { throw ValidationError("name a submission, or a folder") }
    if gradescope != nil {
      guard path.isEmpty, submittedAt == nil else {
        throw ValidationError(
          "with --gradescope, name no submission and no --submitted-at: both come from its folder")
      }
      guard grading.assignment != nil else {
        throw ValidationError("--gradescope needs --assignment")
      }
    } else if late != nil {
      throw ValidationError("--late goes with 'gradescope run'; 'export' has one of its own")
    }
    if grading.student != nil, path.count > 1 {
      throw ValidationError("--student names one submission, so say one path")
    }
  }

  func run() throws {
    if isStream {
      guard DiskFile.kind(options.options.assignments) == .folder else {
        throw CommandFault(
          "there is no folder '\(options.options.assignments)'",
          help: "say where the assignments are: --assignments DIR", .usage)
      }
      let inputs = try inputs.map { path throws(CommandFault) in
        try HandedOutInputs(reading: path)
      }
      return try StreamRun(
        grading.streamSettings(options, inputs, jobs: batch.jobs)
      ).run().end()
    }
    if let gradescope {
      Console.report([
        Diagnostic(
          "'grade --gradescope DIR' is now 'gradescope run DIR'", severity: .note)
      ])
      return try GradescopeRun(
        gradescope, late: late, options, grading, reports: batch.reports,
        failOn: batch.failOn
      ).run()
    }
    let roster = try options.students()
    let times = try submittedAt.map { text throws(CommandFault) in
      try orFault(.usage) { () throws(Diagnostics) in try SubmissionTimes.read(text) }
    }
    var run = GradingRun(
      grading.settings(
        options, roster, times ?? .unknown, jobs: batch.jobs,
        slipDays: try options.options.course()?.slipDays,
        gradebook: batch.isNotStored ? nil : options.path,
        reports: batch.reports(beside: options.options.surroundings), detail: batch.detail))
    if batch.html { run.keepNames() }
    run.grade(path, assignment: grading.assignment, student: grading.student)
    if batch.html { try writePages(of: run.summary.graded) }
    try run.summary.status(batch.failOn).end()
  }

  /// Writes the pages of those who were graded.
  private func writePages(of graded: [String: Set<String>]) throws(CommandFault) {
    let folder = batch.reports ?? options.options.surroundings + "reports"
    for (assignment, students) in graded.sorted(by: { $0.key < $1.key }) {
      let reports = try StudentReports(
        StudentReports.Settings(
          assignment, level: grading.feedback, students: students, options.options),
        try options.course(assignment: assignment)
      ).reports
      try StudentPages.write(reports, of: assignment, into: folder)
    }
  }
}
