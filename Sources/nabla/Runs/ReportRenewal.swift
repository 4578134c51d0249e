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

  private func folder(_ assignment: String) -> String {
    "\(options.options.surroundings)reports/\(assignment)"
  }

  /// Writes the reports of students anew, of those who have one.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read, or a report not be written.
  func renew(_ assignment: String, of students: Set<String>) throws(CommandFault) {
    let folder = folder(assignment)
    let renewed = students.filter { DiskFile.kind("\(folder)/TEST-\($0).xml") == .file }
    guard !renewed.isEmpty else { return }
    let course = try options.course(assignment: assignment)
    let standings = course.standings.filter {
      $0.assignment == assignment && renewed.contains($0.student)
    }
    let faults = try RegradedAttempts(of: assignment, in: course).map(standings) {
      standing, outcome, definition -> Diagnostic? in
      let suite = outcome.map { outcome in
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
      return GradingRecorder.write(suite, to: "\(folder)/TEST-\(standing.student).xml")
    }.compactMap { $0 }
    course.letGo()
    if !faults.isEmpty { throw CommandFault(faults, .fault) }
  }
}
