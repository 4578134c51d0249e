import Coursework
import Diagnostics

/// An answer of the gradebook: a table for people and records for programs.
struct Listing {
  var table: TextTable
  var records: Records
  /// What is said if there is nothing.
  let nothing: String

  mutating func add(_ cells: [String], _ fields: [Field]) {
    table.add(cells)
    records.rows.append(fields)
  }

  /// Adds the name and the section of each student, where there is a column of students.
  mutating func addNames(_ entry: (String) -> RosterEntry) {
    guard let column = records.keys.firstIndex(of: "student") else { return }
    let entries = records.rows.map { row -> RosterEntry? in
      if case .text(let student?) = row[column] { entry(student) } else { nil }
    }
    for (index, entry) in entries.enumerated() {
      records.rows[index].insert(
        contentsOf: [.text(entry?.name), .text(entry?.section)], at: column + 1)
    }
    records = Records(
      keys: records.keys[...column] + ["name", "section"] + records.keys[(column + 1)...],
      rows: records.rows)
    table.insertColumn("name", after: "student", entries.map { $0?.name ?? "" })
  }

  /// Sorts the rows by a column of the records, numbers by value; what is empty comes last.
  ///
  /// - Parameter key: The column, with `-` before it for the largest first.
  /// - Throws: ``CommandFault`` if there is no such column.
  mutating func sort(by key: String) throws(CommandFault) {
    let isDescending = key.hasPrefix("-")
    guard let column = records.keys.firstIndex(of: isDescending ? String(key.dropFirst()) : key)
    else {
      throw CommandFault(
        "there is no column '\(visible(key))' here",
        help: "the columns are: \(records.keys.joined(separator: ", "))", .usage)
    }
    let cells = records.rows.map { $0[column] }
    let order = records.rows.indices.sorted { a, b in
      switch (cells[a].rank, cells[b].rank) {
      case (nil, nil): return a < b
      case (nil, _): return false
      case (_, nil): return true
      case (let x?, let y?) where x == y: return a < b
      case (let x?, let y?): return isDescending ? y < x : x < y
      }
    }
    records.rows = order.map { records.rows[$0] }
    table.reorder(order)
  }

  func text(_ format: ListFormat) -> String {
    switch format {
    case .table: table.isEmpty ? "  \(nothing)\n" : table.text()
    case .markdown: table.markdown
    case .json: records.json
    case .csv: records.csv
    }
  }
}
