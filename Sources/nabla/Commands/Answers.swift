import ArgumentParser
import Coursework
import Diagnostics

struct Answers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answers",
    abstract: "Show what is understood from a submission; nothing is graded.",
    discussion: """
      For students, before handing in: the parts found, their shapes and digits, what is missing and what \
      cannot be read. Exit status: 0 everything asked for is there and readable, 1 something is missing, \
      2 something cannot be read or has the wrong shape. Without the assignment only what is there is \
      listed.
      """)

  @OptionGroup var options: AssignmentOptions

  @Argument(help: "A submission, or a folder of submissions.")
  var path: [String]

  @Option(help: "The assignment, by id or path, where the submission's path does not tell.")
  var assignment: String?

  @Option(help: "The student, where the submission's path does not tell.")
  var student: String?

  @Option(help: "How to print what was found.")
  var format = TableFormat.table

  func validate() throws {
    if student != nil, path.count > 1 {
      throw ValidationError("--student names one submission, so say one path")
    }
  }

  func run() throws {
    if let assignment, options.folder(of: assignment) == nil {
      _ = try options.read(assignment, takesForm: true)
    }
    var status = ExitStatus.done
    var lists: [AnswerList] = []
    for path in path {
      let (found, fault) = Console.search(
        path, student: student, assignment: assignment, options: options)
      status.raise(to: fault)
      for place in found {
        do throws(CommandFault) {
          lists.append(try list(try Console.locate(place)))
        } catch {
          Console.report(error)
          status.raise(to: error.status)
        }
      }
    }
    let records = Records(keys: AnswerList.keys, rows: lists.flatMap(\.rows))
    switch format {
    case .table: try Console.result(lists.map(\.text).joined())
    case .json: try Console.result(records.json)
    case .csv: try Console.result(records.csv)
    }
    try lists.reduce(status) { max($0, $1.status) }.end()
  }

  /// What was understood.
  private func list(_ location: SubmissionLocation) throws(CommandFault) -> AnswerList {
    let name = assignment ?? location.assignment
    let asked =
      options.folder(of: name) == nil
      ? nil : try options.read(name, takesForm: true, isForStudents: true)
    let submission = SubmissionReader.read(location, for: asked)
    Console.report(submission.diagnostics)
    return AnswerList(submission, asked: asked)
  }
}
