internal import Coursework
internal import Grading
internal import Writing

/// Everything that is known, for other people's scripts.
public enum PlainExport {
  /// A header and one row for each student and assignment; what is missing, excused or disputed says so.
  public static func csv(_ table: GradeTable) -> String {
    let header = [
      "assignment", "student", "name", "email", "section", "state", "score", "points", "attempt",
      "attempts", "submitted_at", "days_late", "deducted",
    ]
    let rows = table.columns.flatMap { column in
      table.students.map { student in
        let standing = column.standing(student.student)
        let counted = standing?.counted
        return [
          CSVText.cell(column.id), CSVText.cell(student.student), CSVText.cell(student.name ?? ""),
          CSVText.cell(student.email ?? ""), CSVText.cell(student.section ?? ""),
          standing?.state.rawValue ?? Standing.State.missing.rawValue,
          table.cell(student.student, column, excused: ""), column.total.description,
          counted.map { "\($0.record.number)" } ?? "", "\(standing?.attempts.count ?? 0)",
          counted?.record.submitted?.description ?? "", days(counted),
          table.deducted(student.student, column).description,
        ]
      }
    }
    return CSVText.rows([header] + rows)
  }

  private static func days(_ counted: Standing.Attempt?) -> String {
    guard let counted, counted.record.submitted != nil else { return "" }
    switch counted.lateness {
    case .late(_, let days): return "\(days)"
    case .none: return "0"
    case .unknown, .tooLate: return ""
    }
  }
}
