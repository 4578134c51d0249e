internal import Coursework
internal import Grading
internal import Writing

/// The columns of GitHub Classroom's download of grades.
public enum ClassroomExport {
  /// A header and one row for each student and assignment; what is only known there is blank.
  public static func csv(_ table: GradeTable) -> String {
    let header = [
      "assignment_name", "assignment_url", "starter_code_url", "github_username",
      "roster_identifier", "student_repository_name", "student_repository_url",
      "submission_timestamp", "points_awarded", "points_available",
    ]
    let rows = table.columns.flatMap { column in
      table.students.map { student in
        [
          CSVText.cell(column.title), "", "", CSVText.cell(student.ids[.github] ?? ""),
          CSVText.cell(student.student), "", "",
          column.standing(student.student)?.counted?.record.submitted?.description ?? "",
          table.cell(student.student, column, excused: ""), column.total.description,
        ]
      }
    }
    return CSVText.rows([header] + rows)
  }
}
