import ArgumentParser
import Coursework
import Diagnostics
import Grading
import Writing

struct Everything: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "everything",
    abstract: "Write all that is kept about one student into a folder.",
    discussion: """
      It holds what was handed in, every grading in full with the right numbers, what people decided and why, and \
      the student's line of the roster. Folders of submissions, reports and copies of the gradebook are not \
      looked into.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "The student.", completion: Completions.students)
  var student: String

  @Option(help: "The folder to write, which must not be there.")
  var output: String

  func run() throws {
    let course = try options.course(student: student)
    let record = PersonalRecord(course, course.standings.first?.student ?? student)
    let files = try record.files()
    try orFault { () throws(OutputFile.Failure) in
      try OutputFile.writeFolder(
        files.map { ($0.path, $0.bytes) }, to: output, for: .staff)
    }
    Console.note("\(files.count) files in \(visible(output))")
  }
}
