import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading
import Reports
import Writing

/// One run of grading, from paths to outcomes, the gradebook and reports.
///
/// What goes wrong with one submission is reported, and the others go on.
struct GradingRun {
  private let options: AssignmentOptions
  private let draws: DrawOptions
  private let gradebook: String
  private let roster: Roster?
  private let times: SubmissionTimes
  private let feedback: FeedbackLevel?
  private let reports: String
  private let takesUnproved: Bool
  private var locations: [(location: SubmissionLocation, name: String)] = []
  private var graded: [GradedSubmission] = []
  private var stored: [Gradebook.Stored] = []
  /// What is to be said of an attempt, in the order of ``graded``.
  private var remarks: [String] = []
  private var faults = ExitStatus.done
  private var studentFaults = ExitStatus.done
  private var notGraded = 0

  init(
    options: GradebookOptions, draws: DrawOptions, roster: Roster?, times: SubmissionTimes,
    feedback: FeedbackLevel?, reports: String, takesUnproved: Bool
  ) {
    self.takesUnproved = takesUnproved
    self.options = options.options
    self.draws = draws
    gradebook = options.path
    self.roster = roster
    self.times = times
    self.feedback = feedback
    self.reports = reports
  }

  /// What was graded first.
  var first: GradedSubmission? { graded.first }

  // MARK: Collecting

  mutating func collect(_ paths: [String], assignment: String?, student: String?) {
    for path in paths {
      let (found, status) = Console.search(
        path, student: student, assignment: assignment, options: options)
      faults = max(faults, status)
      for location in found {
        guard Roster.isStudent(location.student) else {
          let reason = Roster.whyNoStudent(location.student) ?? ""
          Console.error(
            location.student.isEmpty
              ? "\(path): the path does not tell the student; say --student"
              : "\(path): the folder's name cannot be a student's: \(reason); say --student")
          faults = max(faults, ExitStatus.usage)
          continue
        }
        locations.append((location, assignment ?? location.assignment))
      }
    }
  }

  // MARK: Grading

  mutating func grade() {
    var names: [String] = []
    for (_, name) in locations where !names.contains(name) { names.append(name) }
    for name in names {
      guard !name.isEmpty else {
        Console.error("the path does not tell the assignment; say --assignment")
        faults = max(faults, ExitStatus.usage)
        continue
      }
      let (assignment, status) = options.read(name)
      faults = max(faults, status)
      guard let assignment else { continue }
      grade(locations.filter { $0.name == name }.map(\.location), by: assignment)
    }
  }

  private mutating func grade(_ locations: [SubmissionLocation], by assignment: Assignment) {
    warn(about: locations.map(\.student), of: assignment)
    let times = times
    let takesUnproved = takesUnproved
    let submissions = concurrentMap(locations) { SubmissionReader.read($0, for: assignment) }
    let results: [Result<GradedSubmission, CommandFault>]
    if assignment.draws {
      guard let inputs = studentInputs(assignment) else { return }
      if let warning = inputs.unrecorded(among: submissions.map(\.student)), inputs.secret != nil {
        Console.report([warning])
      }
      results = concurrentMap(submissions) { submission in
        Result { () throws(CommandFault) in
          let own = try inputs.inputs(of: submission.student).assignment
          return GradingRun.graded(
            submission, own, Grader(AnswerKey(own, witnesses: .all), takesUnproved: takesUnproved),
            times)
        }
      }
    } else {
      let key = AnswerKey(assignment, witnesses: .all)
      warnOfFailures(AssignmentCheck.failures(of: key), of: assignment)
      let grader = Grader(key, takesUnproved: takesUnproved)
      results = concurrentMap(submissions) {
        .success(GradingRun.graded($0, assignment, grader, times))
      }
    }
    reportHeld(in: assignment, results.compactMap { try? $0.get() })
    for (submission, result) in zip(submissions, results) {
      Console.report(submission.diagnostics)
      switch result {
      case .success(let entry):
        let fault = Int32(entry.outcome.fault)
        if fault == ExitStatus.fault {
          faults = max(faults, fault)
        } else {
          studentFaults = max(studentFaults, fault)
        }
        graded.append(entry)
      case .failure(let fault):
        notGraded += 1
        var diagnostic = fault.diagnostic
        diagnostic.message = "\(submission.student) was not graded: \(diagnostic.message)"
        Console.report([diagnostic])
        faults = max(faults, fault.status)
      }
    }
  }

  /// Names the parts that a person has to decide about.
  private func reportHeld(in assignment: Assignment, _ entries: [GradedSubmission]) {
    for part in assignment.parts.map(\.part.name) {
      let count = entries.count { entry in
        entry.outcome.parts.contains { $0.part == part && $0.verdict == .disputed }
      }
      guard count > 0 else { continue }
      Console.report([
        Diagnostic(
          "\(assignment.id): \(part) is held for \(count) submission\(count == 1 ? "" : "s")",
          help:
            "'nabla check \(assignment.id)' says why; --unproved grades by references that are not proved"
        )
      ])
    }
  }

  private static func graded(
    _ submission: Submission, _ assignment: Assignment, _ grader: Grader, _ times: SubmissionTimes
  ) -> GradedSubmission {
    GradedSubmission(
      outcome: grader.grade(submission), submission: submission, assignment: assignment,
      submitted: times.time(of: submission.student))
  }

  /// Says what nobody knows of some submissions.
  private func warn(about students: [String], of assignment: Assignment) {
    let untimed = students.count { times.time(of: $0) == nil }
    if assignment.policy.due != nil, untimed > 0 {
      warn(
        "\(assignment.id) has a due time, and nobody says when \(untimed) "
          + "submission\(untimed == 1 ? " was" : "s were") handed in: nothing is deducted",
        help: "--submitted-at TIME, or a CSV file with the columns student and submitted at")
    }
    if let roster {
      Console.report(strangers: Set(students).subtracting(roster.students).sorted())
    }
  }

  /// Says where 'check' would refuse the assignment though its references may be proved.
  private func warnOfFailures(_ failures: [String], of assignment: Assignment) {
    guard let first = failures.first else { return }
    let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
    warn(
      "'\(assignment.id)' does not pass 'check': \(first)\(more)",
      help: "'nabla check \(assignment.id)' lists all that is wrong")
  }

  private func warn(_ message: String, help: String?) {
    Console.report([Diagnostic(message, severity: .warning, help: help)])
  }

  private mutating func studentInputs(_ assignment: Assignment) -> StudentInputs? {
    do throws(CommandFault) {
      return try draws.inputs(for: assignment, gradebook: gradebook)
    } catch {
      Console.report([error.diagnostic])
      faults = max(faults, error.status)
      return nil
    }
  }

  // MARK: Keeping

  mutating func store() {
    guard !graded.isEmpty else { return }
    do throws(Gradebook.Failure) {
      let book = try Gradebook(path: gradebook)
      Console.reportBackup(of: book, at: gradebook)
      stored = try book.store(graded)
      remarks = try judge(book)
    } catch {
      Console.error(error.message)
      faults = max(faults, ExitStatus.fault)
    }
  }

  /// What each attempt comes to by its assignment's policy.
  private func judge(_ book: Gradebook) throws(Gradebook.Failure) -> [String] {
    let entries = roster?.byStudent ?? [:]
    var records: [String: [String: [AttemptRecord]]] = [:]
    var remarks: [String] = []
    for (entry, stored) in zip(graded, stored) {
      let (assignment, student) = (entry.assignment, entry.outcome.student)
      guard assignment.policy.due != nil || assignment.policy.attempts != nil else {
        remarks.append("")
        continue
      }
      if records[assignment.id] == nil {
        let all = try book.records(
          assignment: assignment.id, student: graded.count == 1 ? student : nil)
        records[assignment.id] = Dictionary(grouping: all, by: \.student)
      }
      let standing = Standing(
        assignment: assignment.id, student: entries[student] ?? RosterEntry(student: student),
        records: records[assignment.id]?[student] ?? [], decisions: [], total: assignment.maximum)
      let attempt = standing.attempts.first { $0.record.number == stored.number }
      remarks.append(attempt.map { OutcomeText.remark($0, assignment.policy) } ?? "")
    }
    return remarks
  }

  mutating func report() {
    let reports = reports
    do throws(OutputFile.Failure) {
      for assignment in Set(graded.map(\.outcome.assignment)).sorted() {
        try OutputFile.makeFolder("\(reports)/\(assignment)", for: .staff)
      }
    } catch {
      return tell([error.message])
    }
    // Of two submissions of one student the later one is reported.
    var latest: [String: GradedSubmission] = [:]
    for entry in graded {
      latest["\(reports)/\(entry.outcome.assignment)/TEST-\(entry.outcome.student).xml"] = entry
    }
    let told = told
    tell(
      concurrentMap(latest.sorted { $0.key < $1.key }) { path, entry -> String? in
        do {
          try OutputFile.write(try JUnitReport.xml(told(entry)), to: path, for: .staff)
          return nil
        } catch let failure as OutputFile.Failure {
          return failure.message
        } catch {
          return "\(path): the report could not be written as XML"
        }
      })
  }

  private mutating func tell(_ failures: [String?]) {
    for failure in failures.compactMap({ $0 }) {
      Console.error(failure)
      faults = max(faults, ExitStatus.fault)
    }
  }

  // MARK: Telling

  /// What is told of an outcome; all of it is stored.
  private var told: @Sendable (GradedSubmission) -> Outcome {
    { [feedback] entry in entry.outcome.told(at: feedback ?? entry.assignment.feedback) }
  }

  func text(_ format: TableFormat) -> String {
    let outcomes = graded.map(told)
    switch format {
    case .table:
      let stored = stored
      let tables = outcomes.enumerated().map { index, outcome in
        OutcomeText.table(outcome, stored: index < stored.count ? stored[index] : nil)
          + (index < remarks.count ? remarks[index] : "")
      }
      let missing =
        notGraded == 0 ? "" : "\n  \(notGraded) more could not be graded; see the errors\n"
      let summary = (outcomes.count > 1 ? OutcomeText.summary(outcomes) : "") + missing
      return tables.joined(separator: "\n") + (outcomes.count > 1 ? "\n" : "") + summary
    case .json: return OutcomeText.records(outcomes, stored).json
    case .csv: return OutcomeText.records(outcomes, stored).csv
    }
  }

  func status(_ failOn: FailOn?) -> Int32 {
    let counts =
      switch failOn ?? (locations.count > 1 ? .never : .wrong) {
      case .wrong: true
      case .unreadable: studentFaults >= ExitStatus.unreadable
      case .never: false
      }
    return max(faults, counts ? studentFaults : ExitStatus.done)
  }

  /// Maps on all cores; results stand in the order of the items.
  private func concurrentMap<T: Sendable, R: Sendable>(
    _ items: [T], _ transform: @escaping @Sendable (T) -> R
  ) -> [R] {
    Grading.concurrently(items.map { item in { transform(item) } })
  }
}
