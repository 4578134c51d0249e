import ArgumentParser
import Coursework
import GradebookStore
import Diagnostics
import Grading
import Writing

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one stored outcome in full, as when it was graded.",
    discussion: "This is for staff: it shows the right numbers.")

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The student.", completion: Completions.students)
  var student: String

  @Argument(help: "The assignment's id.", completion: Completions.assignments)
  var assignment: String

  @Option(help: "The number of the attempt (default: the one that counts, or else the last).")
  var attempt: Int?

  @Flag(help: "Print the inputs that were the student's own too.")
  var inputs = false

  @Option(help: "A folder to write the files into that were handed in.")
  var files: String?

  @Option(help: "How to print it.")
  var format = TableFormat.table

  @Flag(
    help: "Write a page for staff: numbers and formulas side by side, what happened, how to decide."
  )
  var html = false

  @Option(help: "With --html: the folder to write into (default: staff beside the assignments).")
  var output: String?

  func validate() throws {
    guard output == nil || html else { throw ValidationError("--output goes with --html") }
    guard format == .table || !html else {
      throw ValidationError("say --html or --format, not both")
    }
  }

  func run() throws {
    let course = try options.course(assignment: assignment, student: student)
    guard let standing = course.standings.first else { return }
    let number =
      attempt ?? standing.counted?.record.number ?? standing.attempts.last?.record.number
    let attempts = try orFault { () throws(Gradebook.Failure) in
      try course.book.attempts(assignment, student: student, number: number)
    }
    guard let number, let content = attempts.first else {
      let has =
        standing.attempts.isEmpty
        ? "nothing was handed in" : "there are attempts 1 to \(standing.attempts.count)"
      throw CommandFault(
        (attempt.map { "there is no attempt \($0): " } ?? "no attempt to show: ") + has, .usage)
    }
    let judged = standing.attempts.first { $0.record.number == number }
    let text = AttemptText(content, judged, standing, tellsInputs: inputs)
    if html {
      let page = try StaffPages.attempt(content, judged, standing, text, in: course)
      let folder = output ?? options.options.surroundings + "staff"
      try StaffPages.write(
        page, to: "\(student)-\(number).html", of: assignment, into: folder)
    }
    switch format {
    case _ where html: break
    case .table: try Console.result(text.text)
    case .json: try Console.result(text.records.json)
    case .csv: try Console.result(text.records.csv)
    }
    if let files { try write(content, to: files) }
  }

  private func write(_ content: AttemptContent, to folder: String) throws {
    let names = content.files.map(\.file.name)
    if let strange = names.first(where: { Roster.nameRefusal($0) != nil }) {
      throw CommandFault(
        "the stored name '\(visible(strange))' is no file's name; nothing was written", .fault)
    }
    try orFault { () throws(OutputFile.Failure) in
      try OutputFile.makeFolder(folder, for: .staff)
      for (file, _) in content.files {
        try OutputFile.write(file.bytes, to: "\(folder)/\(file.name)", for: .staff, replaces: false)
      }
    }
  }
}
