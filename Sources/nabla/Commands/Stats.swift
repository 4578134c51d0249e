import ArgumentParser
import Coursework
import GradebookStore
import Grading

struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Say how a class did at an assignment, part by part, and which mistakes were made.",
    discussion: """
      The figures are for the attempts that count, before lateness. Students who handed in nothing are \
      counted, but are not part of the figures. Without an assignment it says how the assignments' scores \
      correlate, over the students who have both.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(
    help: "The assignment's id (default: how all of them correlate).",
    completion: Completions.assignments)
  var assignment: String?

  @Option(help: "How to print the figures.")
  var format = StatsFormat.table

  /// How statistics are printed.
  enum StatsFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
  }

  func run() throws {
    let course = try options.course(assignment: assignment)
    course.reportOddities()
    guard let assignment else {
      let form: ListFormat =
        switch format {
        case .table: .table
        case .json: .json
        case .csv: .csv
        }
      return try Console.result(CorrelationText.listing(course).text(form))
    }
    let parts = course.assignments.flatMap(\.parts)
    let statistics = AssignmentStatistics(
      course.enrolled, parts: parts.map { ($0.name, $0.points) }, of: parts.maximum)
    let report = StatisticsText(
      assignment: assignment, total: parts.maximum, statistics)
    switch format {
    case .table: try Console.result(report.text)
    case .json: try Console.result(report.json)
    case .csv: try Console.result(report.records.csv)
    }
  }
}
