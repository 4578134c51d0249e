import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading

/// One run of grading, from paths to outcomes; what becomes of each is ``GradeKeeper``'s.
///
/// Submissions are read and graded on several threads, and only a window of them is in memory. What goes wrong with one is
/// reported, and the others go on.
struct GradingRun {
  /// How to grade.
  struct Settings {
    let options: GradebookOptions
    let draws: DrawOptions
    let roster: Roster?
    let times: SubmissionTimes
    let takesUnproved: Bool
    let jobs: Int
  }

  private let settings: Settings
  private var locations: [(location: SubmissionLocation, name: String)] = []
  private var keeper: GradeKeeper
  /// What was graded first.
  private(set) var first: GradedSubmission?
  private var faults = ExitStatus.done
  private var studentFaults = ExitStatus.done
  private var notGraded = 0

  init(_ settings: Settings, _ keeper: GradeKeeper) {
    self.settings = settings
    self.keeper = keeper
  }

  private var options: AssignmentOptions { settings.options.options }

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
    keeper.expect(
      locations.map { location, name in
        (name.split(separator: "/").last.map(String.init) ?? name, location.student)
      })
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
      let (assignment, status) = options.read(name, isForStudents: true)
      faults = max(faults, status)
      guard let assignment else { continue }
      grade(locations.filter { $0.name == name }.map(\.location), by: assignment)
    }
    keeper.flush()
  }

  private mutating func grade(_ locations: [SubmissionLocation], by assignment: Assignment) {
    warn(about: locations.map(\.student), of: assignment)
    guard let graders = graders(assignment, locations) else { return }
    let times = settings.times
    var held: [String: Int] = [:]
    inOrder(
      locations, jobs: settings.jobs, window: 2 * settings.jobs,
      { location -> Graded in
        let submission = SubmissionReader.read(location, for: assignment)
        let entry = Result { () throws(CommandFault) in
          let (own, grader) = try graders(submission.student)
          return GradedSubmission(
            outcome: grader.grade(submission), submission: submission, assignment: own,
            submitted: times.time(of: submission.student))
        }
        return Graded(
          diagnostics: submission.diagnostics, student: submission.student, entry: entry)
      },
      { graded in take(graded, &held) })
    for part in assignment.parts.map(\.part.name) {
      guard let count = held[part] else { continue }
      Console.report([
        Diagnostic(
          "\(assignment.id): \(part) is held for \(count) submission\(count == 1 ? "" : "s")",
          help:
            "'nabla check \(assignment.id)' says why"
            + (settings.takesUnproved
              ? ""
              : "; --unproved grades where a reference is not proved, but not contradicted either")
        )
      ])
    }
  }

  /// What became of one submission.
  private struct Graded {
    let diagnostics: [Diagnostic]
    let student: String
    let entry: Result<GradedSubmission, CommandFault>
  }

  private mutating func take(_ graded: Graded, _ held: inout [String: Int]) {
    Console.report(graded.diagnostics)
    switch graded.entry {
    case .success(let entry):
      let fault = Int32(entry.outcome.fault)
      if fault == ExitStatus.fault {
        faults = max(faults, fault)
        for part in entry.outcome.parts where part.verdict == .disputed {
          held[part.part, default: 0] += 1
        }
      } else {
        studentFaults = max(studentFaults, fault)
      }
      if first == nil { first = entry }
      keeper.add(entry)
    case .failure(let fault):
      notGraded += 1
      var diagnostic = fault.diagnostic
      diagnostic.message = "\(graded.student) was not graded: \(diagnostic.message)"
      Console.report([diagnostic])
      faults = max(faults, fault.status)
    }
  }

  private typealias Graders =
    @Sendable (String) throws(CommandFault) -> (assignment: Assignment, grader: Grader)

  /// The grader of each student: one for all, or one for each student's own inputs; nil, after a report, where inputs
  /// cannot be had.
  private mutating func graders(_ assignment: Assignment, _ locations: [SubmissionLocation])
    -> Graders?
  {
    let takesUnproved = settings.takesUnproved
    guard assignment.draws else {
      let key = AnswerKey(assignment, witnesses: .all)
      warnOfFailures(AssignmentCheck.failures(of: key), of: assignment)
      let grader = Grader(key, takesUnproved: takesUnproved)
      return { _ throws(CommandFault) in (assignment, grader) }
    }
    do throws(CommandFault) {
      let inputs = try settings.draws.inputs(for: assignment, gradebook: settings.options.path)
      if let warning = inputs.unrecorded(among: locations.map(\.student)), inputs.secret != nil {
        Console.report([warning])
      }
      return { student throws(CommandFault) in
        let own = try inputs.inputs(of: student).assignment
        return (own, Grader(AnswerKey(own, witnesses: .all), takesUnproved: takesUnproved))
      }
    } catch {
      Console.report([error.diagnostic])
      faults = max(faults, error.status)
      return nil
    }
  }

  /// Says what nobody knows of some submissions.
  private func warn(about students: [String], of assignment: Assignment) {
    let untimed = students.count { settings.times.time(of: $0) == nil }
    if assignment.policy.due != nil, untimed > 0 {
      warn(
        "\(assignment.id) has a due time, and nobody says when \(untimed) "
          + "submission\(untimed == 1 ? " was" : "s were") handed in: nothing is deducted",
        help: "--submitted-at TIME, or a CSV file with the columns student and submitted at")
    }
    if let roster = settings.roster {
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

  // MARK: Telling

  mutating func text(_ format: TableFormat) -> String { keeper.text(format, notGraded: notGraded) }

  func status(_ failOn: FailOn?) -> Int32 {
    let counts =
      switch failOn ?? (locations.count > 1 ? .never : .wrong) {
      case .wrong: true
      case .unreadable: studentFaults >= ExitStatus.unreadable
      case .never: false
      }
    return max(faults, keeper.status, counts ? studentFaults : ExitStatus.done)
  }
}
