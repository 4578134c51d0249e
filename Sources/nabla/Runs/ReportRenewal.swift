import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports

/// JUnit reports that were written before, written again with what stands now: after a decision or a regrading they would
/// tell another score than the gradebook.
struct ReportRenewal {
  private let options: GradebookOptions

  init(_ options: GradebookOptions) { self.options = options }

  private func path(_ assignment: String, _ student: String) -> String {
    "\(options.options.surroundings)reports/\(assignment)/TEST-\(student).xml"
  }

  /// Writes the reports of students anew, of those who have one.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read, or a report not be written.
  func renew(_ assignment: String, of students: Set<String>) throws(CommandFault) {
    let renewed = students.filter { DiskFile.kind(path(assignment, $0)) == .file }
    guard !renewed.isEmpty else { return }
    let course = try options.course(assignment: assignment)
    let standings = course.standings.filter {
      $0.assignment == assignment && renewed.contains($0.student)
    }
    let suites = try RegradedAttempts(of: assignment, in: course).map(standings) {
      standing, outcome, definition in
      outcome.map { outcome in
        let policy = definition?.policy
        let isDecided =
          policy?.due != nil || policy?.attempts != nil || !standing.decisions.isEmpty
          || standing.fallen != nil || standing.attempts.contains(where: \.record.isVoid)
        return Result { () throws(JUnitReport.Failure) in
          try JUnitReport.suite(
            outcome.redacted(to: definition?.feedback ?? .scores),
            JUnitReport.Circumstances(
              standing: isDecided ? standing : nil,
              attempt: (standing.counted ?? standing.attempts.last)?.record.number))
        }
      }
    }
    course.letGo()
    let faults = zip(standings, suites).compactMap { standing, suite in
      GradingRecorder.write(suite, to: path(assignment, standing.student))
    }
    if !faults.isEmpty { throw CommandFault(faults, .fault) }
  }
}
