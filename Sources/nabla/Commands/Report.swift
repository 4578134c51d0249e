import ArgumentParser
import Coursework
import Diagnostics
import Grading
import Reports
import Writing

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write pages to look at: for each student, and for staff.",
    discussion: """
      Each page is one file that needs no network. The students' pages tell what stands, as far as the level of \
      feedback goes.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var feedback: FeedbackOptions

  @Argument(help: "The assignment.")
  var assignment: String

  @Option(help: "The folder to write into (default: reports beside the assignments).")
  var output: String?

  func run() throws {
    let course = try options.course(assignment: assignment)
    course.reportOddities()
    let reports = try feedback.reports(assignment, in: course, options).reports
    let folder = output ?? options.options.surroundings + "reports"
    try StudentPages.write(reports, of: assignment, into: folder)
    Console.note(
      "\(reports.count) page\(reports.count == 1 ? "" : "s") in \(visible(folder))/\(assignment)")
  }
}
