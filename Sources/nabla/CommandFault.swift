import Coursework
import Diagnostics
import GradebookStore
import Writing

/// What ends a command, or one submission's way through it: what is said of it, and the exit status.
///
/// It is the one error that commands throw; ``Nabla`` renders it.
struct CommandFault: Error {
  var diagnostics: [Diagnostic]
  let status: ExitStatus

  init(_ diagnostics: [Diagnostic], _ status: ExitStatus) {
    self.diagnostics = diagnostics
    self.status = status
  }

  init(_ message: String, help: String? = nil, _ status: ExitStatus) {
    self.init([Diagnostic(message, help: help)], status)
  }
}

/// An error that says what is wrong, in sentences.
protocol ExplainedError: Error {
  var diagnostics: [Diagnostic] { get }
  /// Whether the command was used wrongly, whatever status its other errors have.
  var isUsage: Bool { get }
}

extension ExplainedError {
  var isUsage: Bool { false }
}

extension Gradebook.Failure: ExplainedError {
  var diagnostics: [Diagnostic] { [Diagnostic(message)] }
}

extension OutputFile.Failure: ExplainedError {
  var diagnostics: [Diagnostic] { [Diagnostic(message)] }
}

extension Diagnostic: ExplainedError {
  var diagnostics: [Diagnostic] { [self] }
}

extension Diagnostics: ExplainedError {
  var diagnostics: [Diagnostic] { list }
}

/// The result, or a fault of the command with some status.
func orFault<Value, Failure: ExplainedError>(
  _ status: ExitStatus = .fault, _ body: () throws(Failure) -> Value
) throws(CommandFault) -> Value {
  do throws(Failure) {
    return try body()
  } catch {
    throw CommandFault(error.diagnostics, error.isUsage ? .usage : status)
  }
}
