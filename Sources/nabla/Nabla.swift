import ArgumentParser
import Foundation
import GradebookStore

@main
struct Nabla: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nabla",
    abstract: "Grades derivations: numbers handed in for gradients, against proved formulas.",
    version: Gradebook.graderVersion,
    subcommands: [
      New.self, Check.self, HandoutCommand.self, Answers.self, Grade.self, Import.self, Key.self,
      Scores.self,
      Stats.self, Show.self, Regrade.self, Disputes.self, Adjust.self,
      Export.self, Similar.self, Gradescope.self,
    ])

  static func main() {
    Console.reserveStreams()
    // A file that may not grow is an error to be told, like a disk that is full.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let fault as CommandFault {
      Console.report(fault)
      Foundation.exit(fault.status.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}
