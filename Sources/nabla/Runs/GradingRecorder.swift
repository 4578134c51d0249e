import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

/// The stages that leave something behind: graded submissions are stored, reported, and judged by the policy, a batch at
/// a time.
final class GradingRecorder {
  private let gradebook: String?
  private let reports: String?
  private let roster: [String: RosterEntry]
  private var book: Gradebook?
  private var isGradebookUsable: Bool
  /// How many submissions are to come for each report: of several of one student the last one is reported.
  private var expected: [String: Int] = [:]

  init(gradebook: String?, reports: String?, roster: Roster?) {
    self.gradebook = gradebook
    self.reports = reports
    self.roster = roster?.byStudent ?? [:]
    isGradebookUsable = gradebook != nil
  }

  /// Says which submissions are to come.
  func expect(_ submissions: [GradingRun.Located]) {
    for submission in submissions {
      let assignment = submission.assignment.split(separator: "/").last.map(String.init) ?? ""
      expected["\(assignment)/\(submission.location.student)", default: 0] += 1
    }
  }

  /// Takes a batch through all three stages.
  func record(_ batch: [GradedEntry]) -> (entries: [GradedEntry], faults: [CommandFault]) {
    guard !batch.isEmpty else { return ([], []) }
    var entries = batch
    var faults: [CommandFault] = []
    do throws(CommandFault) { entries = try stored(entries) } catch { faults.append(error) }
    do throws(CommandFault) { try report(entries) } catch { faults.append(error) }
    do throws(CommandFault) { entries = try judged(entries) } catch { faults.append(error) }
    return (entries, faults)
  }

  // MARK: Storing

  private func stored(_ entries: [GradedEntry]) throws(CommandFault) -> [GradedEntry] {
    guard isGradebookUsable, let gradebook else { return entries }
    // What cannot be stored once is not tried again with every batch.
    isGradebookUsable = false
    let results = try orFault { () throws(Gradebook.Failure) in
      if book == nil {
        let opened = try Gradebook(path: gradebook)
        Console.reportBackup(of: opened, at: gradebook)
        book = opened
      }
      return try book?.store(entries.map(\.graded)) ?? []
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
    guard let reports else { return }
    try orFault { () throws(OutputFile.Failure) in
      for assignment in Set(entries.map(\.assignment.id)).sorted() {
        try OutputFile.makeFolder(reports, for: .staff)
        try OutputFile.makeFolder(assignment, in: reports, for: .staff)
      }
    }
    let last = entries.filter { entry in
      let key = "\(entry.assignment.id)/\(entry.student)"
      expected[key, default: 1] -= 1
      return expected[key, default: 0] <= 0
    }
    let failures = concurrently(
      last.map { entry in
        { @Sendable [outcome = entry.redacted] in
          GradingRecorder.write(
            outcome, to: "\(reports)/\(outcome.assignment)/TEST-\(outcome.student).xml")
        }
      })
    let diagnostics = failures.compactMap { $0 }
    if !diagnostics.isEmpty { throw CommandFault(diagnostics, .fault) }
  }

  private static func write(_ outcome: Outcome, to path: String) -> Diagnostic? {
    do {
      try OutputFile.write(try JUnitReport.xml(outcome), to: path, for: .staff)
      return nil
    } catch let failure as OutputFile.Failure {
      return Diagnostic(failure.message)
    } catch {
      return Diagnostic("\(visible(path)): the report could not be written as XML")
    }
  }

  // MARK: Judging

  /// What each student has with the attempt, where the assignment's policy may count it less or not at all.
  private func judged(_ entries: [GradedEntry]) throws(CommandFault) -> [GradedEntry] {
    guard let book else { return entries }
    var judged: [GradedEntry] = []
    for var entry in entries {
      let policy = entry.assignment.policy
      if entry.stored != nil, policy.due != nil || policy.attempts != nil {
        let records = try orFault { () throws(Gradebook.Failure) in
          try book.records(assignment: entry.assignment.id, student: entry.student)
        }
        entry.standing = Standing(
          assignment: entry.assignment.id,
          student: roster[entry.student] ?? RosterEntry(student: entry.student), records: records,
          decisions: [], total: entry.assignment.maximum)
      }
      judged.append(entry)
    }
    return judged
  }
}
