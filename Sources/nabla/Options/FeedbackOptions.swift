import ArgumentParser
import Coursework
import Diagnostics
import Grading
import Reports

/// What students are told, and whom they ask.
struct FeedbackOptions: ParsableArguments {
  @Option(
    help:
      "How much to tell: scores, locations, mistakes or full (default: as the assignment says).")
  var feedback: FeedbackLevel?

  @Option(help: "Whom to ask if a mark seems wrong.")
  var contact: String?

  @Option(help: "Until when to ask: a time with a zone.")
  var until: String?

  @Option(help: "Only this student; may be repeated.")
  var student: [String] = []

  /// Whether any of them was said.
  var isGiven: Bool { feedback != nil || contact != nil || until != nil || !student.isEmpty }

  func validate() throws {
    try requireTime(until)
  }

  /// Makes the reports of the students asked for.
  ///
  /// - Throws: ``CommandFault`` for a student that nobody knows, or a level that may not be told yet.
  func reports(_ assignment: String, in course: Course, _ options: GradebookOptions)
    throws(CommandFault) -> StudentReports
  {
    for name in student where !course.standings.contains(where: { $0.student == name }) {
      let close = suggestion(for: name, among: course.standings.map(\.student))
      throw CommandFault(
        "no student '\(visible(name))' has anything of '\(visible(assignment))'",
        help: close.map { "did you mean \(visible($0))?" }, .usage)
    }
    return try StudentReports(
      StudentReports.Settings(
        assignment, level: feedback, students: Set(student), contact: contact,
        until: until.flatMap { Moment($0) }, options.options), course)
  }
}
