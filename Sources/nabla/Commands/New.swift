import ArgumentParser
import Coursework
import Writing

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a commented assignment to start from; it passes 'check'.")

  @OptionGroup var options: AssignmentOptions

  @Argument(help: "The new assignment's id: letters, digits, - and _.")
  var assignment: String

  func validate() throws {
    guard AssignmentReader.isID(assignment) else {
      throw ValidationError("'\(assignment)' cannot be an id: only letters, digits, - and _")
    }
  }

  func run() throws {
    let folder = "\(options.assignments)/\(assignment)"
    let path = "\(folder)/assignment.yaml"
    guard DiskFile.kind(path) == .missing else {
      throw CommandFault("\(path) exists already; nothing was changed", .usage)
    }
    try orFault { () throws(OutputFile.Failure) in
      try OutputFile.makeFolder(folder, for: .everybody)
      try OutputFile.write(Array(AssignmentTemplate.text.utf8), to: path, for: .everybody)
    }
    try Console.result("\(path)\n")
  }
}
