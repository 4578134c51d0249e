import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

/// Letters to students whose appeals are decided.
struct AppealLetters {
  private let options: GradebookOptions
  private let before: [Standing]
  private let course: CourseFile?

  /// Keeps what stood before.
  init(_ options: GradebookOptions, _ course: Course) throws(CommandFault) {
    self.options = options
    before = course.standings
    self.course = try options.options.course()
  }

  /// Writes a letter for each appeal that was closed, and says where they are.
  ///
  /// - Throws: ``CommandFault`` where one cannot be written.
  func write(_ appeals: [Appeal]) throws(CommandFault) {
    for appeal in appeals {
      let request = appeal.request
      let after = try options.course(assignment: request.assignment)
      let reports = try StudentReports(
        StudentReports.Settings(
          request.assignment, level: nil, students: [request.student], options.options), after
      ).reports
      guard let report = reports.first else { continue }
      let was = before.first {
        $0.assignment == request.assignment && $0.student == request.student
      }
      let letter = AppealLetter(
        appeal, report, before: was, course: [course?.title, course?.term].compactMap { $0 })
      let folder = "\(options.options.surroundings)letters/\(request.assignment)"
      let part = request.part.map { "-\($0)" } ?? ""
      let path = "\(folder)/\(request.student)\(part)-\(appeal.id).txt"
      try orFault { () throws(OutputFile.Failure) in
        try OutputFile.makeFolder(options.options.surroundings + "letters", for: .staff)
        try OutputFile.makeFolder(folder, for: .staff)
        try OutputFile.write(Array(letter.text.utf8), to: path, for: .staff)
      }
      Console.note("the appeal is closed; a letter is in \(visible(path))")
    }
  }
}
