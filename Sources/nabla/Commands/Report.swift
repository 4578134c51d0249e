import ArgumentParser
import Coursework
import Diagnostics
import Grading
import Reports
import Writing

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write pages to look at: for each student, for staff, and to project in class.",
    discussion: """
      Each page is one file that needs no network. The students' pages tell what stands, as far as the level of \
      feedback goes. With --overview it writes a page about the class, for staff; with --projected one without names, \
      and with nothing about fewer than five people. Without an assignment it writes a page about the course, for staff.
      """)

  @OptionGroup var options: GradebookOptions
  @OptionGroup var feedback: FeedbackOptions

  @Argument(help: "The assignment (default: the course).", completion: Completions.assignments)
  var assignment: String?

  @Flag(help: "Write a page about the class, for staff.")
  var overview = false

  @Flag(help: "Write a page about the class to project, without names.")
  var projected = false

  @Option(
    help: "The folder to write into (default: reports beside the assignments; for staff: staff).")
  var output: String?

  func validate() throws {
    if overview || projected, assignment == nil {
      throw ValidationError("--overview and --projected need an assignment")
    }
    if overview, projected { throw ValidationError("say --overview or --projected, not both") }
    if overview || assignment == nil, feedback.isGiven {
      throw ValidationError("the options of students' pages go with these alone")
    }
  }

  func run() throws {
    guard let assignment else {
      return try StaffPages.write(
        CourseRun(options).page, to: "course.html", of: nil, into: output ?? folder("staff"))
    }
    let course = try options.course(assignment: assignment)
    course.reportOddities()
    if overview {
      let run = try ClassRun(assignment, in: course)
      return try StaffPages.write(
        OverviewPage(run.figures).page, to: "overview.html", of: assignment,
        into: output ?? folder("staff"))
    }
    if projected {
      let run = try ClassRun(assignment, in: course)
      let page = ClassPage(
        run.figures, tellsMistakes: (feedback.feedback ?? run.level) >= .mistakes)
      return try StaffPages.write(
        page.page, to: "\(assignment).class.html", of: nil, into: output ?? folder("reports"))
    }
    let reports = try feedback.reports(assignment, in: course, options).reports
    try StudentPages.write(reports, of: assignment, into: output ?? folder("reports"))
  }

  private func folder(_ name: String) -> String { options.options.surroundings + name }
}
