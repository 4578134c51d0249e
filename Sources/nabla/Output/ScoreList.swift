import Coursework
import Grading
import GradebookStore

/// Stored scores for people or programs.
enum ScoreList {
  static let keys = [
    "assignment", "student", "attempt", "part", "points", "score", "verdict", "note", "error",
    "tolerance", "why",
  ]

  static func text(_ rows: [ScoreRow], _ format: TableFormat) -> String {
    switch format {
    case .table: table(rows)
    case .json: records(rows).json
    case .csv: records(rows).csv
    }
  }

  private static func records(_ rows: [ScoreRow]) -> Records {
    Records(
      keys: keys,
      rows: rows.map { row in
        [
          .text(row.assignment), .text(row.student), .count(row.attempt), .text(row.part),
          .number(row.points), .number(row.score), .text(row.verdict), .text(row.note),
          .number(row.error), .number(row.tolerance), .text(row.why),
        ]
      })
  }

  private static func table(_ rows: [ScoreRow]) -> String {
    var table = TextTable(
      ["assignment", "student", "attempt", "part", "points", "verdict", "note"],
      rightAligned: [2, 4])
    for row in rows {
      let score = row.score.map { shown($0) } ?? "held"
      table.add([
        row.assignment, row.student, "\(row.attempt)", row.part, "\(score) / \(shown(row.points))",
        row.verdict, row.note ?? "",
      ])
    }
    return rows.isEmpty ? "  no scores\n" : table.text()
  }
}
