import ArgumentParser
import Coursework

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract:
      "Print the JSON Schema of assignment.yaml, for editors that complete and explain keys.")

  func run() throws { try Console.result(AssignmentKeys.schema) }
}
