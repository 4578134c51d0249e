import ArgumentParser

struct Gradescope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradescope",
    abstract: "Grade inside a Gradescope container.",
    subcommands: [GradescopePack.self, GradescopeRunCommand.self])
}

struct GradescopePack: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract:
      "Write an autograder for Gradescope: this program, an assignment, and the two scripts.",
    discussion: """
      Upload the archive as the assignment's autograder. It holds the references: only staff may have it. An \
      --output that does not end in .zip is a folder, in which the files are written as they are.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var draws: DrawOptions

  @Argument(help: "The assignment.", completion: Completions.assignments)
  var assignment: String

  @Option(
    help: "Where lateness costs something: applied deducts it in the container, raw does not.")
  var late: GradeTableLateness?

  @Option(help: "The archive to write (default: autograder.zip).")
  var output = "autograder.zip"

  func run() throws {
    try AutograderPack(options.options, draws, options.students(), assignment, late).write(
      to: output)
  }
}

struct GradescopeRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Grade the submission in an autograder's container and write its results.",
    discussion: """
      DIR is the container's folder, usually /autograder, with submission/ and submission_metadata.json. \
      results/results.json is written there. Attempts are stored only with --gradebook. Wrong answers do \
      not change the exit status, unless --fail-on says so.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var grading: GradingOptions

  @Argument(help: ArgumentHelp("The container's folder.", valueName: "DIR"))
  var folder: String

  @Option(help: "Where lateness costs something: applied deducts it here, raw does not.")
  var late: GradeTableLateness?

  @Option(help: "A folder for a JUnit report as well.")
  var reports: String?

  @Option(help: "Which of the student's faults change the exit status: wrong, unreadable or never.")
  var failOn = FailOn.never

  func validate() throws {
    guard grading.assignment != nil else { throw ValidationError("say --assignment ID") }
  }

  func run() throws {
    try GradescopeRun(
      folder, late: late, options, grading, reports: reports, failOn: failOn
    ).run()
  }
}
