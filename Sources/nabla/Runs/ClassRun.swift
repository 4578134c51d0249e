import Coursework
import GradebookStore
import Grading
import Reports

/// The figures of a class at an assignment, with what was done wrong.
struct ClassRun {
  let figures: ClassFigures
  /// The level of feedback at which students are told least.
  let level: FeedbackLevel

  /// Grades again what counts, and looks at all of it.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  init(_ assignment: String, in course: Course) throws(CommandFault) {
    let attempts = try RegradedAttempts(of: assignment, in: course)
    let members = course.enrolled
    let outcomes = try attempts.map(members) { standing, outcome, _ in
      // Excused is who need not have handed it in.
      standing.state == .excused ? nil : outcome
    }
    let definitions = attempts.sessions.sorted { $0.key < $1.key }.map(\.value.assignment)
    let titles = Dictionary(
      definitions.flatMap(\.parts).map { ($0.part.name, ($0.problem.title, $0.part.title)) }
    ) { first, _ in first }
    let parts = course.assignments.flatMap(\.parts).map { part in
      let title = titles[part.name] ?? (part.name.problem, part.name.part)
      return ClassFigures.Part(
        name: part.name, problem: title.0, title: title.1, points: part.points,
        isBonus: part.isBonus)
    }
    figures = ClassFigures(
      title: course.title(of: assignment),
      members: members.map { ClassFigures.Member($0, course.entry($0.student)) }, parts: parts,
      findings: ClassFindings(
        outcomes.compactMap { $0 }, draws: definitions.contains(where: \.draws)))
    level = definitions.map(\.feedback).min() ?? .mistakes
  }
}
