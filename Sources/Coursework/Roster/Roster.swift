public import Diagnostics

/// The students of a course.
public struct Roster: Sendable {
  /// The students' names as their folders have them, in the order of the file.
  public let students: [String]

  /// Reads a CSV file with a column `student`.
  ///
  /// - Parameter path: The file.
  /// - Returns: the students.
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  public static func read(_ path: String) throws(Diagnostics) -> Roster {
    let source: SourceText
    do throws(Diagnostic) {
      source = try DiskFile.read(path, name: path).asUTF8
    } catch {
      throw Diagnostics([error])
    }
    return try Roster(source)
  }

  init(_ marked: SourceText) throws(Diagnostics) {
    let source = marked.withoutByteOrderMark
    let rows: [[CSVRecords.Cell]]
    do throws(Diagnostic) { rows = try CSVRecords(source).rows } catch {
      throw Diagnostics([error])
    }
    guard let header = rows.first,
      let column = header.firstIndex(where: { $0.text.lowercased() == "student" })
    else {
      throw Diagnostics([
        Diagnostic(
          "a roster needs a first line with a column 'student'", in: source,
          at: rows.first?.first?.range ?? SourceRange(0, 0),
          help: "such as: student,name,email,section")
      ])
    }
    var faults: [Diagnostic] = []
    var places: [String: SourceRange] = [:]
    var students: [String] = []
    for row in rows.dropFirst() {
      guard column < row.count, !row[column].text.isEmpty else {
        faults.append(
          Diagnostic("this row names no student", in: source, at: row.first?.range))
        continue
      }
      let (student, range) = (row[column].text, row[column].range)
      if let place = places[student] {
        faults.append(
          Diagnostic(
            "this student stands on line \(source.position(at: place.start).line) already",
            in: source, at: range))
      } else if !Roster.isStudent(student) {
        faults.append(
          Diagnostic(
            "this cannot be a student's name, because it is used as a folder's name", in: source,
            at: range))
      }
      places[student] = range
      students.append(student)
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    self.students = students
  }

  /// Whether a name can be a folder's and a file's name.
  public static func isStudent(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 200
      && !name.contains { $0 == "/" || $0 == "\0" || $0.isNewline }
  }
}
