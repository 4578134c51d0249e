import Coursework
import Reports
import Tensors
import Writing

/// What a student is given: inputs, the task, and a template for the answers; never a reference.
struct HandoutFiles {
  private let assignment: Assignment
  private let sheet: HandoutSheet
  private let hasPage: Bool

  /// Prepares the files.
  ///
  /// - Parameters:
  ///   - assignment: The assignment at the student's inputs.
  ///   - student: The student's line of the roster; nil where it is for nobody in particular.
  ///   - zone: The zone in which times are told.
  ///   - slipDays: The days that a student may be late in the course; nil if there are none.
  ///   - hasPage: Whether the task is written as a page too.
  init(
    _ assignment: Assignment, student: RosterEntry? = nil, zone: TimeTableZone = .universal,
    slipDays: Int? = nil, hasPage: Bool = false
  ) {
    self.assignment = assignment
    self.hasPage = hasPage
    sheet = HandoutSheet(assignment, student: student, zone: zone, slipDays: slipDays)
  }

  /// The files by their paths within the folder.
  var files: [(path: String, text: String)] {
    let tables = assignment.problems.flatMap { problem in
      problem.givens.map { (HandoutSheet.table(problem, $0), HandoutFiles.csv($0.value)) }
    }
    let page = hasPage ? [("README.html", String(decoding: sheet.page, as: UTF8.self))] : []
    return [("README.md", sheet.markdown), ("answers.json", template), ("inputs.json", inputs)]
      + page + tables
  }

  /// What a definition without what is right begins with.
  static let formStart =
    "# What is asked for, and not what is right: for 'nabla answers'. Made by 'nabla handout --definition'."

  /// The definition without what is right: names and shapes.
  var form: String {
    var lines = [
      HandoutFiles.formStart,
      "title: \(JSONValue.text(assignment.title).line)", "answers-only: true", "problems:",
    ]
    for problem in assignment.problems {
      lines += ["  - id: \(problem.id)", "    parts:"]
      lines += problem.parts.map { "      - {id: \($0.id), shape: \($0.shape)}" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Rows of cells; more than two axes as matrices with a blank line between.
  private static func csv(_ tensor: Tensor<Double>) -> String {
    let extents = tensor.shape.dimensions
    let width = extents.last ?? 1
    let height = extents.count > 1 ? extents[extents.count - 2] : 1
    var text = ""
    for start in stride(from: 0, to: tensor.scalars.count, by: width) {
      if extents.count > 2, start > 0, start % (width * height) == 0 { text += "\n" }
      let cells = (start..<start + width).map { Tensor(tensor.scalars[$0]).nestedText }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  private var inputs: String {
    let problems = assignment.problems.map { problem in
      let givens = problem.givens.map { ($0.name, JSONValue.verbatim($0.value.nestedText)) }
      return (problem.id, JSONValue.object(givens))
    }
    return JSONValue.object(problems).document(breaks: 2)
  }

  private var template: String {
    let problems = assignment.problems.map { problem in
      let parts = problem.parts.map { ($0.id, JSONValue.verbatim(HandoutFiles.nulls($0.shape))) }
      return (problem.id, JSONValue.object(parts))
    }
    return JSONValue.object(problems).document(breaks: 2)
  }

  private static func nulls(_ shape: Shape) -> String {
    shape.dimensions.reversed().reduce("null") { inner, extent in
      "[" + [String](repeating: inner, count: extent).joined(separator: ", ") + "]"
    }
  }
}
