import Diagnostics

/// What stops a command, or one student's part in it, and the exit status it leads to.
struct CommandFault: Error {
  let diagnostic: Diagnostic
  let status: Int32

  init(_ diagnostic: Diagnostic, _ status: Int32) {
    self.diagnostic = diagnostic
    self.status = status
  }
}
