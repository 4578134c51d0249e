import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

/// The stages that leave something behind: graded submissions are stored, reported, and judged by the policy, a batch at
/// a time.
final class GradingRecorder {
  /// Where JUnit reports go.
  struct Reports {
    /// The folder for one report a student; nil if none are written.
    var folder: String?
    /// The file for all of them together; nil if it is not written.
    var file: String?
    /// The Markdown file for all results; nil if it is not written.
    var summary: String?
    /// Whether reports tell how long grading took.
    var tellsTimes = false

    /// Whether any are written.
    var areWanted: Bool { folder != nil || file != nil }
  }

  private let gradebook: String?
  private let reports: Reports
  private let rules: CourseRules
  private var book: Gradebook?
  private var proofs: [(record: NumericRecord, assignment: Assignment)] = []
  private var isGradebookUsable: Bool
  private var file: OutputFile.Growing?
  private var isFileUsable = true
  /// The decisions and marks told that there are, by assignment: most have none.
  private var decided: [String: Decided] = [:]

  /// Whose standing is not what was graded.
  private struct Decided {
    let decisions: [String: [Decision]]
    let told: [String: ToldMark]
    let void: Set<String>

    func concerns(_ student: String) -> Bool {
      decisions[student] != nil || told[student] != nil || void.contains(student)
    }
  }

  /// How many submissions are to come for a report, where there are several: the last one is reported.
  private var expected: [String: Int] = [:]

  init(gradebook: String?, reports: Reports, rules: CourseRules) {
    self.gradebook = gradebook
    self.reports = reports
    self.rules = rules
    isGradebookUsable = gradebook != nil
  }

  /// Says which submissions are to come.
  func expect(_ classes: [GradingRun.Class]) {
    guard reports.areWanted else { return }
    // Hashes first: of a large class nearly all names come once, and would all be held.
    var (seen, repeated): (Set<Int>, Set<Int>) = ([], [])
    for work in classes {
      for place in work.places {
        let hash = place.student.hashValue
        if !seen.insert(hash).inserted { repeated.insert(hash) }
      }
    }
    for work in classes where !repeated.isEmpty {
      let assignment = work.assignment.split(separator: "/").last.map(String.init) ?? ""
      for place in work.places where repeated.contains(place.student.hashValue) {
        expected["\(assignment)/\(place.student)", default: 0] += 1
      }
    }
    expected = expected.filter { $0.value > 1 }
  }

  /// Takes a batch through all three stages.
  func record(_ batch: [GradedEntry]) -> (entries: [GradedEntry], faults: [CommandFault]) {
    guard !batch.isEmpty else { return ([], []) }
    var entries = batch
    var faults: [CommandFault] = []
    do throws(CommandFault) { entries = try stored(entries) } catch { faults.append(error) }
    do throws(CommandFault) { entries = try judged(entries) } catch { faults.append(error) }
    entries = concurrently(entries.map { entry in { @Sendable in entry.reported } })
    do throws(CommandFault) { try report(entries) } catch { faults.append(error) }
    return (entries, faults)
  }

  // MARK: Storing

  /// What an assignment that draws nothing was proved by before; nil if it is not on record.
  func record(of assignment: Assignment) -> NumericRecord? {
    guard !assignment.draws, isGradebookUsable, let gradebook, DiskFile.kind(gradebook) == .file
    else { return nil }
    // What is wrong with a gradebook is told when something is to be stored.
    return try? opened(gradebook).proofs.record(of: assignment)
  }

  /// Keeps what an assignment was proved by, once something is stored.
  func keep(_ record: NumericRecord?, of assignment: Assignment) {
    if let record { proofs.append((record, assignment)) }
  }

  private func opened(_ path: String) throws(Gradebook.Failure) -> Gradebook {
    if let book { return book }
    let opened = try Gradebook(path: path)
    Console.reportOpened(opened, at: path)
    book = opened
    return opened
  }

  private func stored(_ entries: [GradedEntry]) throws(CommandFault) -> [GradedEntry] {
    guard isGradebookUsable, let gradebook else { return entries }
    // What cannot be stored once is not tried again with every batch.
    isGradebookUsable = false
    let results = try orFault { () throws(Gradebook.Failure) in
      let book = try opened(gradebook)
      let results = try book.store(entries.map(\.graded))
      for (record, assignment) in proofs { try book.keep(record, of: assignment) }
      proofs = []
      return results
    }
    isGradebookUsable = true
    return zip(entries, results).map { entry, stored in
      var entry = entry
      entry.stored = stored
      return entry
    }
  }

  // MARK: Reporting

  private func report(_ entries: [GradedEntry]) throws(CommandFault) {
    guard reports.areWanted else { return }
    let last = entries.filter { entry in
      let key = "\(entry.assignment.id)/\(entry.student)"
      guard let left = expected[key] else { return true }
      expected[key] = left - 1
      return left <= 1
    }
    if let folder = reports.folder { try write(last, into: folder) }
    if let file = reports.file { try append(last, to: file) }
  }

  private func write(_ entries: [GradedEntry], into folder: String) throws(CommandFault) {
    try orFault { () throws(OutputFile.Failure) in
      for assignment in Set(entries.map(\.assignment.id)).sorted() {
        try OutputFile.makeFolder(folder, for: .staff)
        try OutputFile.makeFolder(assignment, in: folder, for: .staff)
      }
    }
    let failures = concurrently(
      entries.map { entry in
        { @Sendable [suite = entry.suite, id = entry.assignment.id, student = entry.student] in
          GradingRecorder.write(suite, to: "\(folder)/\(id)/TEST-\(student).xml")
        }
      })
    let diagnostics = failures.compactMap { $0 }
    if !diagnostics.isEmpty { throw CommandFault(diagnostics, .fault) }
  }

  /// Writes a report of one suite; the answer is why it could not be.
  static func write(_ suite: Result<[UInt8], JUnitReport.Failure>?, to path: String)
    -> Diagnostic?
  {
    do {
      guard let bytes = try suite?.get() else { return nil }
      try OutputFile.write(
        JUnitReport.opening + bytes + JUnitReport.closing, to: path, for: .staff)
      return nil
    } catch let failure as OutputFile.Failure {
      return Diagnostic(failure.message)
    } catch {
      return Diagnostic("\(visible(path)): the report could not be written as XML")
    }
  }

  /// Begins the report of all submissions: that it cannot be written is told before a class is graded.
  func begin() throws(CommandFault) { if let path = reports.file { try append([], to: path) } }

  private func append(_ entries: [GradedEntry], to path: String) throws(CommandFault) {
    guard isFileUsable else { return }
    isFileUsable = false
    try orFault { () throws(OutputFile.Failure) in
      let file = try begun(path)
      for entry in entries {
        guard case .success(let bytes)? = entry.suite else {
          throw OutputFile.Failure(
            "\(visible(path)): the report could not be written as XML")
        }
        try file.append(bytes)
      }
    }
    isFileUsable = true
  }

  /// Ends the report of all submissions, which is there from now on.
  func finish() throws(CommandFault) {
    guard let file, isFileUsable else { return }
    try orFault { () throws(OutputFile.Failure) in try file.finish(JUnitReport.closing) }
  }

  private func begun(_ path: String) throws(OutputFile.Failure) -> OutputFile.Growing {
    if let file { return file }
    let file = try OutputFile.Growing(path, for: .staff, JUnitReport.opening)
    self.file = file
    return file
  }

  // MARK: Judging

  /// What people decided, and what students were told, read once for an assignment.
  private func decided(of assignment: String, in book: Gradebook) throws(CommandFault) -> Decided {
    if let known = decided[assignment] { return known }
    let read = try orFault { () throws(Gradebook.Failure) in
      Decided(
        decisions: Dictionary(
          grouping: try book.decisions(assignment: assignment), by: \.student),
        told: try book.marksTold(of: assignment),
        void: try book.studentsWithVoidAttempts(of: assignment))
    }
    decided[assignment] = read
    return read
  }

  /// What each student has with the attempt, where the assignment's policy or a person may count it otherwise.
  private func judged(_ entries: [GradedEntry]) throws(CommandFault) -> [GradedEntry] {
    guard let book else { return entries }
    var judged: [GradedEntry] = []
    for var entry in entries {
      let policy = entry.assignment.policy
      let decided = try decided(of: entry.assignment.id, in: book)
      if entry.stored != nil,
        policy.due != nil || policy.attempts != nil || decided.concerns(entry.student)
      {
        entry.judge(try standing(of: entry, decided, in: book))
      }
      judged.append(entry)
    }
    return judged
  }

  private func standing(of entry: GradedEntry, _ decided: Decided, in book: Gradebook)
    throws(CommandFault) -> Standing
  {
    let (id, student) = (entry.assignment.id, entry.student)
    let found = try orFault { () throws(Gradebook.Failure) in
      rules.spansCourse(id)
        ? try book.snapshot(assignment: nil, student: student, includesUnattempted: false) : nil
    }
    guard let found else {
      let records = try orFault { () throws(Gradebook.Failure) in
        if let only = entry.graded.onlyRecord(as: entry.stored) { return [only] }
        return try book.records(assignment: id, student: student)
      }
      return rules.standing(
        of: student,
        CourseRules.Work(
          id, total: entry.assignment.maximum, records: records,
          decisions: decided.decisions[student] ?? [], told: decided.told[student]))
    }
    let standings = rules.standings(
      of: student,
      Set(found.records.map(\.assignment)).sorted().map { assignment in
        CourseRules.Work(
          assignment, total: entry.assignment.maximum,
          records: found.records.filter { $0.assignment == assignment },
          decisions: found.decisions.filter { $0.assignment == assignment },
          told: found.told[GradebookSnapshot.StudentWork(assignment, student)])
      })
    guard let own = standings.first(where: { $0.assignment == id }) else {
      throw CommandFault("the gradebook has lost the attempt that was stored just now", .fault)
    }
    return own
  }
}
