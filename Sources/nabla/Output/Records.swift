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

extension Field {
  /// What a field is sorted by; nil if it is empty.
  var rank: Rank? {
    switch self {
    case .text(let text): text.map { Rank(number: 0, text: $0) }
    case .number(let number): number.map { Rank(number: $0, text: "") }
    case .count(let count): count.map { Rank(number: Double($0), text: "") }
    case .flag(let flag): Rank(number: flag ? 1 : 0, text: "")
    }
  }

  /// A number, or a text.
  struct Rank: Comparable {
    let number: Double
    let text: String

    static func < (a: Rank, b: Rank) -> Bool {
      a.number == b.number ? a.text < b.text : a.number < b.number
    }
  }
}

/// Records with the same keys, as JSON or CSV.
struct Records {
  let keys: [String]
  var rows: [[Field]] = []

  /// A list of objects, one a line.
  var json: String { all(isJSON: true) }

  /// A header and one line for each record (RFC 4180, lines end in CR LF).
  var csv: String { all(isJSON: false) }

  private func all(isJSON: Bool) -> String {
    var stream = RecordStream(keys: keys, isJSON: isJSON)
    return stream.text(of: rows) + stream.closing
  }
}

/// Records with the same keys, as JSON or CSV, some at a time.
struct RecordStream {
  let keys: [String]
  let isJSON: Bool
  /// Whether nothing was written yet.
  private var isAtStart = true
  private var isEmpty = true

  init(keys: [String], isJSON: Bool) {
    self.keys = keys
    self.isJSON = isJSON
  }

  /// The text of the next records.
  mutating func text(of rows: [[Field]]) -> String {
    var text = isAtStart ? opening : ""
    isAtStart = false
    guard isJSON else { return text + CSVText.rows(rows.map { $0.map(\.csv) }) }
    for row in rows {
      text += isEmpty ? "\n  " : ",\n  "
      text += JSONValue.object(Array(zip(keys, row.map(\.json)))).line
      isEmpty = false
    }
    return text
  }

  private var opening: String { isJSON ? "[" : CSVText.rows([keys]) }

  /// What ends the text.
  var closing: String {
    let start = isAtStart ? opening : ""
    return isJSON ? start + (isEmpty ? "]\n" : "\n]\n") : start
  }
}
