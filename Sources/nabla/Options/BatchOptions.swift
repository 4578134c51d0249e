import ArgumentParser

/// Which faults of students change the exit status.
enum FailOn: String, ExpressibleByArgument, CaseIterable {
  case wrong, unreadable, never
}

/// How many submissions are graded together, and where their results go.
struct BatchOptions: ParsableArguments {
  @Flag(name: .customLong("no-store"), help: "Keep nothing in the gradebook.")
  var isNotStored = false

  @Option(
    help: "How many submissions are worked on at once (default: as many as there are processors).")
  var jobs: Int?

  @Option(help: "The folder for JUnit reports (default: reports beside the assignments).")
  var reports: String?

  @Option(
    help: "One JUnit file for all submissions; no others are written unless --reports is said.")
  var junit: String?

  @Flag(
    help: "Write how long grading took into the JUnit reports, which then differ from run to run.")
  var times = false

  @Option(help: "A Markdown file with the results, as pages of pipelines show them.")
  var summary: String?

  @Flag(help: "Write a page for each student too, of what stands after this grading ('report').")
  var html = false

  @Flag(name: .customLong("verbose"), help: "Print a table of each submission, also of a class.")
  var isVerbose = false

  @Flag(name: .customLong("quiet"), help: "Print no results, only what is wrong.")
  var isQuiet = false

  @Option(
    help: """
      Which faults of students change the exit status: wrong, unreadable or never \
      (default: wrong for one submission, never for several).
      """)
  var failOn: FailOn?

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
    if html, isNotStored {
      throw ValidationError(
        "--html writes what stands in the gradebook: it goes without --no-store")
    }
    if isVerbose, isQuiet { throw ValidationError("say --verbose or --quiet, not both") }
  }

  /// How much is printed of each submission; nil where their number decides.
  var detail: GradingOutput.Detail? { isQuiet ? .nothing : isVerbose ? .table : nil }

  /// Where reports go, unless it is said.
  func reports(beside surroundings: String) -> GradingRecorder.Reports {
    GradingRecorder.Reports(
      folder: reports ?? (junit == nil ? surroundings + "reports" : nil), file: junit,
      summary: summary, tellsTimes: times)
  }
}
