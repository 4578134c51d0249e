import Coursework
import Grading
import Tensors
import Writing

/// What a student is given: inputs, the task, and a template for the answers; never a reference.
struct HandoutFiles {
  private let assignment: Assignment

  init(_ assignment: Assignment) { self.assignment = assignment }

  /// The files by their paths within the folder.
  var files: [(path: String, text: String)] {
    let tables = assignment.problems.flatMap { problem in
      problem.givens.map { (HandoutFiles.table(problem, $0), HandoutFiles.csv($0.value)) }
    }
    return [("README.md", readme), ("answers.json", template), ("inputs.json", inputs)] + tables
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

  private static func table(_ problem: Problem, _ given: Given) -> String {
    "inputs/\(problem.id).\(given.name).csv"
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

  private var readme: String {
    var text = "# \(assignment.title)\n\n"
    if let about = assignment.text { text += HandoutFiles.trimmed(about) + "\n\n" }
    for problem in assignment.problems {
      text += "## \(problem.title)\n\n"
      if let task = problem.text { text += HandoutFiles.trimmed(task) + "\n\n" }
      if !problem.givens.isEmpty {
        text += "Given:\n\n| input | shape | file |\n|---|---|---|\n"
        for given in problem.givens {
          text +=
            "| `\(given.name)` | \(HandoutFiles.words(given.value.shape)) | "
            + "`\(HandoutFiles.table(problem, given))` |\n"
        }
        text += "\n"
      }
      text += "To hand in:\n\n| part | what | shape | points |\n|---|---|---|---|\n"
      for part in problem.parts {
        let about = part.text.map { "; \(HandoutFiles.trimmed($0))" } ?? ""
        let what = "\(part.title)\(about)\(HandoutFiles.quantity(part))"
        text +=
          "| `\(part.name)` | \(MarkdownText.cell(HandoutFiles.oneLine(what))) | "
          + "\(HandoutFiles.words(part.shape)) | \(part.points) |\n"
      }
      text += "\n"
    }
    return text + handingIn
  }

  /// Which quantity is meant, in the names of the task.
  private static func quantity(_ part: Part) -> String {
    switch part.quantity {
    case .derivative(let output, let variable): " (derivative of `\(output)` by `\(variable)`)"
    case .value(let name?): " (`\(name)`)"
    case .value(nil): ""
    }
  }

  private var handingIn: String {
    var asked: [AskedDigits] = []
    for digits in assignment.parts.compactMap(\.part.tolerance.asked) where !asked.contains(digits)
    {
      asked.append(digits)
    }
    let digits =
      asked.count == 1
      ? "Give at least \(asked[0].words)" : "Give all the digits you have"
    return """
      ## How to hand in

      Fill in `answers.json`: a number where the shape is a number, else lists within lists, the first axis
      outermost. A derivative of a tensor has the axes of the tensor first, then those of what it is taken by.
      Leave `null` where you have no answer. In place of an entry of that file you may hand in a table of your
      own, `PROBLEM.PART.csv`, or numpy's `PROBLEM.PART.npy`. \(digits), and round only at the end.

      `inputs.json` holds the same numbers as the tables in `inputs/`.
      `nabla answers .` shows what is understood from this folder.

      """
  }

  private static func words(_ shape: Shape) -> String {
    shape.rank == 0 ? "number" : shape.description
  }

  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" ? " " : $0 }))
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
