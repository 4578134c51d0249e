internal import GRDB

/// A value of an answer to a question in SQL.
public enum QueryValue: Sendable, Hashable {
  /// Nothing.
  case null
  /// A whole number.
  case integer(Int64)
  /// Any other number.
  case real(Double)
  /// Text.
  case text(String)
  /// So many bytes.
  case bytes(Int)
}

/// A table that is there for one question alone.
public struct QueryTable: Sendable {
  let name: String
  let columns: [String]
  let rows: [[QueryValue]]

  /// Creates a table; each row has a value for each column.
  public init(_ name: String, columns: [String], rows: [[QueryValue]]) {
    self.name = name
    self.columns = columns
    self.rows = rows
  }
}

extension Gradebook {
  /// Asks one question in SQL; nothing can be changed by it.
  ///
  /// - Parameters:
  ///   - sql: One statement.
  ///   - tables: What it may ask besides the gradebook's tables and views.
  /// - Returns: The names of the columns, and the rows.
  /// - Throws: ``Failure``, also where it is no question that SQLite understands.
  public func answer(_ sql: String, with tables: [QueryTable]) throws(Failure) -> (
    columns: [String], rows: [[QueryValue]]
  ) {
    try directly { database in
      for table in tables { try Gradebook.make(table, in: database) }
      do {
        guard Gradebook.isQuestion(sql) else {
          throw Failure(message: "this is no question: expected SELECT, WITH or VALUES")
        }
        let statement = try database.makeStatement(sql: sql)
        guard statement.isReadonly else { throw Failure(message: "a question changes nothing") }
        let found = try Row.fetchCursor(statement)
        var rows: [[QueryValue]] = []
        while let row = try found.next() {
          guard rows.count < Gradebook.mostRows else {
            throw Failure(message: "the answer has more than \(Gradebook.mostRows) rows: say LIMIT")
          }
          rows.append(Gradebook.values(row))
        }
        return (Gradebook.distinct(Array(statement.columnNames)), rows)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_MISUSE {
        throw Failure(message: "one question at a time: there is more behind the first")
      } catch let error as DatabaseError {
        throw Failure(message: "SQLite says: \(error.message ?? "the question cannot be read")")
      }
    }
  }

  /// More than that is no answer that anybody reads.
  private static let mostRows = 1_000_000

  /// Whether a text begins as a question does, after blanks and comments.
  private static func isQuestion(_ sql: String) -> Bool {
    var rest = sql[...]
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        guard let end = rest.dropFirst(2).firstRange(of: "*/") else { return false }
        rest = rest[end.upperBound...]
      } else {
        break
      }
    }
    return ["select", "with", "values"].contains(rest.prefix(while: \.isLetter).lowercased())
  }

  /// Names of which no two are equal: programs read rows by them.
  private static func distinct(_ names: [String]) -> [String] {
    var seen: [String: Int] = [:]
    return names.map { name in
      let count = seen[name, default: 0] + 1
      seen[name] = count
      return count == 1 ? name : "\(name)_\(count)"
    }
  }

  private static func make(_ table: QueryTable, in database: Database) throws {
    let columns = table.columns.map(\.quotedDatabaseIdentifier)
    try database.execute(
      sql:
        "CREATE TEMP TABLE \(table.name.quotedDatabaseIdentifier) (\(columns.joined(separator: ", ")))"
    )
    let places = table.columns.map { _ in "?" }.joined(separator: ", ")
    let insert = try database.makeStatement(
      sql: "INSERT INTO temp.\(table.name.quotedDatabaseIdentifier) VALUES (\(places))")
    for row in table.rows {
      try insert.execute(
        arguments: StatementArguments(
          row.map { value -> (any DatabaseValueConvertible)? in
            switch value {
            case .null, .bytes: nil
            case .integer(let number): number
            case .real(let number): number
            case .text(let text): text
            }
          }))
    }
  }

  private static func values(_ row: Row) -> [QueryValue] {
    row.databaseValues.map { value in
      switch value.storage {
      case .null: .null
      case .int64(let number): .integer(number)
      case .double(let number): .real(number)
      case .string(let text): .text(text)
      case .blob(let data): .bytes(data.count)
      }
    }
  }
}
