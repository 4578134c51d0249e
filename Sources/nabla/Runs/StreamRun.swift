import Coursework
import Diagnostics
import GradebookStore
import Grading
import Synchronization
import Writing

/// A stream of submissions graded line by line: nothing is held but the lines that are worked on.
///
/// What is wrong with one line is told in its place, and the others go on.
final class StreamRun: Sendable {
  /// How to grade.
  struct Settings: Sendable {
    let options: GradebookOptions
    let draws: DrawOptions
    /// A file with the inputs that were handed out; nil if they are in the gradebook, or drawn.
    let inputs: HandedOutInputs?
    let takesUnproved: Bool
    let jobs: Int
  }

  /// An assignment that some lines name, ready to grade, or why it is not.
  private typealias Prepared = Result<(GradingSession, StudentInputs), CommandFault>

  private let settings: Settings
  /// By the name that the lines use.
  private let prepared = Mutex<[String: Prepared]>([:])

  /// Whether nobody reads the results any more.
  private let isBroken = Atomic(false)

  /// What became of one line.
  private struct Graded: Sendable {
    let text: String
    let status: ExitStatus
  }

  init(_ settings: Settings) { self.settings = settings }

  /// Grades what comes in, and writes an outcome a line.
  ///
  /// - Returns: The exit status: whether all lines could be graded.
  /// - Throws: ``CommandFault`` where the results cannot be written.
  func run() throws(CommandFault) -> ExitStatus {
    let reader = LineReader()
    var status = ExitStatus.done
    var broken: CommandFault?
    inOrder(
      from: { [self] in
        isBroken.load(ordering: .relaxed) ? nil : StreamRun.nextLine(reader)
      }, jobs: settings.jobs, window: 4 * settings.jobs,
      { [self] line in grade(line) },
      { graded in
        status.raise(to: min(graded.status, .fault))
        guard broken == nil else { return }
        do throws(CommandFault) {
          try Console.result(graded.text + "\n")
        } catch {
          broken = error
          isBroken.store(true, ordering: .relaxed)
        }
      })
    if let broken { throw broken }
    if let failure = reader.failure {
      throw CommandFault("the lines cannot be read: \(failure)", .fault)
    }
    return status
  }

  /// The next line that is not blank.
  private static func nextLine(_ reader: LineReader) -> LineReader.Line? {
    while let line = reader.next() {
      if line.bytes?.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) == true { continue }
      return line
    }
    return nil
  }

  private func grade(_ line: LineReader.Line) -> Graded {
    var read: SubmissionLine?
    do throws(CommandFault) {
      guard let bytes = line.bytes else {
        throw CommandFault(
          "stdin:\(line.number): this line has more than \(LineReader.longest >> 20) MB",
          .unreadable)
      }
      let source = SourceText(name: "stdin", bytes: bytes, firstLine: line.number)
      let submission = try orFault(.unreadable) { () throws(Diagnostic) in
        try SubmissionLine(source)
      }
      read = submission
      return try grade(submission, number: line.number)
    } catch {
      let fault = error.status == .usage ? CommandFault(error.diagnostics, .unreadable) : error
      return Graded(
        text: StreamRun.refusal(fault, line.number, read), status: fault.status)
    }
  }

  private func grade(_ line: SubmissionLine, number: Int) throws(CommandFault) -> Graded {
    let (session, inputs) = try session(for: line.assignment).get()
    guard
      !inputs.assignment.draws || inputs.secret != nil || inputs.recorded(for: line.student) != nil
    else { throw StreamRun.unknownInputs(of: inputs.assignment) }
    let own = try inputs.assignment(for: line.student)
    let most = SubmissionLimits(own).bytes
    guard line.answers.count <= most else {
      throw CommandFault(
        "stdin:\(number): the answers have \(line.answers.count / 1_000) KB, "
          + "the most is \(most / 1_000) KB", .unreadable)
    }
    let submission = SubmissionReader.read(
      OutcomeLine.files(of: line), student: line.student, for: own)
    let outcome = session.grade(submission, at: own)
    return Graded(
      text: OutcomeLine(outcome, of: line, by: own).json(
        submission.diagnostics.map(StreamRun.text)),
      status: outcome.concern == .disputed ? .fault : .done)
  }

  /// The session of an assignment, made when a line names it first.
  private func session(for name: String) -> Prepared {
    prepared.withLock { prepared in
      if let known = prepared[name] { return known }
      let made = Prepared { () throws(CommandFault) in
        guard settings.options.options.isAssignment(name) else {
          throw CommandFault("there is no assignment '\(shortened(name, to: 80))'", .unreadable)
        }
        let assignment = try settings.options.options.read(name)
        return (
          GradingSession(assignment, takesUnproved: settings.takesUnproved),
          try inputs(for: assignment)
        )
      }
      // A name that is no assignment is not worth keeping: a stream may hold any number of these.
      if case .success = made { prepared[name] = made }
      return made
    }
  }

  private func inputs(for assignment: Assignment) throws(CommandFault) -> StudentInputs {
    guard let known = settings.inputs else {
      do throws(CommandFault) {
        return try settings.draws.inputs(
          for: assignment, gradebook: settings.options.path,
          students: try settings.options.students()?.entries ?? [])
      } catch {
        throw assignment.draws && error.status == .usage
          ? StreamRun.unknownInputs(of: assignment) : error
      }
    }
    return StudentInputs(assignment, handedOut: known.inputs(for: assignment.id))
  }

  private static func unknownInputs(of assignment: Assignment) -> CommandFault {
    CommandFault(
      "'\(assignment.id)' draws each student's inputs, and this student's are not known",
      help:
        "say --inputs FILE, as 'handout --inputs' writes it, or --gradebook or --secret-file FILE",
      .unreadable)
  }

  // MARK: What is written

  /// A line that says why a submission was not graded.
  private static func refusal(_ fault: CommandFault, _ number: Int, _ line: SubmissionLine?)
    -> String
  {
    JSONValue.object([
      ("line", .integer(number)), ("assignment", line.map { .text($0.assignment) } ?? .null),
      ("student", line.map { .text($0.student) } ?? .null),
      ("error", .text(fault.diagnostics.map(text).joined(separator: "; "))),
    ]).line
  }

  private static func text(_ diagnostic: Diagnostic) -> String {
    (diagnostic.location.map { "\($0): " } ?? "") + diagnostic.severity.rawValue + ": "
      + diagnostic.message + (diagnostic.help.map { " (\($0))" } ?? "")
  }
}
