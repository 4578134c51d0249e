internal import Foundation
internal import Coursework
internal import Grading
internal import Writing

/// One assignment in the columns of Gradescope's own download of grades.
public enum GradescopeExport {
  /// A header and one row for each student.
  public static func csv(_ table: GradeTable) -> String {
    let column = table.columns.first
    let header =
      [
        "First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points",
        "Status", "Submission ID", "Submission Time", "Lateness (H:M:S)", "View Count",
        "Submission Count",
      ] + (column?.parts ?? []).map { CSVText.cell("\($0.name) (\($0.points) pts)") }
    guard let column else { return CSVText.rows([header]) }
    return CSVText.rows([header] + table.students.map { row($0, column, table) })
  }

  private static func row(
    _ student: RosterEntry, _ column: GradeTable.Column, _ table: GradeTable
  ) -> [String] {
    let standing = column.standing(student.student)
    let (first, last) = names(student.shownName)
    let counted = standing?.counted
    let scores = Dictionary(
      (counted?.parts ?? []).map { ($0.name, $0.score?.description ?? "") }
    ) { first, _ in first }
    let isTold = standing?.state == .graded
    return [
      CSVText.cell(first), CSVText.cell(last), CSVText.cell(student.ids[.sid] ?? ""),
      CSVText.cell(student.email ?? ""), CSVText.cell(student.section ?? ""),
      table.cell(student.student, column, excused: ""), column.total.description,
      status(standing), "", time(counted?.record.submitted),
      counted?.record.submitted == nil ? "" : lateness(counted?.lateness), "",
      "\(standing?.attempts.count ?? 0)",
    ] + column.parts.map { isTold ? scores[$0.name] ?? "" : "" }
  }

  /// `Last, First`, or the last word as the last name.
  private static func names(_ name: String) -> (first: String, last: String) {
    func trimmed(_ text: Substring) -> String { text.trimmingCharacters(in: .whitespaces) }
    let halves = name.split(separator: ",", maxSplits: 1)
    if halves.count == 2 { return (trimmed(halves[1]), trimmed(halves[0])) }
    guard let blank = name.lastIndex(of: " ") else { return ("", name) }
    return (trimmed(name[..<blank]), trimmed(name[blank...]))
  }

  private static func status(_ standing: Standing?) -> String {
    switch standing?.state {
    case .graded: "Graded"
    case .disputed: "Ungraded"
    case .excused: "Excused"
    case .missing, nil: "Missing"
    }
  }

  private static func time(_ moment: Moment?) -> String {
    guard let moment else { return "" }
    return moment.description.replacing("T", with: " ").replacing("Z", with: " +0000")
  }

  private static func lateness(_ lateness: SubmissionPolicy.Lateness?) -> String {
    switch lateness {
    case .late(let seconds, _), .tooLate(let seconds): hours(seconds)
    case .some(.none): "00:00:00"
    case .unknown, nil: ""
    }
  }

  private static func hours(_ seconds: Int) -> String {
    [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined(separator: ":")
  }
}
