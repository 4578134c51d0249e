import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore

/// Where scores and students are.
struct GradebookOptions: ParsableArguments {
  @OptionGroup var options: AssignmentOptions

  @Option(
    help: "The gradebook (default: gradebook.sqlite beside the assignments; none in a container).")
  var gradebook: String?

  @Option(help: "The students (default: roster.csv beside the assignments, where there is one).")
  var roster: String?

  var path: String { gradebook ?? options.gradebook }

  /// Opens the gradebook for questions.
  func reading() throws(CommandFault) -> Gradebook {
    try opened { () throws(Gradebook.Failure) in try Gradebook.reading(path: path) }
  }

  /// Writes into the gradebook, which must be there.
  ///
  /// Readers are to be closed before: the last to close, if it writes, leaves one file behind.
  func write<Result>(_ body: (Gradebook) throws(Gradebook.Failure) -> Result)
    throws(CommandFault) -> Result
  {
    let book = try opened { () throws(Gradebook.Failure) in
      try Gradebook.reading(path: path).letGo()
      return try Gradebook(path: path)
    }
    defer { book.letGo() }
    return try orFault { () throws(Gradebook.Failure) in try body(book) }
  }

  private func opened(_ open: () throws(Gradebook.Failure) -> Gradebook) throws(CommandFault)
    -> Gradebook
  {
    let book = try orFault(.fault, open)
    Console.reportOpened(book, at: path)
    return book
  }

  /// The roster; nil if there is none.
  func students() throws(CommandFault) -> Roster? {
    let named = try options.course()?.roster
    let beside = options.path(named ?? "roster.csv")
    guard roster != nil || named != nil || DiskFile.kind(beside) != .missing else { return nil }
    let read = try orFault { () throws(Diagnostics) in try Roster.read(roster ?? beside) }
    warn(about: read)
    return read
  }

  /// Says which assignments a roster names that do not exist: an excuse that is misspelt excuses nobody.
  private func warn(about read: Roster) {
    let known = DiskFile.names(in: options.assignments).filter(options.isAssignment)
    guard !known.isEmpty else { return }
    let named = read.entries.reduce(into: Set<String>()) { $0.formUnion($1.namedAssignments) }
    for name in named.subtracting(known).sorted() {
      let close = suggestion(for: name, among: known)
      Console.report([
        Diagnostic(
          "the roster names '\(visible(name))', which is no assignment", severity: .warning,
          help: close.map { "did you mean \($0)?" }
            ?? "known here: \(known.joined(separator: ", "))"
        )
      ])
    }
  }

  /// What a question is about; unknown names are wrong usage.
  func course(
    assignment: String? = nil, student: String? = nil, including others: [String] = []
  ) throws(CommandFault) -> Course {
    let course = try Course(
      book: try reading(), roster: try students(), slipDays: try options.course()?.slipDays,
      assignment: assignment, student: student,
      including: others, published: { options.isAssignment($0) ? published($0) : nil })
    let unknown = course.unknownNames(assignment: assignment, student: student)
    guard unknown.isEmpty else { throw CommandFault(unknown, .usage) }
    return course
  }

  /// What would be known of an assignment if it were in the gradebook; nil, after a report, where it cannot be used.
  private func published(_ id: String) -> AssignmentRecord? {
    do throws(CommandFault) {
      return try options.read(id).record
    } catch {
      Console.report(error)
      return nil
    }
  }
}

extension Assignment {
  /// What the gradebook would know of it.
  var record: AssignmentRecord {
    AssignmentRecord(
      id: id, title: title,
      parts: parts.map {
        AssignmentRecord.Part(
          name: $0.part.name, points: $0.part.points, isBonus: $0.part.isBonus)
      },
      policy: policy)
  }
}
