import Coursework
import Diagnostics
import GradebookStore
import Grading

/// The totals of a course's students.
struct TotalsRun {
  let course: Course
  /// One for each student of the roster, in its order; without a roster for everybody in the gradebook.
  let totals: [CourseTotal]

  init(_ options: GradebookOptions, _ scheme: TotalsScheme) throws(CommandFault) {
    let unknown = scheme.assignments.first { !options.options.isAssignment($0) }
    if let unknown {
      throw CommandFault(
        "the totals of the course name '\(unknown)', which is no assignment", .fault)
    }
    let course = try options.course(including: scheme.assignments)
    let points = Dictionary(course.assignments.map { ($0.id, $0.total) }) { first, _ in first }
    let standings = Dictionary(grouping: course.standings, by: \.student)
    let students = course.roster?.students ?? standings.keys.sorted()
    var totals: [CourseTotal] = []
    for student in students {
      let own = Dictionary((standings[student] ?? []).map { ($0.assignment, $0) }) { first, _ in
        first
      }
      do throws(CourseTotal.Overflow) {
        totals.append(
          try CourseTotal(student: student, scheme: scheme, points: points, standings: own))
      } catch {
        throw CommandFault(
          "the points of these assignments have so many digits that they cannot be added up exactly",
          .fault)
      }
    }
    self.course = course
    self.totals = totals
  }
}
