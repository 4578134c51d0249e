import Coursework
import Diagnostics
import Foundation
import Grading
import Tensors
import TestSupport
import Testing

/// The table in docs/cases.md is made by grading these answers.
@Suite struct VerdictCasesTests {
  /// An answer to one part, and what must become of it.
  struct Case: Sendable {
    let number: String
    let title: String
    let problem: String
    let file: String
    let answer: @Sendable ([Double]) -> String
    let verdict: Verdict
    let note: String?

    init(
      _ number: String, _ title: String, _ problem: String, _ verdict: Verdict,
      _ note: String? = nil, file: String = "answers.json",
      answer: @escaping @Sendable ([Double]) -> String
    ) {
      self.number = number
      self.title = title
      self.problem = problem
      self.file = file
      self.answer = answer
      self.verdict = verdict
      self.note = note
    }
  }

  // MARK: Problems

  private static func numbers(_ rows: Int, _ columns: Int, seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed)
    let list = (0..<rows).map { _ in
      "["
        + (0..<columns).map { _ in String(format: "%.3f", generator.normal() + 0.0005) }
        .joined(separator: ", ") + "]"
    }
    return "[" + list.joined(separator: ", ") + "]"
  }

  private static func list(_ count: Int, seed: UInt64) -> String {
    String(numbers(1, count, seed: seed).dropFirst().dropLast())
  }

  /// A layer of `rows` inputs and `columns` units over a batch; the loss is scaled by `scale`.
  private static func layer(
    _ rows: Int, _ columns: Int, batch: Int = 6, scale: String = "1.0", part: String = "W"
  ) -> String {
    let reference =
      part == "W"
      ? "scale * X.T @ (G * (1 - tanh(Y)^2)) / \(batch)"
      : "scale * sum(G * (1 - tanh(Y)^2), axis=0) / \(batch)"
    return """
      batch: \(batch)
      given:
        X: \(numbers(batch, rows, seed: 1))
        W: \(numbers(rows, columns, seed: 2))
        b: \(list(columns, seed: 4))
        G: \(numbers(batch, columns, seed: 3))
        scale: \(scale)
      forward: |
        Y = X @ W + b
        L = scale * sum(G * tanh(Y)) / \(batch)
      parts:
        - {id: a, derivative: {of: L, wrt: \(part)}, reference: "\(reference)"}
      """
  }

  private static func scalar(
    _ given: String, _ forward: String, _ reference: String, _ more: String = ""
  )
    -> String
  {
    """
    \(more.isEmpty ? "title: T" : more)
    given: {\(given)}
    forward: \(forward)
    parts:
      - {id: a, derivative: {of: L, wrt: x}, reference: "\(reference)"}
    """
  }

  // MARK: Answers

  private static func text(_ rows: Int, _ values: [Double], _ format: String = "%.17g") -> String {
    let words = values.map { String(format: format, $0) }
    let columns = values.count / max(rows, 1)
    guard rows > 1 else { return "{\"p.a\": [\(words.joined(separator: ", "))]}" }
    let lists = (0..<rows).map { row in
      "[" + words[row * columns..<(row + 1) * columns].joined(separator: ", ") + "]"
    }
    return "{\"p.a\": [\(lists.joined(separator: ", "))]}"
  }

  private static func cut(_ values: [Double], _ unit: Double) -> [Double] {
    values.map { ($0 / unit).rounded(.towardZero) * unit }
  }

  private static func turned(_ values: [Double], _ rows: Int) -> [Double] {
    let columns = values.count / rows
    return (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
  }

  private static let relu = scalar("x: [-1.5, 0.0, 2.25]", "L = sum(relu(x))", "x > 0")
  private static let tie = scalar(
    "x: [0.5, 2.0, 2.0, 2.0]", "L = 3 * max(x)", "3 * one_hot(argmax(x), 4)")
  private static let pair = scalar("x: [1.25, -0.75]", "L = sum(x^3)", "3 * x^2")
  private static let kernel = """
    given: {x: \(numbers(6, 6, seed: 7)), K: \(numbers(3, 3, seed: 8)), g: \(numbers(4, 4, seed: 9))}
    forward: |
      y[i,j] = sum[m,n](x[i + m, j + n] * K[m,n])
      L = sum(g * y)
    parts:
      - id: a
        derivative: {of: L, wrt: x}
        reference: |
          dx = zeros_like(x)
          dx[i + m, j + n] += g[i,j] * K[m,n]
    """
  private static let decay = """
    given: {X: \(numbers(5, 3, seed: 11)), w: \(list(3, seed: 12)), lambda: 0.3}
    forward: L = sum((X @ w)^2) / 2 + lambda / 2 * sum(w^2)
    parts:
      - {id: a, derivative: {of: L, wrt: w}, reference: "X.T @ (X @ w) + lambda * w"}
    """

  static let cases: [Case] = [
    Case("1", "exact, 17 digits", layer(4, 3), .correct) { text(4, $0) },
    Case("2", "computed in single precision", layer(4, 3), .correct) {
      text(4, $0.map { Double(Float($0)) }, "%.9g")
    },
    Case("3", "from central differences, off by 3e-10", layer(4, 3), .correct) {
      text(4, $0.map { $0 + 3e-10 })
    },
    Case("4", "rounded to 4 decimals", layer(4, 3), .correct, "rounded") { text(4, $0, "%.4f") },
    Case(
      "5", "rounded to 4 decimals, gradients near 1e-4", layer(4, 3, scale: "1e-3"), .imprecise,
      "too-few-digits"
    ) { text(4, $0, "%.4f") },
    Case("6", "cut off after 5 decimals", layer(4, 3), .correct, "truncated") {
      text(4, cut($0, 1e-5), "%.5f")
    },
    Case("7", "all zeros, gradients near 1e-7", layer(4, 3, scale: "1e-7"), .incorrect, "all-zeros")
    {
      text(4, $0.map { _ in 0 }, "%.1f")
    },
    Case(
      "8", "zeros and minus zeros, right: all units are off",
      scalar("x: [-1.5, -0.5, -2.0]", "L = sum(relu(x))", "x > 0"), .correct
    ) { _ in "{\"p.a\": [0.0, -0.0, 0]}" },
    Case("9a", "one NaN", layer(4, 3), .malformed, "not-numbers") { _ in
      "{\"p.a\": [[1, 2, 3], [1, NaN, 3], [1, 2, 3], [1, 2, 3]]}"
    },
    Case("9b", "one Infinity", pair, .malformed, "not-numbers") { _ in "{\"p.a\": [1, -Infinity]}"
    },
    Case(
      "10", "the reference itself is no number",
      scalar("x: [0.0, 1.0]", "L = sum(x * log(x))", "log(x) + 1"), .disputed, "disputed"
    ) { _ in "{\"p.a\": [0.5, 1]}" },
    Case(
      "11", "the sign flipped, gradients near 1e-7", layer(4, 3, scale: "1e-7"), .incorrect,
      "a.sign"
    ) {
      text(4, $0.map { -$0 })
    },
    Case("12", "1/N missing", layer(4, 3), .incorrect, "a.factor-N") { text(4, $0.map { 6 * $0 }) },
    Case("13", "N - 1 for N, N = 64", layer(4, 3, batch: 64), .incorrect, "a.factor-N/(N-1)") {
      text(4, $0.map { $0 * 64 / 63 })
    },
    Case("14", "the transpose of 8 × 8", layer(8, 8), .incorrect, "a.transposed") {
      text(8, turned($0, 8))
    },
    Case("15", "the transpose of 4 × 8", layer(4, 8), .malformed, "shape.transposed") {
      text(8, turned($0, 4))
    },
    Case(
      "16", "a bias's gradient from the last sample only", layer(4, 3, part: "b"), .incorrect,
      "a.one-sample.last"
    ) { _ in lastSample },
    Case(
      "17a", "[8] for [1, 8]", layer(1, 8), .correct, "squeezed"
    ) { text(1, $0) },
    Case(
      "17b", "one number for nine that are equal",
      "parts: [{id: a, reference: \"2.5 * ones([3, 3])\"}]", .malformed, "shape"
    ) { _ in "{\"p.a\": 2.5}" },
    Case(
      "18", "one of 10,000 entries off by 1 %",
      scalar("x: \(numbers(100, 100, seed: 20))", "L = sum(x^2)", "2 * x"), .incorrect, "a.entry"
    ) { values in
      var wrong = values
      wrong[3_759] *= 1.01
      return text(100, wrong)
    },
    Case("19a", "right, gradients near 1e150", layer(4, 3, scale: "1e150"), .correct) {
      text(4, $0)
    },
    Case(
      "19b", "the sign flipped, gradients near 1e-150", layer(4, 3, scale: "1e-150"), .incorrect,
      "a.sign"
    ) {
      text(4, $0.map { -$0 })
    },
    Case("20a", "relu's slope at 0: 0", relu, .correct) { _ in "{\"p.a\": [0, 0, 1]}" },
    Case("20b", "relu's slope at 0: 0.5", relu, .correct, "kink") { _ in "{\"p.a\": [0, 0.5, 1]}" },
    Case("20c", "relu's slope at 0: 1", relu, .correct, "kink") { _ in "{\"p.a\": [0, 1, 1]}" },
    Case("20d", "relu's slope at 0: 1.5", relu, .incorrect) { _ in "{\"p.a\": [0, 1.5, 1]}" },
    Case("21a", "a maximum of three places: all to the first", tie, .correct) { _ in
      "{\"p.a\": [0, 3, 0, 0]}"
    },
    Case("21b", "a maximum of three places: all to the last", tie, .correct, "kink") { _ in
      "{\"p.a\": [0, 0, 0, 3]}"
    },
    Case("21c", "a maximum of three places: a third each", tie, .correct, "kink") { _ in
      "{\"p.a\": [0, 1.0, 1.0, 1.0]}"
    },
    Case("21d", "a maximum of three places: all to each", tie, .incorrect) { _ in
      "{\"p.a\": [0, 3, 3, 3]}"
    },
    Case(
      "22", "a convention where there is no kink: relu(x) - relu(-x) at 0",
      scalar("x: [0.0, 1.5]", "L = sum(relu(x) - relu(-x))", "x > 0"), .disputed, "disputed"
    ) { _ in "{\"p.a\": [0, 1]}" },
    Case("23a", "the kernel turned by 180 degrees", kernel, .incorrect, "a.rotated.K") { _ in
      turnedKernel
    },
    Case("23b", "the regulariser lost", decay, .incorrect, "a.term-lost.2-with-lambda-w") { _ in
      withoutDecay
    },
    Case(
      "24a", "right, and the numeric derivative cannot tell: a saturated sigmoid",
      scalar("x: 30.0", "L = sigmoid(x)", "sigmoid(x) * (1 - sigmoid(x))"), .correct
    ) { "{\"p.a\": \($0[0])}" },
    Case(
      "24b", "right, from a large sum: 1e6 + tanh",
      scalar("x: [0.5, -0.25]", "L = sum(1e6 + tanh(x))", "1 - tanh(x)^2"), .correct
    ) { text(1, $0) },
    Case(
      "24c", "right, from a steep function: exp(100 x)",
      scalar("x: [0.3, 0.1]", "L = sum(exp(100 * x))", "100 * exp(100 * x)"), .correct
    ) { text(1, $0) },
    Case(
      "24d", "the reference off by 1e-5",
      scalar("x: [1.25, -0.75]", "L = sum(x^3)", "3 * x^2 * (1 + 1e-5)"), .disputed, "disputed"
    ) { text(1, $0) },
    Case(
      "24e", "the reference off by 1e-7",
      scalar("x: [1.25, -0.75]", "L = sum(x^3)", "3 * x^2 * (1 + 1e-7)"), .disputed, "disputed"
    ) { text(1, $0) },
    Case("25a", "1e400", pair, .malformed, "not-numbers") { _ in "{\"p.a\": [1e400, 1]}" },
    Case("25b", "hexadecimal", pair, .malformed, "not-numbers") { _ in "{\"p.a\": [0x4, 1]}" },
    Case("25c", "a decimal comma in JSON", pair, .malformed, "shape") { _ in
      "{\"p.a\": [4,6875, 1,6875]}"
    },
    Case("25d", "a decimal comma among commas", pair, .malformed, "shape", file: "p.a.csv") { _ in
      "4,6875,1,6875\n"
    },
    Case("25e", "lines that end in CR LF", pair, .correct, file: "p.a.csv") { _ in
      "4.6875\r\n1.6875\r\n"
    },
    Case(
      "25f", "the typographic minus in JSON",
      scalar("x: [1.25, -0.75]", "L = sum(x^2)", "2 * x"), .correct
    ) { _ in "{\"p.a\": [2.5, \u{2212}1.5]}" },
    Case("25g", "decimal commas between semicolons", pair, .correct, file: "p.a.csv") { _ in
      "4,6875;1,6875\n"
    },
  ]

  // Worked out here, number by number, from the numbers as they are printed in the problems.

  private static func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> [[Double]] {
    let words = numbers(rows, columns, seed: seed).split { "[], ".contains($0) }
    let values = words.compactMap { Double($0) }
    return (0..<rows).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
  }

  /// G (1 - tanh(y)²) / 6 of the last of six samples.
  private static var lastSample: String {
    let x = matrix(6, 4, seed: 1)[5]
    let W = matrix(4, 3, seed: 2)
    let b = matrix(1, 3, seed: 4)[0]
    let g = matrix(6, 3, seed: 3)[5]
    return text(
      1,
      (0..<3).map { unit in
        let y = (0..<4).reduce(b[unit]) { $0 + x[$1] * W[$1][unit] }
        return g[unit] * (1 - tanh(y) * tanh(y)) / 6
      })
  }

  private static var turnedKernel: String {
    let K = matrix(3, 3, seed: 8)
    let g = matrix(4, 4, seed: 9)
    var dx = [Double](repeating: 0, count: 36)
    for i in 0..<4 {
      for j in 0..<4 {
        for m in 0..<3 {
          for n in 0..<3 { dx[(i + m) * 6 + j + n] += g[i][j] * K[2 - m][2 - n] }
        }
      }
    }
    return text(6, dx)
  }

  private static var withoutDecay: String {
    let X = matrix(5, 3, seed: 11)
    let w = matrix(1, 3, seed: 12)[0]
    let residual = X.map { row in zip(row, w).reduce(0) { $0 + $1.0 * $1.1 } }
    return text(
      1, (0..<3).map { column in (0..<5).reduce(0) { $0 + X[$1][column] * residual[$1] } })
  }

  // MARK: Grading

  private func grade(_ item: Case) throws -> PartOutcome {
    let yaml =
      "title: T\nfeedback: full\nproblems:\n  - id: p\n    "
      + item.problem.replacing("\n", with: "\n    ")
    let assignment = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t")
    let key = AnswerKey(assignment, witnesses: .all)
    let text = item.answer(key.parts[0].reference.scalars)
    let submission = SubmissionReader.read(
      [.init(name: item.file, bytes: Array(text.utf8))], student: "s", for: assignment)
    return Grader(key, takesUnproved: true).grade(submission).parts[0]
  }

  @Test func theTableOfCasesIsCurrent() throws {
    var table = "| | answer | verdict | note | what is said |\n|---|---|---|---|---|\n"
    for item in Self.cases {
      let outcome = try grade(item)
      #expect(outcome.verdict == item.verdict, "\(item.number): \(outcome.why)")
      #expect(outcome.note == item.note, "\(item.number): \(outcome.why)")
      let why = outcome.why.replacing("|", with: "\\|")
      table +=
        "| \(item.number) | \(item.title) | `\(outcome.verdict.rawValue)` | "
        + "\(outcome.note.map { "`\($0)`" } ?? "") | \(why) |\n"
    }
    #expect(Self.cases.count >= 40)
    let path = ProjectFiles.path("docs/cases.md")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let start = try #require(text.range(of: "<!-- cases -->\n")).upperBound
    let end = try #require(text.range(of: "<!-- end of cases -->")).lowerBound
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
      try text.replacingCharacters(in: start..<end, with: table).write(
        toFile: path, atomically: true, encoding: .utf8)
      Issue.record("recorded; run again without NABLA_RECORD")
      return
    }
    #expect(String(text[start..<end]) == table)
  }
}
