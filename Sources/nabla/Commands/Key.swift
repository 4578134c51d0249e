import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading
import Tensors

struct Key: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Print the reference answers as JSON.",
    discussion: "They are printed in the form in which answers are handed in.")

  @OptionGroup var options: AssignmentOptions
  @OptionGroup var draws: DrawOptions

  @Argument(
    help: "An assignment's id, or the path of its folder.", completion: Completions.assignments)
  var assignment: String

  @Option(
    help: "The student whose own inputs are used, where the assignment draws them.",
    completion: Completions.students)
  var student: String?

  @Option(
    help:
      "The gradebook with what was handed out (default: gradebook.sqlite beside the assignments).")
  var gradebook: String?

  func run() throws {
    let definition = try options.read(assignment)
    guard !definition.draws || student != nil else {
      throw CommandFault(
        "'\(definition.id)' draws each student's inputs: say --student", .usage)
    }
    let inputs = try draws.inputs(
      for: definition, gradebook: gradebook ?? options.gradebook,
      students: try options.rosterBeside()?.entries ?? [])
    let read = try inputs.inputs(of: student ?? "").assignment
    if let student, let warning = inputs.unrecorded(among: [student]) {
      Console.report([warning])
    }
    let key = AnswerKey(read, witnesses: .none)
    for part in key.parts where !part.reference.isFinite {
      throw CommandFault(
        "\(read.id): the reference of \(part.part.name) is not finite", .fault)
    }
    try Console.result(KeyText.json(key))
  }
}
