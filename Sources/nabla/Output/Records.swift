import ArgumentParser
import Writing

/// How the gradebook's answers are printed.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv, markdown
}

/// How a table is printed.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv
}

/// One value of a record.
enum Field {
  case text(String?)
  case number(Double?)
  case count(Int?)
  case flag(Bool)

  var json: JSONValue {
    switch self {
    case .text(let text): text.map(JSONValue.text) ?? .null
    case .number(let number): number.map(JSONValue.number) ?? .null
    case .count(let count): count.map(JSONValue.integer) ?? .null
    case .flag(let flag): .flag(flag)
    }
  }

  var csv: String {
    switch self {
    case .text(let text): CSVText.cell(text ?? "")
    case .number(let number): number.map { "\($0)" } ?? ""
    case .count(let count): count.map(String.init) ?? ""
    case .flag(let flag): "\(flag)"
    }
  }
}

/// Records with the same keys, as JSON or CSV.
struct Records {
  let keys: [String]
  var rows: [[Field]] = []

  /// A list of objects, one a line.
  var json: String {
    JSONValue.list(rows.map { row in .object(Array(zip(keys, row.map(\.json)))) })
      .document(breaks: 1)
  }

  /// A header and one line for each record (RFC 4180, lines end in CR LF).
  var csv: String {
    CSVText.rows([keys] + rows.map { $0.map(\.csv) })
  }
}
