import ArgumentParser
import Coursework
import Diagnostics
import Grading

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove assignments: every reference against two other ways to the same numbers.",
    discussion: """
      Each reference is compared with reverse-mode and with numeric differentiation of the forward. An \
      assignment is refused, with exit status 3, if they differ by more than the numeric error bound and \
      rounding, or if a reference cannot be proved.
      """)

  @OptionGroup var options: AssignmentOptions

  @Option(help: "How to print the findings.")
  var format = TableFormat.table

  @Flag(name: .customLong("strict"), help: "Refuse an assignment for warnings too.")
  var isStrict = false

  @Argument(
    help: "Assignments, by id or by the path of their folder.", completion: Completions.assignments)
  var assignment: [String]

  func run() throws {
    var status = ExitStatus.done
    var isFirst = true
    var records = Records(keys: CheckReport.keys)
    for name in assignment {
      do throws(CommandFault) {
        let assignment = try options.read(name, readsSamples: true)
        let progress = Progress("checking", of: AssignmentCheck.proofCount(of: assignment))
        let check = AssignmentCheck(assignment) { progress.step($0.description) }
        progress.finish()
        let report = CheckReport(check, isStrict: isStrict)
        if !report.isProved { status.raise(to: .fault) }
        if format == .table {
          try Console.result((isFirst ? "" : "\n") + report.text)
          isFirst = false
        } else {
          records.rows += report.rows
        }
      } catch {
        Console.report(error)
        status.raise(to: error.status)
      }
    }
    switch format {
    case .table: break
    case .json: try Console.result(records.json)
    case .csv: try Console.result(records.csv)
    }
    try status.end()
  }
}
