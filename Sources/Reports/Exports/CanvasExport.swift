internal import Coursework
internal import Writing

/// The file that Canvas's gradebook imports (instructure/canvas-lms, `gradebook_importer.rb`).
public enum CanvasExport {
  /// A header, a row with the points possible, and one row for each student.
  public static func csv(_ table: GradeTable) -> String {
    let header =
      ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
      + table.columns.map { CSVText.cell($0.title) }
    let possible =
      ["    Points Possible", "", "", "", ""] + table.columns.map(\.total.description)
    let rows = table.students.map { student in
      [
        CSVText.cell(student.shownName), CSVText.cell(student.ids[.canvas] ?? ""),
        CSVText.cell(student.ids[.sisUser] ?? ""), CSVText.cell(login(student)),
        CSVText.cell(student.section ?? ""),
      ] + table.columns.map { table.cell(student.student, $0, excused: "EX") }
    }
    return CSVText.rows([header, possible] + rows)
  }

  /// Canvas needs some id: without another one the name of the folder is the likeliest login.
  static func login(_ student: RosterEntry) -> String {
    if let login = student.ids[.sisLogin] { return login }
    let hasOther = student.ids[.canvas] != nil || student.ids[.sisUser] != nil
    return hasOther ? "" : student.student
  }
}
