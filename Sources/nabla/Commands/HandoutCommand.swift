import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Writing

struct HandoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handout",
    abstract:
      "Write the inputs, the task and a template for the answers for one student or a class.",
    discussion: """
      Inputs that the assignment draws are each student's own. They are proved before they are handed \
      out, and recorded in the gradebook, so that a student's submission is graded by them.
      """)

  @OptionGroup var options: AssignmentOptions
  @OptionGroup var draws: DrawOptions

  @Argument(
    help: "An assignment's id, or the path of its folder.", completion: Completions.assignments)
  var assignment: String

  @Option(
    help: "The student, as the submission's folder will be named.", completion: Completions.students
  )
  var student: String?

  @Option(help: "A CSV file with a column 'student': a handout for each.")
  var roster: String?

  @Option(
    help: """
      The folder to write to; with --roster the folder that holds each student's (default: \
      handouts/ASSIGNMENT/STUDENT beside the assignments).
      """)
  var output: String?

  @Option(
    help: "A file for the inputs of all students, a line each, for 'grade --stream --inputs'.")
  var inputs: String?

  @Option(
    help: """
      A folder to write the assignment into without what is right: with it, 'answers' says in a student's own \
      repository what is understood, and nobody can print the key.
      """)
  var definition: String?

  @Option(help: "The gradebook (default: gradebook.sqlite beside the assignments).")
  var gradebook: String?

  @Flag(name: .customLong("html"), help: "Write the task as a page too, README.html.")
  var hasPages = false

  @Flag(name: .customLong("no-store"), help: "Record nothing in the gradebook.")
  var isNotStored = false

  func validate() throws {
    if definition != nil {
      guard student == nil, roster == nil, inputs == nil, output == nil else {
        throw ValidationError("--definition DIR is for all students, and goes with no other option")
      }
      return
    }
    guard (student == nil) != (roster == nil) else {
      throw ValidationError("say either --student or --roster, or --definition")
    }
    if let student, !Roster.isStudent(student) {
      throw ValidationError(
        "'\(student)' cannot be a student's name: it is used as a folder's name")
    }
  }

  func run() throws {
    let read = try options.read(assignment)
    if let definition {
      let folder = "\(definition)/\(read.id)"
      let path = "\(folder)/assignment.yaml"
      let old = try? DiskFile.read(path, name: path).bytes
      guard
        DiskFile.kind(path) == .missing || old?.starts(with: HandoutFiles.formStart.utf8) == true
      else {
        throw CommandFault(
          "\(visible(path)): exists and is no definition for students; nothing was changed", .usage)
      }
      try orFault { () throws(OutputFile.Failure) in
        try OutputFile.makeFolder(folder, for: .everybody)
        try OutputFile.write(
          Array(HandoutFiles(read).form.utf8), to: path, for: .everybody)
      }
      return Console.note(
        "\(visible(folder))/assignment.yaml says what is asked for, and nothing more")
    }
    let (students, entries) = try students()
    let book = gradebook ?? options.gradebook
    var run = HandoutRun(
      try draws.inputs(for: read, gradebook: book, students: Array(entries.values)),
      roster: entries,
      course: try options.course(), hasPages: hasPages)
    run.draw(for: students)
    // Recorded first: what was handed out must never be unknown.
    if !isNotStored { try run.record(in: book) }
    let folder = output ?? "\(options.surroundings)handouts/\(read.id)"
    run.write(to: folder, isSingleStudent: output != nil && student != nil)
    if let inputs { try run.writeInputs(to: inputs) }
    try Console.result(run.summary)
    try run.status.end()
  }

  private func students() throws -> (names: [String], entries: [String: RosterEntry]) {
    if let student {
      // What the course's roster says of the student's name and due time holds here too.
      return ([student], try options.rosterBeside()?.byStudent ?? [:])
    }
    let read = try orFault { () throws(Diagnostics) in try Roster.read(roster ?? "") }
    return (read.students, read.byStudent)
  }
}
