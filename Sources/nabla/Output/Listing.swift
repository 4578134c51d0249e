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

  func text(_ format: ListFormat) -> String {
    switch format {
    case .table: table.isEmpty ? "  \(nothing)\n" : table.text()
    case .markdown: table.markdown
    case .json: records.json
    case .csv: records.csv
    }
  }
}
