import Diagnostics
import Grading
import Reports
import Writing

/// The students' pages as files.
enum StudentPages {
  /// Writes a page for each report, `ASSIGNMENT/STUDENT.html`, and says how many.
  ///
  /// - Throws: ``CommandFault`` where one cannot be written.
  static func write(_ reports: [StudentReport], of assignment: String, into folder: String)
    throws(CommandFault)
  {
    let pages = Progress("writing pages", of: reports.count).concurrently(
      reports.map { report in { @Sendable in report.page } })
    try orFault { () throws(OutputFile.Failure) in
      try OutputFile.makeFolder(folder, for: .staff)
      try OutputFile.makeFolder(assignment, in: folder, for: .staff)
      for (report, page) in zip(reports, pages) {
        try OutputFile.write(
          page, to: "\(folder)/\(assignment)/\(report.standing.student).html", for: .staff)
      }
    }
    Console.note(
      "\(reports.count) page\(reports.count == 1 ? "" : "s") in \(visible(folder))/\(assignment)")
  }
}
