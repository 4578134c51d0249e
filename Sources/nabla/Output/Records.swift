import ArgumentParser
import Reports

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

  var json: String {
    switch self {
    case .text(let text): text.map(JSONText.quoted) ?? "null"
    case .number(let number): number.flatMap { $0.isFinite ? "\($0)" : nil } ?? "null"
    case .count(let count): count.map(String.init) ?? "null"
    case .flag(let flag): "\(flag)"
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
    let objects = rows.map { row in
      "  {" + zip(keys, row).map { "\(JSONText.quoted($0)): \($1.json)" }.joined(separator: ", ")
        + "}"
    }
    return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }

  /// A header and a line a record (RFC 4180, lines end in CR LF).
  var csv: String {
    ([keys.joined(separator: ",")] + rows.map { $0.map(\.csv).joined(separator: ",") })
      .map { $0 + "\r\n" }.joined()
  }
}

enum JSONText {
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
