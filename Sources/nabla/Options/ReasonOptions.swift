import ArgumentParser
import GradebookStore

/// Why something is decided, and by whom.
struct ReasonOptions: ParsableArguments {
  @Option(help: "Why; students read it in their feedback.")
  var because: String

  @Option(help: "Who decides.")
  var by: String

  var reason: Reason { Reason(because: because, by: by) }

  func validate() throws {
    if because.allSatisfy(\.isWhitespace) || by.allSatisfy(\.isWhitespace) {
      throw ValidationError("--because and --by must say something: a decision has to be explained")
    }
  }
}
