import Coursework
import Foundation
import GradebookStore
import Grading
import Reports

/// The page of a course, from all that stands.
struct CourseRun {
  let page: [UInt8]

  /// Puts together what stands.
  ///
  /// - Throws: ``CommandFault`` where the gradebook or the course cannot be read.
  init(_ options: GradebookOptions) throws(CommandFault) {
    let file = try options.options.course()
    let scheme = file?.totals
    let run = try scheme.map { scheme throws(CommandFault) in try TotalsRun(options, scheme) }
    let course: Course
    if let run { course = run.course } else { course = try options.course() }
    let standings = Dictionary(grouping: course.enrolled, by: \.assignment)
    let order = CourseRun.order(course.assignments, standings)
    let assignments = order.map { record in
      CoursePage.Assignment(
        id: record.id, title: course.title(of: record.id), points: record.total,
        members: (standings[record.id] ?? []).map {
          ClassFigures.Member($0, course.entry($0.student))
        })
    }
    var totals: CoursePage.Totals?
    if let run, let scheme { totals = CoursePage.Totals(run.totals, scheme) }
    page =
      CoursePage(
        assignments, title: file?.title,
        now: Moment(seconds: Int(Date().timeIntervalSince1970)), totals: totals
      ).page
  }

  /// The assignments by the time they were due, as the latest grading has it; those without one come first.
  private static func order(
    _ assignments: [AssignmentRecord], _ standings: [String: [Standing]]
  ) -> [AssignmentRecord] {
    func due(_ record: AssignmentRecord) -> Int {
      let latest = (standings[record.id] ?? []).flatMap(\.attempts).map(\.record)
        .max { $0.grading < $1.grading }
      return latest?.policy.due?.seconds ?? .min
    }
    return assignments.map { (due($0), $0) }.sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }.map(\.1)
  }
}
