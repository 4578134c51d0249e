import Diagnostics
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Coursework
@testable import Grading

/// Right answers in the forms in which programs and people write them.
@Suite struct PrintedFormsTests {
  /// How numbers are written, and whether single precision worked them out.
  struct Form: Sendable, CustomTestStringConvertible {
    let name: String
    let write: @Sendable ([Double]) -> [String]
    var testDescription: String { name }

    static func format(_ format: String) -> Form {
      Form(name: format) { $0.map { String(format: format, $0) } }
    }

    /// As numpy prints an array: the same number of decimals for all, up to eight, zeros dropped.
    static let numpy = Form(name: "numpy") { values in
      values.map { value in
        var text = String(format: "%.8f", value)
        while text.last == "0" { text.removeLast() }
        return text
      }
    }

    /// As MATLAB's `format short` prints a matrix: four decimals of numbers scaled by one power of ten.
    static let matlab = Form(name: "MATLAB") { values in
      let largest = values.map(\.magnitude).max() ?? 0
      let scale =
        largest >= 1000 || (largest > 0 && largest < 0.001)
        ? pow(10, log10(largest).rounded(.down)) : 1
      let exponent = Int(log10(scale).rounded())
      return values.map { value in
        String(format: "%.4f", value / scale) + (exponent == 0 ? "" : "e\(exponent)")
      }
    }

    static let cut = Form(name: "cut off after 4 decimals") { values in
      values.map { String(format: "%.4f", ($0 * 1e4).rounded(.towardZero) / 1e4) }
    }

    static let single = Form(name: "single precision") { $0.map { "\(Float($0))" } }

    static let padded = Form(name: "rounded to 4 decimals, printed with 8") { values in
      values.map { String(format: "%.8f", ($0 * 1e4).rounded() / 1e4) }
    }

    static let paddedByOne = Form(name: "rounded to 4 decimals, printed with 5") { values in
      values.map { String(format: "%.5f", ($0 * 1e4).rounded() / 1e4) }
    }

    static let all = [
      single, format("%.4f"), cut, padded, paddedByOne, format("%g"), format("%.5g"),
      format("%.6e"), format("%.17g"), numpy, matlab,
    ]
  }

  private static let assignments = [
    "backprop-by-hand", "convnet-layers", "linear-classifier", "softmax-and-convolution",
    "two-layer-network",
  ]

  private func key(_ name: String) throws -> AnswerKey {
    let assignment = try AssignmentReader.read(folder: ProjectFiles.path("assignments/" + name))
    let draw = StudentDraw(secret: Array("printed forms".utf8), student: "s", counter: 0)
    return AnswerKey(try #require(assignment.drawn(draw)), witnesses: .all)
  }

  private func json(_ parts: [(name: String, shape: Shape, words: [String])]) -> String {
    let entries = parts.map { part in
      var items = part.words
      for extent in part.shape.dimensions.reversed() {
        items = stride(from: 0, to: items.count, by: extent).map {
          "[" + items[$0..<$0 + extent].joined(separator: ",") + "]"
        }
      }
      return "\"\(part.name)\": \(items[0])"
    }
    return "{" + entries.joined(separator: ", ") + "}"
  }

  private func grade(_ text: String, _ key: AnswerKey) -> Outcome {
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array(text.utf8))], student: "s", for: key.assignment)
    return Grader(key).grade(submission)
  }

  /// Right wherever enough digits are left to tell, and never rejected.
  @Test(arguments: Form.all)
  func rightAnswersAreRightInEveryForm(_ form: Form) throws {
    var tried = 0
    var imprecise = 0
    for name in Self.assignments {
      let key = try key(name)
      let text = json(
        key.parts.map {
          ($0.part.name.description, $0.part.shape, form.write($0.reference.scalars))
        })
      for part in grade(text, key).parts {
        tried += 1
        if part.verdict == .imprecise { imprecise += 1 }
        #expect(
          [.correct, .imprecise].contains(part.verdict), "\(form.name) \(part.name): \(part.why)")
      }
    }
    print("\(form.name): \(tried) parts, \(imprecise) imprecise")
    #expect(tried == 90)
    #expect(imprecise <= 5)
  }

  /// Someone who rounds to four decimals at every step, and goes on from there.
  @Test(arguments: 0..<4)
  func handWorkAtRandomNumbersIsNeverRejected(_ group: Int) throws {
    let assignment = try AssignmentReader.read(
      folder: ProjectFiles.path("assignments/backprop-by-hand"))
    let place = try #require(assignment.problems.firstIndex { $0.id == "numbers" })
    var generator = SeededGenerator(seed: UInt64(2_000 + group))
    func random(_ rows: Int, _ columns: Int) -> [[Double]] {
      (0..<rows).map { _ in
        (0..<columns).map { _ in (generator.normal() * 50).rounded() / 100 }
      }
    }
    func round4(_ x: Double) -> Double { (x * 1e4).rounded() / 1e4 }
    var verdicts: [Verdict: Int] = [:]
    for _ in 0..<500 {
      let (X, W1) = (random(2, 4), random(3, 2))
      let W2 = random(1, 3)[0]
      let y = (0..<4).map { _ in generator.below(2) == 0 ? 1.0 : -1 }
      let givens: [String: Tensor<Double>] = [
        "X": Tensor(shape: Shape([2, 4]), scalars: X.flatMap { $0 }),
        "W1": Tensor(shape: Shape([3, 2]), scalars: W1.flatMap { $0 }),
        "W2": Tensor(shape: Shape([3]), scalars: W2), "y": Tensor(shape: Shape([4]), scalars: y),
      ]
      var own = assignment
      for (name, value) in givens.sorted(by: { $0.key < $1.key }) {
        own.problems[place] = own.problems[place].replacing(name, with: value)
      }
      own.problems = [own.problems[place]]
      let rows = 0..<3
      let columns = 0..<4
      let S1 = rows.map { i in columns.map { j in round4(W1[i][0] * X[0][j] + W1[i][1] * X[1][j]) }
      }
      // At a kink nobody is right.
      if S1.joined().contains(0) { continue }
      let Z1 = S1.map { $0.map { max($0, 0) } }
      func output(_ weights: [Double], _ hidden: [[Double]]) -> [Double] {
        columns.map { j in round4(rows.reduce(0) { $0 + weights[$1] * hidden[$1][j] }) }
      }
      func loss(_ output: [Double]) -> Double {
        round4(columns.reduce(0) { $0 + (output[$1] - y[$1]) * (output[$1] - y[$1]) } / 8)
      }
      let Yout = output(W2, Z1)
      let deltaOut = columns.map { round4((Yout[$0] - y[$0]) / 4) }
      let delta1 = rows.map { i in columns.map { S1[i][$0] > 0 ? round4(W2[i] * deltaOut[$0]) : 0 }
      }
      let dW2 = rows.map { i in round4(columns.reduce(0) { $0 + Z1[i][$1] * deltaOut[$1] }) }
      let dW1 = rows.map { i in
        (0..<2).map { k in round4(columns.reduce(0) { $0 + delta1[i][$1] * X[k][$1] }) }
      }
      let W1New = rows.map { i in (0..<2).map { round4(W1[i][$0] - 0.5 * dW1[i][$0]) } }
      let W2New = rows.map { round4(W2[$0] - 0.5 * dW2[$0]) }
      let hidden = rows.map { i in
        columns.map { j in max(0, round4(W1New[i][0] * X[0][j] + W1New[i][1] * X[1][j])) }
      }
      let answers: [(String, [Int], [Double])] = [
        ("S1", [3, 4], S1.flatMap { $0 }), ("Z1", [3, 4], Z1.flatMap { $0 }), ("Yout", [4], Yout),
        ("L", [], [loss(Yout)]), ("delta_out", [4], deltaOut),
        ("delta1", [3, 4], delta1.flatMap { $0 }),
        ("dL_dW2", [3], dW2), ("dL_dW1", [3, 2], dW1.flatMap { $0 }),
        ("W1_new", [3, 2], W1New.flatMap { $0 }), ("W2_new", [3], W2New),
        ("L_new", [], [loss(output(W2New, hidden))]),
      ]
      let text = json(
        answers.map { ("numbers.\($0)", Shape($1), $2.map { String(format: "%.4f", $0) }) })
      for part in grade(text, AnswerKey(own, witnesses: .none)).parts {
        verdicts[part.verdict, default: 0] += 1
        #expect(
          [.correct, .imprecise, .carried].contains(part.verdict),
          "\(part.name): \(part.why)")
      }
    }
    // Four decimals are too few for some parts at some numbers, but seldom; what follows from these is carried.
    let all = verdicts.values.reduce(0, +)
    #expect(verdicts[.imprecise, default: 0] * 20 <= all, "\(verdicts)")
  }

  /// Whole numbers are exact: each entry of the convolution's table, one off.
  @Test func wholeNumbersAreExact() throws {
    let key = try key("softmax-and-convolution")
    let table = try #require(key.parts.first { $0.part.name == "convolution.y" })
    for position in table.reference.scalars.indices {
      for step in [-1.0, 1] {
        var values = table.reference.scalars
        values[position] += step
        let text = json([
          (table.part.name.description, table.part.shape, values.map { "\(Int($0))" })
        ])
        let outcome = grade(text, key).parts.first { $0.name == table.part.name }
        #expect(outcome?.verdict == .incorrect)
      }
    }
    let all = json(
      [
        (
          table.part.name.description, table.part.shape,
          table.reference.scalars.map { "\(Int($0) + 1)" }
        )
      ])
    #expect(grade(all, key).parts.first { $0.name == table.part.name }?.verdict == .incorrect)
  }
}
