import ArgumentParser
import CMalloc
import Diagnostics
import Foundation
import GradebookStore

@main
struct Nabla: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nabla",
    abstract: "Grades derivations: numbers handed in for gradients, against proved formulas.",
    version: Gradebook.graderVersion,
    subcommands: [
      GalleryCommand.self, New.self, SchemaCommand.self, Check.self, FormulaCommand.self,
      HandoutCommand.self,
      Collect.self, Answers.self,
      Grade.self,
      Import.self,
      Key.self, Scores.self, Totals.self, Stats.self, Show.self, AnswersOf.self, History.self,
      SQLCommand.self,
      Everything.self, Forget.self,
      Regrade.self, Disputes.self, Audit.self,
      Adjust.self, VoidCommand.self, Rename.self, Release.self, AppealCommand.self, Appeals.self,
      Export.self, Report.self, Feedback.self, Similar.self, Gradescope.self,
    ])

  static func main() {
    Console.reserveStreams()
    // A file that may not grow is an error to be told, like a disk that is full.
    signal(SIGXFSZ, SIG_IGN)
    // Otherwise what large files took is kept for small ones, and the next large one takes new memory.
    mallopt(M_MMAP_THRESHOLD, 1 << 20)
    do {
      try requireCommand(CommandLine.arguments.dropFirst().first)
      var command = try parseAsRoot()
      try command.run()
    } catch let fault as CommandFault {
      Console.report(fault)
      Foundation.exit(fault.status.rawValue)
    } catch {
      leave(error)
    }
  }

  /// Refuses a first word that is no command, with the one that may be meant.
  private static func requireCommand(_ word: String?) throws(CommandFault) {
    guard let word, !word.hasPrefix("-"), word != "help" else { return }
    let known = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !known.contains(word) else { return }
    let close = suggestion(for: word, among: known)
    throw CommandFault(
      "there is no command '\(visible(shortened(word, to: 80)))'",
      help: close.map { "did you mean '\($0)'?" } ?? "'nabla --help' lists the commands", .usage)
  }

  /// Ends with what the options' library says, in the form of all other errors.
  private static func leave(_ error: any Error) -> Never {
    let code = exitCode(for: error)
    let text = fullMessage(for: error)
    let label = "Error: "
    if code == .success {
      try? Console.result(text + "\n")
    } else if text.hasPrefix(label) {
      Console.note("error: " + text.dropFirst(label.count))
    } else if !text.isEmpty {
      Console.note(text)
    }
    Foundation.exit(code.rawValue)
  }
}
