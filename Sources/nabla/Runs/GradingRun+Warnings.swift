import Coursework
import Diagnostics
import Grading

/// What staff are told of a class besides its results.
extension GradingRun {
  /// Says what nobody knows of some submissions.
  func warn(
    about places: [SubmissionPlace], of assignment: Assignment, _ times: CollectedTimes
  ) {
    let untimed =
      assignment.policy.due == nil ? [] : places.filter { times.time(of: $0) == nil }
    if !untimed.isEmpty {
      let late = untimed.count(where: times.isMarkedLate)
      Console.warn(
        "\(assignment.id) has a due time, but it is unknown when \(untimed.count) "
          + "submission\(untimed.count == 1 ? " was" : "s were") handed in: nothing is deducted"
          + (late > 0 ? "; \(late) \(late == 1 ? "is" : "are") marked late where handed in" : ""),
        help:
          "say --submitted-at TIME, or name a CSV file with the columns student and submitted at")
    }
    if let roster = settings.roster {
      Console.report(strangers: Set(places.map(\.student)).subtracting(roster.students).sorted())
    }
  }

  /// Says where 'check' would refuse the assignment though its references may be proved.
  func warnOfFailures(_ failures: [String], of assignment: Assignment) {
    guard let first = failures.first else { return }
    let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
    Console.warn(
      "'\(assignment.id)' does not pass 'check': \(first)\(more)",
      help: "'nabla check \(assignment.id)' lists all that is wrong")
  }

  func reportDisputes(of assignment: Assignment) {
    for part in assignment.parts.map(\.part.name) {
      guard let count = summary.disputed["\(assignment.id)/\(part)"] else { continue }
      Console.report([
        Diagnostic(
          "\(assignment.id): \(part) is disputed for \(count) submission\(count == 1 ? "" : "s")",
          help:
            "'nabla disputes \(assignment.id)' says why, and 'nabla check \(assignment.id)' whether its references are proved"
            + (settings.takesUnproved
              ? ""
              : "; --unproved grades where a reference is not proved, but not contradicted either")
        )
      ])
    }
  }
}
