import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading
import Tensors

struct Key: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the reference answers as JSON.",
    discussion: "They are printed in the form in which answers are handed in.")

  @OptionGroup var options: AssignmentOptions
  @OptionGroup var draws: DrawOptions

  @Argument(help: "An assignment's id, or the path of its folder.")
  var assignment: String

  @Option(help: "The student whose own inputs are used, where the assignment draws them.")
  var student: String?

  @Option(
    help:
      "The gradebook with what was handed out (default: gradebook.sqlite beside the assignments).")
  var gradebook: String?

  func run() throws {
    let (definition, status) = options.read(assignment)
    guard let definition else { return try ExitStatus.exit(status) }
    guard !definition.draws || student != nil else {
      Console.error("'\(definition.id)' draws each student's inputs: say --student")
      throw ExitCode(ExitStatus.usage)
    }
    let read: Assignment
    do throws(CommandFault) {
      let inputs = try draws.inputs(for: definition, gradebook: gradebook ?? options.gradebook)
      read = try inputs.inputs(of: student ?? "").assignment
      if let student, let warning = inputs.unrecorded(among: [student]) {
        Console.report([warning])
      }
    } catch {
      Console.report([error.diagnostic])
      throw ExitCode(error.status)
    }
    let key = AnswerKey(read, witnesses: .none)
    for part in key.parts where !part.reference.isFinite {
      Console.error("\(read.id): the reference of \(part.part.name) is not finite")
      return try ExitStatus.exit(ExitStatus.fault)
    }
    try Console.result(KeyText.json(key))
  }
}
