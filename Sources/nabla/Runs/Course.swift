import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports

/// What the gradebook, the roster and the decisions in force come to.
struct Course {
  let book: Gradebook
  let roster: Roster?
  /// The assignments that are asked for and known, in the order of their ids.
  let assignments: [AssignmentRecord]
  /// What each student has for each of them, by assignment and student.
  let standings: [Standing]

  /// What makes standings.
  let rules: CourseRules
  private let entries: [String: RosterEntry]
  private let knownAssignments: [String]

  /// Puts together what is asked for.
  ///
  /// - Parameters:
  ///   - book: The gradebook.
  ///   - roster: The students; nil if nobody says.
  ///   - slipDays: The days that each student may be late; nil if there are none.
  ///   - assignment: Only this assignment.
  ///   - student: Only this student.
  ///   - others: Assignments that are asked for though the gradebook may have nothing of them.
  ///   - published: An assignment's record where the gradebook has nothing of it yet.
  /// - Throws: ``CommandFault`` where the gradebook cannot be used.
  init(
    book: Gradebook, roster: Roster?, slipDays: SlipDays?, assignment: String?, student: String?,
    including others: [String] = [], published: (String) -> AssignmentRecord?
  ) throws(CommandFault) {
    self.book = book
    self.roster = roster
    let entries = roster?.byStudent ?? [:]
    self.entries = entries
    let rules = CourseRules(entries, slipDays: slipDays)
    self.rules = rules
    // What stands for one assignment may depend on the others.
    let spansCourse = assignment.map(rules.spansCourse) ?? true
    let found = try orFault { () throws(Gradebook.Failure) in
      try book.snapshot(
        assignment: spansCourse ? nil : assignment, student: student,
        includesUnattempted: student == nil || roster != nil)
    }
    var known = found.assignments
    for id in others + (assignment.map { [$0] } ?? [])
    where !known.contains(where: { $0.id == id && !$0.parts.isEmpty }) {
      guard let record = published(id) else { continue }
      known = known.filter { $0.id != id } + [record]
    }
    knownAssignments = known.map(\.id)
    assignments = known.filter { assignment == nil || $0.id == assignment }
    let recorded = Dictionary(grouping: found.records) { Key($0.assignment, $0.student) }
    let decided = Dictionary(grouping: found.decisions) { Key($0.assignment, $0.student) }
    let asked = spansCourse ? known : assignments
    var students = Dictionary(
      grouping: Set(recorded.keys).union(decided.keys), by: \.assignment
    ).mapValues { Set($0.map(\.student)) }
    let rostered = (roster?.students ?? []).filter { student == nil || $0 == student }
    for id in asked.map(\.id) { students[id, default: []].formUnion(rostered) }
    var work: [String: [CourseRules.Work]] = [:]
    for record in asked {
      for student in students[record.id] ?? [] {
        let key = Key(record.id, student)
        work[student, default: []].append(
          CourseRules.Work(
            record.id, total: record.total, records: recorded[key] ?? [],
            decisions: decided[key] ?? [], told: found.told[key]))
      }
    }
    let standings = Dictionary(
      grouping: work.flatMap { rules.standings(of: $0.key, $0.value) }, by: \.assignment)
    self.standings = assignments.flatMap { record in
      (standings[record.id] ?? []).sorted { $0.student < $1.student }
    }
  }

  private typealias Key = GradebookSnapshot.StudentWork

  /// Lets the gradebook go; nothing more can be asked of it.
  func letGo() { book.letGo() }

  /// What grades by a definition on record; nil if this version cannot read that any more.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  func session(_ hash: String, of assignment: String) throws(CommandFault) -> GradingSession? {
    try definition(hash, of: assignment).map { GradingSession($0) }
  }

  /// A definition on record; nil if it cannot be read any more.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  func definition(_ hash: String, of assignment: String) throws(CommandFault) -> Assignment? {
    let text = try orFault { () throws(Gradebook.Failure) in try book.definitionText(hash) }
    return text.flatMap { bytes in
      try? AssignmentReader.read(
        SourceText(name: "assignment.yaml", bytes: bytes), id: assignment)
    }
  }

  /// What an assignment is called.
  func title(of assignment: String) -> String {
    assignments.first { $0.id == assignment }?.title ?? assignment
  }

  /// A student's line of the roster; one with the name alone if there is none.
  func entry(_ student: String) -> RosterEntry {
    entries[student] ?? RosterEntry(student: student)
  }

  /// Refuses a section that no student of the roster is in.
  ///
  /// - Throws: ``CommandFault``.
  func requireSection(_ section: String) throws(CommandFault) {
    let known = Set((roster?.entries ?? []).compactMap(\.section))
    guard !known.contains(section) else { return }
    let close = suggestion(for: section, among: known)
    throw CommandFault(
      "nobody on the roster is in section '\(visible(section))'",
      help: close.map { "did you mean \(visible($0))?" }
        ?? (known.isEmpty
          ? "the roster has no column 'section'"
          : "sections are: \(known.sorted().map(visible).joined(separator: ", "))"),
      .usage)
  }

  /// Whether the roster has a student.
  func isOnRoster(_ student: String) -> Bool { entries[student] != nil }

  /// What those have who are in the course: whoever left the roster is in no figures of it.
  var enrolled: [Standing] {
    roster == nil ? standings : standings.filter { isOnRoster($0.student) }
  }

  /// A number for each student of the gradebook and the roster, in an order that names do not tell.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  func pseudonyms() throws(CommandFault) -> [String: String] {
    let records = try orFault { () throws(Gradebook.Failure) in try book.records() }
    // What only those know who have the gradebook mixes the order.
    let salt = records.first.map { "\($0.submission)\($0.stored)" } ?? ""
    let students = Set(records.map(\.student)).union(entries.keys)
    let order = students.map { (hash: StableHash.of(salt + $0), student: $0) }.sorted {
      ($0.hash, $0.student) < ($1.hash, $1.student)
    }
    let width = "\(order.count)".count
    return Dictionary(
      order.enumerated().map { index, item in
        let number = "\(index + 1)"
        let zeros = String(repeating: "0", count: width - number.count)
        return (item.student, "student-" + zeros + number)
      }
    ) { first, _ in first }
  }

  /// The students that the roster does not have, where there is a roster.
  var strangers: [String] {
    roster == nil ? [] : Set(standings.map(\.student)).filter { entries[$0] == nil }.sorted()
  }

  /// Says who is not on the roster, and who was graded out of other points than the rest.
  ///
  /// - Parameter hidesNames: Whether strangers are only counted.
  func reportOddities(hidesNames: Bool = false) {
    for record in assignments {
      let others = standings.filter { $0.assignment == record.id && $0.total != record.total }
      guard !others.isEmpty else { continue }
      Console.report([
        Diagnostic(
          "\(record.id): \(others.count) student\(others.count == 1 ? " is" : "s are") graded out of other points "
            + "than \(record.total), by another definition", severity: .warning,
          help:
            "'nabla regrade \(record.id)' grades by the current one, and lowers scores only with --allow-lower"
        )
      ])
    }
    let forgotten = ((try? book.forgottenStudents()) ?? []).filter(isOnRoster).count
    if forgotten > 0 {
      Console.warn(
        "\(forgotten) student\(forgotten == 1 ? " was" : "s were") forgotten and \(forgotten == 1 ? "is" : "are") "
          + "still on the roster: their work counts as missing",
        help:
          "'nabla history --kind forgotten' has what they had; take their lines out of the roster")
    }
    let strangers = strangers
    if hidesNames, !strangers.isEmpty {
      let are = strangers.count == 1 ? "student is" : "students are"
      Console.report([
        Diagnostic("\(strangers.count) \(are) not on the roster", severity: .warning)
      ])
    } else {
      Console.report(strangers: strangers)
    }
  }

  /// What was asked for and stands nowhere.
  func unknownNames(assignment: String?, student: String?) -> [Diagnostic] {
    if let assignment, !knownAssignments.contains(assignment) {
      return [unknown("assignment", assignment, knownAssignments)]
    }
    guard let student, standings.isEmpty, entries[student] == nil else { return [] }
    let all = (try? book.records().map(\.student)) ?? []
    // Who has handed in something else is known.
    if let assignment, all.contains(student) {
      return [
        Diagnostic("\(visible(student)) has handed in nothing of '\(visible(assignment))'")
      ]
    }
    return [unknown("student", student, all + entries.keys)]
  }

  private func unknown(_ kind: String, _ name: String, _ known: [String]) -> Diagnostic {
    let close = suggestion(for: name, among: Set(known))
    return Diagnostic(
      "no \(kind) '\(visible(name))' in the gradebook",
      help: close.map { "did you mean \(visible($0))?" })
  }
}
