import ArgumentParser
import Coursework
import Diagnostics
import Grading

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prove assignments: every reference against the numeric derivative of the forward.",
    discussion: """
      An assignment is refused, with exit status 3, where a reference and the numeric derivative differ \
      by more than the derivative's error bound and rounding, or where nothing could be proved.
      """)

  @OptionGroup var options: AssignmentOptions

  @Option(help: "How to print the findings.")
  var format = TableFormat.table

  @Argument(help: "Assignments, by id or by the path of their folder.")
  var assignment: [String]

  func run() throws {
    var status = ExitStatus.done
    var records = Records(keys: CheckReport.keys)
    for name in assignment {
      let (read, found) = options.read(name)
      status = max(status, found)
      guard let read else { continue }
      let report = CheckReport(AssignmentCheck(AnswerKey(read)))
      if !report.isProved { status = max(status, ExitStatus.fault) }
      if format == .table { Console.result(report.text) } else { records.rows += report.rows }
    }
    switch format {
    case .table: break
    case .json: Console.result(records.json)
    case .csv: Console.result(records.csv)
    }
    try ExitStatus.exit(status)
  }
}
