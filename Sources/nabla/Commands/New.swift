import ArgumentParser
import Coursework
import Diagnostics
import Gallery
import Writing

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract:
      "Write a commented assignment to start from, or one of the gallery; it passes 'check'.")

  @OptionGroup var options: AssignmentOptions

  @Argument(help: "The new assignment's id: letters, digits, - and _.")
  var assignment: String

  @Option(
    help: "The assignment of the gallery to take ('gallery' lists them).",
    completion: Completions.gallery)
  var from: String?

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
    let text = try from.map { name throws(CommandFault) in try New.text(of: name) }
    try orFault { () throws(OutputFile.Failure) in
      try OutputFile.makeFolder(folder, for: .everybody)
      try OutputFile.write(text ?? Array(AssignmentTemplate.text.utf8), to: path, for: .everybody)
    }
    try Console.result("\(path)\n")
  }

  private static func text(of name: String) throws(CommandFault) -> [UInt8] {
    if let entry = GalleryEntry.all.first(where: { $0.name == name }) { return entry.text }
    let close = suggestion(for: name, among: GalleryEntry.all.map(\.name))
    throw CommandFault(
      "the gallery has no assignment '\(visible(name))'",
      help: close.map { "did you mean \($0)?" } ?? "'nabla gallery' lists them", .usage)
  }
}
