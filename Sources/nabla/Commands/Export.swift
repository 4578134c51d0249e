import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

/// Where grades go.
enum ExportTarget: String, ExpressibleByArgument, CaseIterable {
  case canvas, moodle, csv
  case moodleWorksheet = "moodle-worksheet"

  /// Whether a file holds one assignment alone.
  var takesOne: Bool { self == .moodleWorksheet }
}

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write grades as another system imports them.",
    discussion: """
      Students who handed in nothing get a blank, not 0. Students with disputed parts are left blank and named, \
      and the exit status is 3. Students who are not on the roster are named and left out.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(
    help: "The assignments (default: all in the gradebook).", completion: Completions.assignments)
  var assignment: [String] = []

  @Option(
    help: "The system: canvas, moodle, moodle-worksheet or csv.")
  var to: ExportTarget

  @Option(
    help: """
      Where lateness costs something: applied deducts it, raw leaves that to the other system.
      """)
  var late: GradeTableLateness?

  @Option(help: "The name of the column (default: the assignment's title).")
  var column: String?

  @Option(
    help: """
      A file downloaded from Canvas, or a Moodle worksheet, in which one column is filled and nothing else \
      is touched.
      """)
  var into: String?

  @Flag(
    name: .customLong("total"),
    help: "Write the course's totals, as course.yaml makes them, and no assignment.")
  var isTotal = false

  @Option(help: "The file to write (default: standard output).")
  var output: String?

  func validate() throws {
    if column?.allSatisfy(\.isWhitespace) == true {
      throw ValidationError("--column must name something")
    }
    if column != nil, to == .csv {
      throw ValidationError(
        "--column does not go with --to \(to.rawValue): there is no such column")
    }
    if column != nil, to == .moodleWorksheet, into == nil {
      throw ValidationError("with --to moodle-worksheet, --column goes with --into")
    }
    if isTotal, !assignment.isEmpty || late != nil || to == .moodleWorksheet {
      throw ValidationError(
        "--total goes with --to canvas, moodle or csv, and with no assignment and no --late")
    }
    if into != nil, to != .canvas, to != .moodleWorksheet {
      throw ValidationError("--into goes with --to canvas and --to moodle-worksheet")
    }
  }

  func run() throws {
    if isTotal { return try exportTotal() }
    let course = try options.course()
    let chosen = try columns(course)
    if (column != nil || into != nil || to.takesOne) && chosen.count != 1 {
      let known = course.assignments.map(\.id).joined(separator: ", ")
      throw CommandFault("name one assignment, of these: \(known)", .usage)
    }
    try requireLateness(course, chosen)
    let lateness = late ?? .applied
    let students =
      course.roster?.entries ?? Set(course.standings.map(\.student)).sorted().map(course.entry)
    let table = GradeTable(
      students: students, columns: chosen.map { column($0, course) }, lateness: lateness)
    course.reportOddities()
    let (bytes, unplaced) = try content(table)
    try write(bytes)
    report(whyUnplaced, unplaced)
    let isDisputed = reportDisputes(table)
    try (isDisputed || !unplaced.isEmpty ? ExitStatus.fault : .done).end()
  }

  private func exportTotal() throws {
    let file = try options.options.course()
    guard let scheme = file?.totals else { throw Totals.noScheme }
    let run = try TotalsRun(options, scheme)
    let most = Points(millionths: scheme.outOf * 1_000_000)
    let standings = run.totals.map { total in
      // A total is what a score is that a person set: no attempt, no lateness.
      Standing(
        assignment: "total", student: RosterEntry(student: total.student), records: [],
        decisions: total.total.map {
          [
            Decision(
              assignment: "total", student: total.student, part: nil, ruling: .points($0),
              because: "", by: "")
          ]
        } ?? [], total: most)
    }
    let table = GradeTable(
      students: run.totals.map { run.course.entry($0.student) },
      columns: [
        GradeTable.Column(
          id: "total", title: column ?? "Total", total: most, parts: [], standings: standings)
      ], lateness: .applied)
    run.course.reportOddities()
    let (bytes, unplaced) = try content(table)
    try write(bytes)
    report(whyUnplaced, unplaced)
    let open = run.totals.filter { !$0.disputed.isEmpty }.map(\.student)
    report("the total is left blank until a person decides ('nabla disputes') for", open)
    try (open.isEmpty && unplaced.isEmpty ? ExitStatus.done : .fault).end()
  }

  private func columns(_ course: Course) throws -> [AssignmentRecord] {
    guard !assignment.isEmpty else { return course.assignments }
    var names: [String] = []
    for name in assignment where !names.contains(name) { names.append(name) }
    return try names.map { name in
      guard let record = course.assignments.first(where: { $0.id == name }) else {
        throw CommandFault(course.unknownNames(assignment: name, student: nil), .usage)
      }
      return record
    }
  }

  private func column(_ record: AssignmentRecord, _ course: Course) -> GradeTable.Column {
    GradeTable.Column(
      id: record.id, title: column ?? record.title, total: record.total,
      parts: record.parts.map { ($0.name, $0.points) },
      standings: course.standings.filter { $0.assignment == record.id })
  }

  /// Course systems deduct too: nobody should lose the points twice, or not at all, by an oversight.
  private func requireLateness(_ course: Course, _ chosen: [AssignmentRecord]) throws {
    guard late == nil else { return }
    let deducting = chosen.filter { record in
      record.policy.deducts
        || course.standings.contains { $0.assignment == record.id && $0.deduction > .zero }
    }
    guard let first = deducting.first else { return }
    throw CommandFault(
      "lateness costs points in '\(first.id)': say whether they are deducted here",
      help: "--late applied, or --late raw where the other system deducts them", .usage)
  }

  /// The file, and the students whom the other system could not find.
  private func content(_ table: GradeTable) throws -> (bytes: [UInt8], unplaced: [String]) {
    if let into { return try filled(into, table) }
    let text =
      switch to {
      case .canvas: CanvasExport.csv(table)
      case .moodle: MoodleExport.csv(table)
      case .moodleWorksheet: worksheet(table)
      case .csv: PlainExport.csv(table)
      }
    return (Array(text.utf8), unidentified(table))
  }

  private func worksheet(_ table: GradeTable) -> String {
    let capped = MoodleExport.capped(table)
    if !capped.isEmpty {
      let names = capped.map(visible).joined(separator: ", ")
      Console.warn(
        "more points than there are, of which Moodle takes as many as there are: \(names)")
    }
    return MoodleExport.worksheet(table)
  }

  private func filled(_ path: String, _ table: GradeTable) throws -> ([UInt8], [String]) {
    let filled = try orFault { () throws(Diagnostic) in
      try GradebookColumn(
        filling: try DiskFile.read(path, name: path),
        of: to == .canvas ? .canvas : .moodleWorksheet, with: table, named: column)
    }
    if let other = filled.otherMaximum, let own = table.columns.first?.total {
      Console.report([
        Diagnostic(
          "\(visible(path)): the column has \(visible(other)) points, the assignment \(own); scores are "
            + "written as they are", severity: .warning)
      ])
    }
    if !filled.capped.isEmpty {
      let names = filled.capped.map(visible).joined(separator: ", ")
      Console.warn(
        "more points than \(visible(path)) takes, which gets as many as it does: \(names)")
    }
    if !filled.locked.isEmpty {
      let names = filled.locked.map(visible).joined(separator: ", ")
      Console.warn("left alone, because they are excused there or not to be changed: \(names)")
    }
    return (filled.bytes, filled.withoutRow)
  }

  private func unidentified(_ table: GradeTable) -> [String] {
    table.students.filter { student in
      switch to {
      case .moodle: student.email == nil && student.ids[.idNumber] == nil
      case .moodleWorksheet: student.ids[.participant] == nil
      case .canvas, .csv: false
      }
    }.map(\.student)
  }

  private var whyUnplaced: String {
    if into != nil { return "no row for" }
    return to == .moodle
      ? "the roster has neither email nor id number of"
      : "the roster has no participant number, so there is no row for"
  }

  private func reportDisputes(_ table: GradeTable) -> Bool {
    var isDisputed = false
    for column in table.columns {
      let disputed = table.students.map(\.student).filter {
        column.standing($0)?.state == .disputed
      }
      report("\(column.id) is left blank until a person decides ('nabla disputes') for", disputed)
      isDisputed = isDisputed || !disputed.isEmpty
    }
    return isDisputed
  }

  private func report(_ what: String, _ students: [String]) {
    guard !students.isEmpty else { return }
    Console.error("\(what): \(students.map(visible).joined(separator: ", "))")
  }

  /// Whether what stands at a path is nothing, or starts as what is written does: a gradebook, a roster or answers are
  /// where grades come from, and are never replaced by an oversight.
  private func mayReplace(_ path: String, _ bytes: [UInt8]) -> Bool {
    guard DiskFile.kind(path) == .file else { return true }
    guard let old = try? DiskFile.read(path, name: path).bytes else { return false }
    func start(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
      var commas = 0
      return bytes.prefix { byte in
        if byte == UInt8(ascii: ",") { commas += 1 }
        return commas < 2 && byte != 0x0A
      }
    }
    return old.isEmpty || start(old) == start(bytes)
  }

  private func write(_ bytes: [UInt8]) throws {
    guard let output else {
      return try Console.result(String(decoding: bytes, as: UTF8.self))
    }
    guard mayReplace(output, bytes) else {
      throw CommandFault(
        "\(visible(output)): exists and was not written by this export; nothing was changed",
        .usage)
    }
    try orFault { () throws(OutputFile.Failure) in
      try OutputFile.write(bytes, to: output, for: .staff, takesStreams: true)
    }
  }
}
