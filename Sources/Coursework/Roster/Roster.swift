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
    let columns = (rows.first ?? []).indices.filter { rows[0][$0].text.lowercased() == "student" }
    if columns.count > 1 {
      throw Diagnostics([
        Diagnostic(
          "a second column 'student'", in: source, at: rows[0][columns[1]].range)
      ])
    }
    guard let column = columns.first else {
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
    for row in rows.dropFirst() where row.contains(where: { !$0.text.isEmpty }) {
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
      } else if let reason = Roster.whyNoStudent(student) {
        faults.append(
          Diagnostic("this cannot be a student's name: \(reason)", in: source, at: range))
      }
      places[student] = range
      students.append(student)
    }
    if students.isEmpty, faults.isEmpty {
      faults.append(Diagnostic("there are no students in this roster", in: source))
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    self.students = students
  }

  /// Whether a name can be a folder's and a file's name.
  public static func isStudent(_ name: String) -> Bool { whyNoStudent(name) == nil }

  /// Why a name cannot be a folder's and a file's; nil where it can.
  public static func whyNoStudent(_ name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name == "." || name == ".." { return "it names a folder" }
    if name.utf8.count > 200 { return "it is longer than 200 bytes" }
    if name.contains("/") { return "it has a slash in it, and is used as a folder's name" }
    let hasControls = name.unicodeScalars.contains {
      $0.properties.generalCategory == .control || $0 == "\u{FFFD}"
        || $0.properties.isWhitespace && $0 != " "
    }
    return hasControls ? "it has a control character or a line end in it, or is not UTF-8" : nil
  }
}
