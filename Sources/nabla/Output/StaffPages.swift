import Coursework
import Diagnostics
import GradebookStore
import Grading
import Reports
import Writing

/// Pages for staff as files, in a folder apart from what students may see.
enum StaffPages {
  /// The most bytes of a file that are shown on a page.
  private static let mostBytes = 1 << 16

  /// The page of one attempt.
  ///
  /// - Throws: ``CommandFault`` where the gradebook cannot be read.
  static func attempt(
    _ content: AttemptContent, _ judged: Standing.Attempt?, _ standing: Standing,
    _ text: AttemptText, in course: Course
  ) throws(CommandFault) -> [UInt8] {
    let session = try course.session(content.definition, of: content.assignment)
    let outcome = session?.grade(
      content.files.map(\.file), student: content.student, at: content.inputs)
    let report = StudentReport(
      standing, title: course.title(of: content.assignment), student: course.entry(content.student),
      outcome: outcome, assignment: session?.assignment,
      contact: StudentReport.Contact(whom: nil, until: nil), attempt: judged)
    let events = try orFault { () throws(Gradebook.Failure) in
      try course.book.history(assignment: content.assignment, student: content.student)
    }
    let history = HistoryText.listing(events)
    return AttemptPage(
      report, outcome: outcome, score: text.sum,
      record: AttemptPage.Record(
        facts: text.facts.filter { $0.0 != "decided" },
        files: content.files.map { ($0.file.name, readable($0.file.bytes)) },
        history: (history.table.header, history.table.rows))
    ).page
  }

  private static func readable(_ bytes: [UInt8]) -> String? {
    guard bytes.count <= mostBytes, let text = String(validating: bytes, as: UTF8.self),
      !text.contains("\0")
    else { return nil }
    return text
  }

  /// Writes a page, in the folder of an assignment if it belongs to one, and says where.
  ///
  /// - Throws: ``CommandFault`` where it cannot be written.
  static func write(_ page: [UInt8], to name: String, of assignment: String?, into folder: String)
    throws(CommandFault)
  {
    try orFault { () throws(OutputFile.Failure) in
      try OutputFile.makeFolder(folder, for: .staff)
      if let assignment { try OutputFile.makeFolder(assignment, in: folder, for: .staff) }
      try OutputFile.write(
        page, to: ([folder, assignment, name].compactMap { $0 }).joined(separator: "/"), for: .staff
      )
    }
    Console.note(visible(([folder, assignment, name].compactMap { $0 }).joined(separator: "/")))
  }
}
