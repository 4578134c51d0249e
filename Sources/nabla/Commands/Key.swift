import ArgumentParser
import Coursework
import Grading
import Tensors

struct Key: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the reference answers as JSON.",
    discussion: "They are printed in the form in which answers are handed in.")

  @OptionGroup var options: AssignmentOptions

  @Argument(help: "An assignment's id, or the path of its folder.")
  var assignment: String

  func run() throws {
    let (read, status) = options.read(assignment)
    guard let read else { return try ExitStatus.exit(status) }
    let key = AnswerKey(read, witnesses: .none)
    for part in key.parts where !part.reference.isFinite {
      Console.error("\(read.id): the reference of \(part.part.name) is not finite")
      return try ExitStatus.exit(ExitStatus.fault)
    }
    try Console.result(KeyText.json(key))
  }
}
