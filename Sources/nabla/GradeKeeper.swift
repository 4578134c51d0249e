import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

/// What becomes of graded submissions: they are stored and reported a batch at a time, and then only what is told of them
/// is kept.
struct GradeKeeper {
  /// The gradebook's path; nil where nothing is stored.
  let gradebook: String?
  /// The folder for reports; nil where none are written.
  let reports: String?
  let roster: Roster?
  let feedback: FeedbackLevel?

  private(set) var status = ExitStatus.done
  private var book: Gradebook?
  private var isGradebookUnusable = false
  private var batch: [GradedSubmission] = []
  private var batchBytes = 0
  private var told: [Told] = []
  /// How many submissions are to come for each report: of several of one student the last one is reported.
  private var expected: [String: Int] = [:]

  /// What is told of one submission once it is stored.
  private struct Told {
    let outcome: Outcome
    let policy: SubmissionPolicy
    let maximum: Points
    let stored: Gradebook.Stored?
  }

  /// A batch is one transaction: large enough to be fast, small enough to be held.
  private static let mostEntries = 256
  private static let mostBytes = 8 << 20

  init(gradebook: String?, reports: String?, roster: Roster?, feedback: FeedbackLevel?) {
    self.gradebook = gradebook
    self.reports = reports
    self.roster = roster
    self.feedback = feedback
  }

  /// Says which submissions are to come.
  mutating func expect(_ submissions: [(assignment: String, student: String)]) {
    for (assignment, student) in submissions {
      expected["\(assignment)/\(student)", default: 0] += 1
    }
  }

  mutating func add(_ entry: GradedSubmission) {
    batch.append(entry)
    batchBytes += entry.submission.files.reduce(0) { $0 + $1.bytes.count }
    if batch.count >= GradeKeeper.mostEntries || batchBytes >= GradeKeeper.mostBytes { flush() }
  }

  /// Stores and reports what has come.
  mutating func flush() {
    let entries = batch
    batch = []
    batchBytes = 0
    guard !entries.isEmpty else { return }
    let stored = store(entries)
    report(entries)
    for (position, entry) in entries.enumerated() {
      told.append(
        Told(
          outcome: outcome(entry).withoutDiagnostics, policy: entry.assignment.policy,
          maximum: entry.assignment.maximum, stored: stored?[position]))
    }
  }

  private func outcome(_ entry: GradedSubmission) -> Outcome {
    entry.outcome.redacted(to: feedback ?? entry.assignment.feedback)
  }

  // MARK: Storing

  private mutating func store(_ entries: [GradedSubmission]) -> [Gradebook.Stored]? {
    guard let gradebook, !isGradebookUnusable else { return nil }
    do throws(Gradebook.Failure) {
      if book == nil {
        let opened = try Gradebook(path: gradebook)
        Console.reportBackup(of: opened, at: gradebook)
        book = opened
      }
      return try book?.store(entries)
    } catch {
      fail(error.message)
      isGradebookUnusable = true
      return nil
    }
  }

  private mutating func fail(_ message: String) {
    Console.error(message)
    status = max(status, ExitStatus.fault)
  }

  // MARK: Reporting

  private mutating func report(_ entries: [GradedSubmission]) {
    guard let reports else { return }
    do throws(OutputFile.Failure) {
      for assignment in Set(entries.map(\.outcome.assignment)).sorted() {
        try OutputFile.makeFolder(reports, for: .staff)
        try OutputFile.makeFolder(assignment, in: reports, for: .staff)
      }
    } catch {
      return fail(error.message)
    }
    var last: [(name: String, outcome: Outcome)] = []
    for entry in entries {
      let key = "\(entry.outcome.assignment)/\(entry.outcome.student)"
      expected[key, default: 1] -= 1
      guard expected[key, default: 0] <= 0 else { continue }
      last.append(
        ("\(entry.outcome.assignment)/TEST-\(entry.outcome.student).xml", outcome(entry)))
    }
    let failures = concurrently(
      last.map { name, outcome in { GradeKeeper.write(outcome, to: "\(reports)/\(name)") } })
    for failure in failures.compactMap({ $0 }) { fail(failure) }
  }

  private static func write(_ outcome: Outcome, to path: String) -> String? {
    do {
      try OutputFile.write(try JUnitReport.xml(outcome), to: path, for: .staff)
      return nil
    } catch let failure as OutputFile.Failure {
      return failure.message
    } catch {
      return "\(visible(path)): the report could not be written as XML"
    }
  }

  // MARK: Telling

  /// What each attempt comes to by its assignment's policy.
  private func remarks() throws(Gradebook.Failure) -> [String] {
    let entries = roster?.byStudent ?? [:]
    var records: [String: [String: [AttemptRecord]]] = [:]
    var remarks: [String] = []
    for told in told {
      let (assignment, student) = (told.outcome.assignment, told.outcome.student)
      guard let book, let stored = told.stored,
        told.policy.due != nil || told.policy.attempts != nil
      else {
        remarks.append("")
        continue
      }
      if records[assignment] == nil {
        let all = try book.records(
          assignment: assignment, student: self.told.count == 1 ? student : nil)
        records[assignment] = Dictionary(grouping: all, by: \.student)
      }
      let standing = Standing(
        assignment: assignment, student: entries[student] ?? RosterEntry(student: student),
        records: records[assignment]?[student] ?? [], decisions: [], total: told.maximum)
      let attempt = standing.attempts.first { $0.record.number == stored.number }
      remarks.append(attempt.map { OutcomeText.remark($0, told.policy) } ?? "")
    }
    return remarks
  }

  /// What is told of all that has come.
  mutating func text(_ format: TableFormat, notGraded: Int) -> String {
    let outcomes = told.map(\.outcome)
    let stored = told.map(\.stored)
    switch format {
    case .json: return OutcomeText.records(outcomes, stored).json
    case .csv: return OutcomeText.records(outcomes, stored).csv
    case .table: break
    }
    var remarks: [String] = []
    do throws(Gradebook.Failure) { remarks = try self.remarks() } catch { fail(error.message) }
    let tables = zip(outcomes, stored).enumerated().map { index, pair in
      OutcomeText.table(pair.0, stored: pair.1) + (index < remarks.count ? remarks[index] : "")
    }
    let missing =
      notGraded == 0 ? "" : "\n  \(notGraded) more could not be graded; see the errors\n"
    let summary = (outcomes.count > 1 ? OutcomeText.summary(outcomes) : "") + missing
    return tables.joined(separator: "\n") + (outcomes.count > 1 ? "\n" : "") + summary
  }
}
