import ArgumentParser
import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Writing

/// Standard output for results, standard error for everything else.
enum Console {
  /// Whether a stream is a terminal that wants colour.
  static func hasColour(_ stream: Int32) -> Bool {
    isatty(stream) == 1 && variable("NO_COLOR") == nil && variable("TERM") != "dumb"
  }

  /// One variable of the environment; a dictionary of all takes longer.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The width that the environment asks for; nil if it asks for none.
  private static var columns: Int? {
    let columns = variable("COLUMNS").flatMap { Int($0) }
    return columns.flatMap { (40...1_000).contains($0) ? $0 : nil }
  }

  /// Whether somebody said how wide lines may be: the environment, or a terminal.
  static var isWidthKnown: Bool { columns != nil || isatty(STDOUT_FILENO) == 1 }

  /// The width for results: what the environment says, else the terminal's, else 100.
  static var width: Int {
    if let columns { return columns }
    guard isatty(STDOUT_FILENO) == 1 else { return 100 }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 80 }
    return Int(size.ws_col)
  }

  /// Keeps a file that is opened later from taking the place of a stream that was closed at the
  /// start: results would be written into it.
  static func reserveStreams() {
    while true {
      let descriptor = open("/dev/null", O_RDONLY)
      guard (STDIN_FILENO...STDERR_FILENO).contains(descriptor) else {
        close(descriptor)
        return
      }
    }
  }

  /// Writes a result.
  ///
  /// - Throws: ``CommandFault`` where it could not be written.
  static func result(_ text: String) throws(CommandFault) {
    guard !write(text, to: STDOUT_FILENO) else { return }
    throw CommandFault(
      "the results could not be written: \(String(cString: strerror(errno)))", .fault)
  }

  /// Says what ended a command, or one submission's way through it.
  static func report(_ fault: CommandFault) {
    // Each by itself: of one file's faults some are enough, but every one of several is named.
    report(fault.diagnostics)
  }

  /// The most diagnostics about one file or submission; nobody reads more.
  private static let diagnosticLimit = 100

  static func report(_ diagnostics: [Diagnostic]) {
    let renderer = DiagnosticRenderer(colour: hasColour(STDERR_FILENO))
    var text = diagnostics.prefix(diagnosticLimit).map(renderer.render).joined()
    let more = diagnostics.count - diagnosticLimit
    if more > 0 { text += renderer.render(Diagnostic("\(more) more, not shown", severity: .note)) }
    write(text, to: STDERR_FILENO)
  }

  static func warn(_ message: String, help: String? = nil) {
    report([Diagnostic(message, severity: .warning, help: help)])
  }

  static func error(_ message: String) { report([Diagnostic(message)]) }

  /// Says who is not on the roster.
  static func report(strangers: [String]) {
    guard !strangers.isEmpty else { return }
    let names = strangers.prefix(10).map(visible).joined(separator: ", ")
    let more = strangers.count > 10 ? " and \(strangers.count - 10) more" : ""
    report([Diagnostic("not on the roster: \(names)\(more)", severity: .warning)])
  }

  /// Says where a gradebook of an older version is kept as it was.
  static func reportOpened(_ book: Gradebook, at path: String) {
    if let drive = book.networkDrive {
      report([
        Diagnostic(
          "\(visible(path)): lies on a network drive (\(drive)), where two programs may write at once, and damage it",
          severity: .warning, help: "keep the gradebook on a disk of this machine: --gradebook FILE"
        )
      ])
    }
    guard let copy = book.backup else { return }
    note("\(path): brought up to this version; as it was it is kept as \(copy)")
  }

  static func note(_ message: String) { write(message + "\n", to: STDERR_FILENO) }

  /// Writes to a stream as it is.
  @discardableResult
  static func write(_ text: String, to stream: Int32) -> Bool {
    // A reader that left early, as `head` does, wants no more.
    Descriptor.write(Array(text.utf8), to: stream) || errno == EPIPE
  }
}
