import Coursework
import Diagnostics
import GradebookStore
import Grading

/// Outcomes that were graded elsewhere on their way into a gradebook.
///
/// Lines are read twice: first for what they are about, so that attempts are stored in the order in which they were handed
/// in, whatever the order of the files; then one batch at a time.
struct ImportRun {
  /// Where a line is, and what orders it.
  private struct Place {
    let assignment: String
    let student: String
    let submitted: Int
    let file: Int
    let number: Int
  }

  /// A batch is one transaction.
  private static let maximumBatch = 256

  private let options: GradebookOptions
  private var files: [String] = []
  private var places: [Place] = []
  private var assignments: [String: Result<Assignment, CommandFault>] = [:]
  private var counts = (stored: 0, known: 0, ungraded: 0, refused: 0)
  private(set) var status = ExitStatus.done

  init(_ options: GradebookOptions) { self.options = options }

  /// Looks through a file.
  mutating func read(_ path: String) {
    // A pipe gives its lines once.
    guard DiskFile.kind(path) != .other else {
      return refuse(
        CommandFault(
          "\(visible(path)): this is not a plain file; lines are read twice", .unreadable))
    }
    guard let reader = LineReader(path) else {
      return refuse(CommandFault("\(visible(path)): the file cannot be opened", .unreadable))
    }
    files.append(path)
    while let line = reader.next() {
      do throws(CommandFault) {
        if line.bytes?.allSatisfy({ [0x20, 0x09].contains($0) }) == true { continue }
        guard let outcome = try outcome(line, of: path) else {
          counts.ungraded += 1
          status.raise(to: .unreadable)
          continue
        }
        try check(outcome, line, path)
        places.append(
          Place(
            assignment: outcome.assignment, student: outcome.student,
            submitted: outcome.submitted?.seconds ?? .min, file: files.count - 1,
            number: line.number))
      } catch {
        refuse(error)
      }
    }
    if let failure = reader.failure {
      refuse(CommandFault("\(visible(path)): the file cannot be read: \(failure)", .unreadable))
    }
  }

  /// Stores what was found.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be used.
  mutating func store() throws(CommandFault) {
    guard !places.isEmpty else { return }
    let book = try orFault { () throws(Gradebook.Failure) in
      try Gradebook(path: options.path)
    }
    Console.reportOpened(book, at: options.path)
    // Students with several attempts first wait for each other; all others may come as they are.
    let several = Set(
      Dictionary(grouping: places) { "\($0.assignment)/\($0.student)" }.filter { $1.count > 1 }
        .keys)
    var waiting: [(place: Place, line: OutcomeLine)] = []
    var batch: [OutcomeLine] = []
    for (index, path) in files.enumerated() {
      var wanted = Set(places.filter { $0.file == index }.map(\.number))
      guard !wanted.isEmpty, let reader = LineReader(path) else { continue }
      while let line = reader.next() {
        guard wanted.remove(line.number) != nil, let outcome = try outcome(line, of: path) else {
          continue
        }
        if several.contains("\(outcome.assignment)/\(outcome.student)") {
          waiting.append(
            (
              Place(
                assignment: outcome.assignment, student: outcome.student,
                submitted: outcome.submitted?.seconds ?? .min, file: index, number: line.number),
              outcome
            ))
        } else {
          batch.append(outcome)
        }
        if batch.count >= ImportRun.maximumBatch { try store(&batch, in: book) }
      }
    }
    waiting.sort {
      ($0.place.assignment, $0.place.student, $0.place.submitted, $0.place.file, $0.place.number)
        < (
          $1.place.assignment, $1.place.student, $1.place.submitted, $1.place.file, $1.place.number
        )
    }
    for (_, line) in waiting {
      batch.append(line)
      if batch.count >= ImportRun.maximumBatch { try store(&batch, in: book) }
    }
    try store(&batch, in: book)
  }

  private mutating func store(_ batch: inout [OutcomeLine], in book: Gradebook)
    throws(CommandFault)
  {
    var entries: [(line: OutcomeLine, assignment: Assignment)] = []
    for line in batch {
      guard case .success(let assignment)? = assignments[line.assignment] else { continue }
      entries.append((line, line.inputs.flatMap(assignment.with) ?? assignment))
    }
    batch = []
    let results = try orFault { () throws(Gradebook.Failure) in try book.add(entries) }
    for result in results {
      if case .unchanged = result { counts.known += 1 } else { counts.stored += 1 }
    }
  }

  // MARK: Reading and checking

  /// The outcome of a line; nil for one that says why a submission was not graded.
  private func outcome(_ line: LineReader.Line, of path: String) throws(CommandFault)
    -> OutcomeLine?
  {
    guard let bytes = line.bytes else {
      throw CommandFault(
        "\(visible(path)):\(line.number): this line has more than \(LineReader.longest >> 20) MB",
        .unreadable)
    }
    let source = SourceText(name: path, bytes: bytes, firstLine: line.number)
    return try orFault(.unreadable) { () throws(Diagnostic) in try OutcomeLine.read(source) }
  }

  /// Refuses what was not graded by the assignment that is here.
  private mutating func check(_ outcome: OutcomeLine, _ line: LineReader.Line, _ path: String)
    throws(CommandFault)
  {
    let place = "\(visible(path)):\(line.number)"
    let assignment = try assignment(outcome.assignment).get()
    guard outcome.definition == assignment.hash else {
      throw CommandFault(
        "\(place): graded by another definition of '\(assignment.id)' than the one here",
        help: "name the assignments that it was graded by: --assignments DIR", .fault)
    }
    let fits =
      outcome.parts.map { "\($0.name) \($0.points)" }
      == assignment.parts.map { "\($0.part.name) \($0.part.points)" }
    guard fits, assignment.draws == (outcome.inputs != nil),
      outcome.inputs.map({ assignment.with($0) != nil }) ?? true
    else {
      throw CommandFault(
        "\(place): the parts, or the inputs, are not those of '\(assignment.id)'", .unreadable)
    }
  }

  private mutating func assignment(_ name: String) -> Result<Assignment, CommandFault> {
    if let known = assignments[name] { return known }
    let options = options.options
    let made = Result { () throws(CommandFault) in
      guard options.isAssignment(name) else {
        throw CommandFault(
          "there is no assignment '\(visible(shortened(name, to: 80)))' in "
            + "'\(options.assignments)'", .fault)
      }
      return try options.read(name)
    }
    if case .success = made { assignments[name] = made }
    return made
  }

  private mutating func refuse(_ fault: CommandFault) {
    counts.refused += 1
    status.raise(to: fault.status)
    // The first hundred say enough.
    if counts.refused <= 100 { Console.report(fault) }
  }

  /// What became of the lines.
  var summary: String {
    "\(counts.stored) stored, \(counts.known) on record already"
      + (counts.ungraded > 0 ? ", \(counts.ungraded) could not be graded" : "")
      + (counts.refused > 0 ? ", \(counts.refused) refused" : "") + "\n"
  }
}
