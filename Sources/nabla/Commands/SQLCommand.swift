import ArgumentParser
import Coursework
import Diagnostics
import GradebookStore
import Grading

struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Ask the gradebook a question in SQL.",
    discussion: """
      Besides the views of the gradebook (docs/gradebook.md) there are three tables: 'standing' is what \
      'scores --by student --format csv' lists, after lateness and decisions, with the attempt that counts; 'roster' \
      has the roster's columns; 'total' is what 'totals --format csv' lists. Nothing can be changed.
      """)

  @OptionGroup var options: GradebookOptions

  @Argument(help: "One SELECT.")
  var question: String

  @Option(help: "How to print the answer: table, json, csv or markdown (default: table).")
  var format: ListFormat?

  func run() throws {
    let course = try options.course()
    var tables = [SQLCommand.table("standing", ScoreList.students(course.standings))]
    tables.append(SQLCommand.roster(course.roster))
    if let scheme = try options.options.course()?.totals {
      let run = try TotalsRun(options, scheme)
      tables.append(
        SQLCommand.table("total", TotalsText.listing(run.totals, scheme, run.course.entry)))
      run.course.letGo()
    }
    let answer = try orFault(.usage) { () throws(Gradebook.Failure) in
      try course.book.answer(question, with: tables)
    }
    var listing = Listing(
      table: TextTable(answer.columns, rightAligned: SQLCommand.numeric(answer)),
      records: Records(keys: answer.columns), nothing: "no rows")
    for row in answer.rows {
      listing.add(row.map(SQLCommand.cell), row.map(SQLCommand.field))
    }
    try Console.result(listing.text(format ?? .table))
  }

  private static func table(_ name: String, _ listing: Listing) -> QueryTable {
    QueryTable(
      name, columns: listing.records.keys,
      rows: listing.records.rows.map { row in
        row.map { field in
          switch field {
          case .text(let text): text.map(QueryValue.text) ?? .null
          case .number(let number): number.map(QueryValue.real) ?? .null
          case .count(let count): count.map { .integer(Int64($0)) } ?? .null
          case .flag(let flag): .integer(flag ? 1 : 0)
          }
        }
      })
  }

  private static func roster(_ roster: Roster?) -> QueryTable {
    QueryTable(
      "roster", columns: ["student", "name", "email", "section", "group"],
      rows: (roster?.entries ?? []).map { entry in
        [entry.student, entry.name, entry.email, entry.section, entry.group(at: nil)].map {
          $0.map(QueryValue.text) ?? .null
        }
      })
  }

  /// The columns in which there is no text.
  private static func numeric(_ answer: (columns: [String], rows: [[QueryValue]])) -> Set<Int> {
    Set(
      answer.columns.indices.filter { column in
        answer.rows.allSatisfy { row in
          switch row[column] {
          case .integer, .real, .null: true
          case .text, .bytes: false
          }
        }
      })
  }

  private static func cell(_ value: QueryValue) -> String {
    switch value {
    case .null: ""
    case .integer(let number): "\(number)"
    case .real(let number): shown(number, digits: 6)
    case .text(let text): text
    case .bytes(let count): "\(count) bytes"
    }
  }

  private static func field(_ value: QueryValue) -> Field {
    switch value {
    case .null: .text(nil)
    case .integer(let number): .count(Int(number))
    case .real(let number): .number(number)
    case .text(let text): .text(text)
    case .bytes(let count): .text("\(count) bytes")
    }
  }
}
