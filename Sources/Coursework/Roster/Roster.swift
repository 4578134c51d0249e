public import Diagnostics

/// The students of a course.
public struct Roster: Sendable {
  /// The students, in the order of the file.
  public let entries: [RosterEntry]

  /// The students' names as their folders have them, in the order of the file.
  public var students: [String] { entries.map(\.student) }

  /// The entry of each student.
  public var byStudent: [String: RosterEntry] {
    Dictionary(entries.map { ($0.student, $0) }) { first, _ in first }
  }

  /// Reads a CSV file with a column `student`.
  ///
  /// Other columns may be `name`, `email`, `section`, `group`, those of ``StudentID``, `extension` and `excused`;
  /// capitals, and `_` or `-` for a blank, make no difference. Columns with other names are left alone.
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

  /// Reads the text of such a file.
  ///
  /// - Throws: ``Diagnostics``, all that is wrong with it.
  public init(_ marked: SourceText) throws(Diagnostics) {
    var reader = RosterReader(marked.withoutByteOrderMark)
    entries = reader.entries()
    guard reader.faults.isEmpty else { throw Diagnostics(reader.faults) }
  }

  /// Whether a name can be a folder's and a file's name.
  public static func isStudent(_ name: String) -> Bool { nameRefusal(name) == nil }

  /// Why a name cannot be a folder's and a file's; nil if it can.
  public static func nameRefusal(_ name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.utf8.first == UInt8(ascii: ".") {
      return "it starts with a point, as files do that are not looked at"
    }
    if name.utf8.count > 200 { return "it is longer than 200 bytes" }
    if name.utf8.contains(UInt8(ascii: "/")) {
      return "it has a slash in it, and is used as a folder's name"
    }
    let hasControls = name.unicodeScalars.contains {
      $0.properties.generalCategory == .control || $0 == "\u{FFFD}"
        || $0.properties.isWhitespace && $0 != " "
    }
    return hasControls ? "it has a control character or a line end in it, or is not UTF-8" : nil
  }
}
