internal import Foundation
internal import Diagnostics

/// Reads the rows of a roster; what is wrong with them is collected.
struct RosterReader {
  private let source: SourceText
  private(set) var faults: [Diagnostic] = []
  private var columns: [String: Int] = [:]
  private var uniquePlaces: [String: SourceRange] = [:]

  init(_ source: SourceText) { self.source = source }

  private static let known =
    ["student", "name", "email", "section", "group", "extension", "excused"]
    + StudentID.allCases.map(\.rawValue)

  mutating func entries() -> [RosterEntry] {
    let rows: [[CSVRecords.Cell]]
    do throws(Diagnostic) { rows = try CSVRecords(source).rows } catch {
      faults.append(error)
      return []
    }
    guard readHeader(rows.first ?? []) else { return [] }
    var entries: [RosterEntry] = []
    var places: [String: SourceRange] = [:]
    for row in rows.dropFirst() where row.contains(where: { !$0.text.isEmpty }) {
      if let extra = row.dropFirst(rows[0].count).first(where: { !$0.text.isEmpty }) {
        fault(
          "this row has more cells than the first line", extra,
          help: "a name with a comma needs quotes: \"Last, First\"")
      }
      guard let cell = cell("student", of: row) else {
        fault("this row names no student", row.first)
        continue
      }
      if let place = places[cell.text] {
        fault(
          "this student is already on line \(source.position(at: place.start).line)", cell)
      } else if let reason = Roster.nameRefusal(cell.text) {
        fault("this cannot be a student's name: \(reason)", cell)
      }
      places[cell.text] = cell.range
      entries.append(entry(cell.text, row))
    }
    if entries.isEmpty, faults.isEmpty {
      faults.append(Diagnostic("there are no students in this roster", in: source))
    }
    return entries
  }

  private mutating func readHeader(_ header: [CSVRecords.Cell]) -> Bool {
    for (index, cell) in header.enumerated() {
      let title = RosterReader.columnName(cell.text)
      // As Moodle's tables have it.
      let name = title == "email address" ? "email" : title
      guard RosterReader.known.contains(name) else {
        // A misspelt extension or excuse would be nobody's.
        if let close = suggestion(
          for: name, among: (RosterReader.known + ["email address"]).filter { $0.utf8.count > 3 })
        {
          fault(
            "there is no column '\(shortened(cell.text, to: 40))'", cell,
            help: "did you mean '\(close)'?")
        }
        continue
      }
      if columns[name] != nil { fault("a second column '\(name)'", cell) }
      columns[name] = index
    }
    if columns["student"] == nil, faults.isEmpty {
      fault(
        "a roster needs a first line with a column 'student'", header.first,
        help: "such as: student,name,email,section")
    }
    return faults.isEmpty
  }

  static func columnName(_ text: String) -> String {
    String(text.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 })
  }

  private func cell(_ column: String, of row: [CSVRecords.Cell]) -> CSVRecords.Cell? {
    guard let index = columns[column], index < row.count, !row[index].text.isEmpty else {
      return nil
    }
    return row[index]
  }

  /// What must tell students apart.
  private static let unique = ["email"] + StudentID.allCases.map(\.rawValue)

  private mutating func entry(_ student: String, _ row: [CSVRecords.Cell]) -> RosterEntry {
    for column in RosterReader.unique {
      guard let cell = cell(column, of: row) else { continue }
      let key = "\(column)/\(column == "email" ? cell.text.lowercased() : cell.text)"
      if let place = uniquePlaces[key] {
        let line = source.position(at: place.start).line
        fault("this \(column) is that of the student on line \(line) already", cell)
      }
      uniquePlaces[key] = cell.range
    }
    var ids: [StudentID: String] = [:]
    for id in StudentID.allCases { ids[id] = cell(id.rawValue, of: row)?.text }
    return RosterEntry(
      student: student, name: cell("name", of: row)?.text, email: cell("email", of: row)?.text,
      section: cell("section", of: row)?.text, groups: groups(cell("group", of: row)), ids: ids,
      extensions: extensions(cell("extension", of: row)),
      excused: excused(cell("excused", of: row)))
  }

  /// Reads `A`, or `A; B from 2026-11-01`.
  private mutating func groups(_ cell: CSVRecords.Cell?) -> [GroupMembership] {
    guard let cell else { return [] }
    let help = "such as A, or with dates A until 2026-11-01; B from 2026-11-01"
    let groups = RosterReader.items(cell.text).compactMap { item -> GroupMembership? in
      if let membership = GroupMembership(item) { return membership }
      fault("this is no group", cell, help: help)
      return nil
    }
    for (index, one) in groups.enumerated()
    where groups.dropFirst(index + 1).contains(where: one.overlaps) {
      fault("this is two groups at the same time", cell, help: help)
    }
    return groups
  }

  /// Reads `2d`, a moment, or `ASSIGNMENT=2d; OTHER=…`.
  private mutating func extensions(_ cell: CSVRecords.Cell?) -> [String?: Extension] {
    guard let cell else { return [:] }
    var extensions: [String?: Extension] = [:]
    for item in RosterReader.items(cell.text) {
      let parts = item.split(separator: "=", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard let word = parts.last, let found = Extension(word),
        parts.count == 1 || AssignmentReader.isID(parts[0])
      else {
        fault(
          "this is no extension", cell,
          help: "such as 2d, 2026-11-22T23:59+01:00 or ASSIGNMENT=2d; OTHER=12h")
        continue
      }
      let assignment = parts.count == 1 ? nil : parts[0]
      if extensions[assignment] != nil {
        fault("a second extension for \(assignment ?? "all assignments")", cell)
      }
      extensions[assignment] = found
    }
    return extensions
  }

  /// Reads `yes`, `no`, or assignments separated by semicolons.
  private mutating func excused(_ cell: CSVRecords.Cell?) -> RosterEntry.Excused {
    guard let cell else { return .nothing }
    switch cell.text.lowercased() {
    case "yes", "all", "true", "x", "1": return .everything
    case "no", "false", "0", "-": return .nothing
    default:
      let names = RosterReader.items(cell.text)
      guard names.allSatisfy(AssignmentReader.isID) else {
        fault(
          "this does not say what is excused", cell,
          help: "yes, no, or assignments with ; between them")
        return .nothing
      }
      return .assignments(Set(names))
    }
  }

  private static func items(_ text: String) -> [String] {
    text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  private mutating func fault(_ message: String, _ cell: CSVRecords.Cell?, help: String? = nil) {
    faults.append(
      Diagnostic(message, in: source, at: cell?.range ?? SourceRange(0, 0), help: help))
  }
}
