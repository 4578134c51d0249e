import ArgumentParser
import Coursework
import Diagnostics

struct Answers: ParsableCommand {
  static let configuration = CommandConfiguration(
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
      return try ExitStatus.exit(options.read(assignment).status)
    }
    var status = ExitStatus.done
    var lists: [AnswerList] = []
    for path in path {
      let (found, fault) = Console.search(
        path, student: student, assignment: assignment, options: options)
      status = max(status, fault)
      for location in found {
        if let list = list(location, &status) { lists.append(list) }
      }
    }
    let records = Records(keys: AnswerList.keys, rows: lists.flatMap(\.rows))
    switch format {
    case .table: try Console.result(lists.map(\.text).joined())
    case .json: try Console.result(records.json)
    case .csv: try Console.result(records.csv)
    }
    try ExitStatus.exit(lists.reduce(status) { max($0, $1.status) })
  }

  /// What was understood; nil, after a report, where the assignment cannot be used.
  private func list(_ location: SubmissionLocation, _ status: inout Int32) -> AnswerList? {
    let name = assignment ?? location.assignment
    var asked: Assignment?
    if options.folder(of: name) != nil {
      let (read, found) = options.read(name, isForStudents: true)
      status = max(status, found)
      guard let read else { return nil }
      asked = read
    }
    let submission = SubmissionReader.read(location, for: asked)
    Console.report(submission.diagnostics)
    return AnswerList(submission, asked: asked)
  }
}
