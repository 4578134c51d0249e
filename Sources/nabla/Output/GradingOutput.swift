import Coursework
import Diagnostics
import Foundation
import GradebookStore
import Grading
import Writing

/// What a run of grading prints of each submission, as it is done: of one a table, of a class a line each.
struct GradingOutput {
  /// How it is printed.
  struct Form {
    var format = TableFormat.table
    /// How much of each submission; nil for a table of one and a line each of several.
    var detail: Detail?
  }

  /// How much is printed of each submission.
  enum Detail {
    case table, line, nothing
  }

  private let form: Form
  private var detail = Detail.table
  private var records: RecordStream?
  private var count = 0
  /// How many submissions there are.
  private var expected = 0
  private var widths = (assignment: 0, student: 0)
  /// Whether nothing can be printed any more.
  var isBroken = false

  init(_ form: Form) {
    self.form = form
    switch form.format {
    case .table: records = nil
    case .json: records = RecordStream(keys: ScoreList.keys, isJSON: true)
    case .csv: records = RecordStream(keys: ScoreList.keys, isJSON: false)
    }
  }

  /// Says which submissions are to come.
  mutating func expect(_ classes: [GradingRun.Class]) {
    expected = classes.reduce(0) { $0 + $1.places.count }
    detail = form.detail ?? (expected > 1 ? .line : .table)
    widths.assignment = classes.reduce(10) { max($0, visible($1.assignment).count) }
    guard detail == .line, records == nil else { return }
    for work in classes {
      for place in work.places {
        widths.student = max(widths.student, visible(place.student).count)
      }
    }
    widths.student = max(widths.student, 7)
  }

  /// Whether lines about single submissions appear on a terminal.
  var fillsTerminal: Bool { detail != .nothing && isatty(STDOUT_FILENO) == 1 }

  /// What is printed of a submission that went through all stages.
  mutating func text(of entry: GradedEntry) -> String {
    let isFirst = count == 0
    count += 1
    if detail == .nothing { return "" }
    if records != nil {
      return records?.text(of: OutcomeText.rows(entry.redacted, entry.stored)) ?? ""
    }
    guard detail == .line else {
      return (isFirst ? "" : "\n") + OutcomeText.table(entry.redacted, stored: entry.stored)
        + entry.remarks.map { "  \($0)\n" }.joined()
    }
    let outcome = entry.redacted
    var remarks = [OutcomeText.counts(outcome)] + entry.remarks
    switch entry.stored {
    case .attempt(1), nil: break
    case .attempt(let number): remarks.append("attempt \(number)")
    case .gradedAgain(let number): remarks.append("attempt \(number) graded again")
    case .unchanged(let number), .stays(let number):
      remarks.append("the same as attempt \(number)")
    }
    let line = line([
      outcome.assignment, outcome.student, "\(outcome.score) / \(outcome.maximum)",
      remarks.filter { !$0.isEmpty }.joined(separator: "; "),
    ])
    return isFirst ? self.line(["assignment", "student", "points", "not correct"]) + line : line
  }

  /// What is printed once all is done.
  func closing(notGraded: Int) -> String {
    if detail == .nothing { return "" }
    if let records { return records.closing }
    let sum = expected > 1 && count > 0 ? "\n\(count) submissions\n" : ""
    let missing =
      notGraded == 0 ? "" : "\n  \(notGraded) more could not be graded; see the errors\n"
    return sum + missing
  }

  /// The width of points such as `17.6 / 22`.
  private static let pointsWidth = 9

  private func line(_ cells: [String]) -> String {
    func filled(_ text: String, to width: Int, isRight: Bool = false) -> String {
      let text = visible(text)
      let pad = String(repeating: " ", count: max(0, width - text.count))
      return isRight ? pad + text : text + pad
    }
    var line =
      "  " + filled(cells[0], to: widths.assignment) + "  "
      + filled(cells[1], to: widths.student) + "  "
      + filled(cells[2], to: GradingOutput.pointsWidth, isRight: true) + "  " + visible(cells[3])
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}
