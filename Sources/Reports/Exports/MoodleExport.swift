internal import Coursework
internal import Grading
internal import Writing

/// The files that Moodle imports.
public enum MoodleExport {
  /// The file for *Import > CSV* of the gradebook: the columns are mapped by hand there.
  public static func csv(_ table: GradeTable) -> String {
    let header =
      ["Email address", "ID number"]
      + table.columns.flatMap { [CSVText.cell($0.title), CSVText.cell("\($0.title) (feedback)")] }
    let rows = table.students.map { student in
      [CSVText.cell(student.email ?? ""), CSVText.cell(student.ids[.idNumber] ?? "")]
        + table.columns.flatMap { column in
          let grade = table.cell(student.student, column, excused: "")
          // Feedback without a grade would have Moodle lose a grade that is there.
          return [
            grade, CSVText.cell(grade.isEmpty ? "" : feedback(student.student, column, table)),
          ]
        }
    }
    return CSVText.rows([header] + rows)
  }

  /// The offline grading worksheet of one assignment; who has no participant number is left out.
  public static func worksheet(_ table: GradeTable) -> String {
    let header = [
      "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
      "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
      "Feedback comments",
    ]
    guard let column = table.columns.first else { return CSVText.rows([header]) }
    let rows = table.students.compactMap { student -> [String]? in
      guard let number = student.ids[.participant] else { return nil }
      let grade = table.cell(student.student, column, excused: "")
      let standing = column.standing(student.student)
      return [
        CSVText.cell("Participant \(number)"), CSVText.cell(student.shownName),
        CSVText.cell(student.email ?? ""),
        standing?.attempts.isEmpty == false ? "Submitted for grading" : "No submission",
        capped(grade, column.total),
        column.total.description, "Yes", "-", "-",
        CSVText.cell(grade.isEmpty ? "" : comment(student.student, column, table)),
      ]
    }
    return CSVText.rows([header] + rows)
  }

  /// Students who have more points than a worksheet takes.
  public static func capped(_ table: GradeTable) -> [String] {
    guard let column = table.columns.first else { return [] }
    return table.students.map(\.student).filter { student in
      if case .points(let points) = table.grade(student, column) { return points > column.total }
      return false
    }
  }

  /// A grade that is no larger than Moodle takes.
  private static func capped(_ grade: String, _ most: Points) -> String {
    Double(grade).map { $0 > most.value ? most.description : grade } ?? grade
  }

  /// The comment in a worksheet, by which it is known again as ours; empty if there is nothing to say.
  static func comment(_ student: String, _ column: GradeTable.Column, _ table: GradeTable) -> String
  {
    let text = feedback(student, column, table)
    return text.isEmpty ? "" : MoodleWorksheet.mark + text
  }

  /// Which parts are not right; why is in the student's own report.
  private static func feedback(
    _ student: String, _ column: GradeTable.Column, _ table: GradeTable
  ) -> String {
    guard let standing = column.standing(student) else { return "" }
    guard let counted = standing.counted else {
      let reasons = Set(standing.attempts.compactMap { $0.exclusion?.rawValue }).sorted()
      return reasons.isEmpty ? "" : "nothing counts: " + reasons.joined(separator: "; ")
    }
    let decided = Set(standing.decisions.compactMap(\.part))
    let byPeople = counted.parts.map(\.name).filter(decided.contains).map(\.description)
    let groups = Verdict.allCases.compactMap { verdict -> String? in
      let names = counted.parts.filter { $0.verdict == verdict && !decided.contains($0.name) }
        .map(\.name.description)
      guard !names.isEmpty, verdict != .correct || names.count == counted.parts.count else {
        return nil
      }
      let isAll = names.count == counted.parts.count
      return "\(verdict.rawValue): \(isAll ? "all parts" : names.joined(separator: ", "))"
    }
    let deducted = table.deducted(student, column)
    let late = deducted > .zero ? ["late: \(deducted.words) less"] : []
    let people = byPeople.isEmpty ? [] : ["decided by staff: " + byPeople.joined(separator: ", ")]
    return (groups + people + late).joined(separator: "; ")
  }
}
