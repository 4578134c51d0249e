import Coursework
import Diagnostics
import Foundation
import Grading
import Tensors
import TestSupport
import Testing

/// One slip in a chain of parts, handed in with many digits or few: it costs once.
@Suite struct CarriedChainTests {
  enum Slip: String, CaseIterable {
    case flippedSign, lostSigmoid, wrongTanh, lostMask

    /// The points that it costs.
    var cost: Double {
      switch self {
      case .flippedSign: 1
      case .lostSigmoid, .wrongTanh, .lostMask: 2
      }
    }
  }

  private let assignment: Assignment

  init() throws {
    assignment = try AssignmentReader.read(
      folder: ProjectFiles.path("assignments/backprop-by-hand"))
  }

  /// The chain worked out here, apart from the formula language.
  private func chain(_ slip: Slip?) throws -> [(part: String, rows: [[Double]])] {
    let problem = try #require(assignment.problems.first { $0.id == "three-layers" })
    func given(_ name: String) throws -> [[Double]] {
      let tensor = try #require(problem.givens.first { $0.name == name }).value
      let columns = tensor.shape.dimensions[1]
      return stride(from: 0, to: tensor.scalars.count, by: columns).map {
        Array(tensor.scalars[$0..<$0 + columns])
      }
    }
    let (x, w1, w2, w3) = (try given("X"), try given("W1"), try given("W2"), try given("W3"))
    let s1 = product(w1, x)
    let z1 = map(s1) { max($0, 0) }
    let z2 = map(product(w2, z1)) { tanh($0) }
    let y3 = map(product(w3, z2)) { 1 / (1 + exp(-$0)) }
    let dY3 = zip2(y3, try given("Ygt")) { ($0 - $1) * (slip == .flippedSign ? -1 : 1) }
    let d3 = zip2(dY3, y3) { $0 * (slip == .lostSigmoid ? 1 : $1 * (1 - $1)) }
    let dZ2 = product(transposed(w3), d3)
    let d2 = zip2(dZ2, z2) { $0 * (slip == .wrongTanh ? 1 - $1 : 1 - $1 * $1) }
    let d1 = zip2(product(transposed(w2), d2), s1) { slip == .lostMask || $1 > 0 ? $0 : 0 }
    return [
      ("dL_dY3", dY3), ("delta3", d3), ("dL_dW3", product(d3, transposed(z2))), ("dL_dZ2", dZ2),
      ("delta2", d2), ("dL_dW2", product(d2, transposed(z1))), ("delta1", d1),
      ("dL_dW1", product(d1, transposed(x))),
    ]
  }

  static let formats = ["%.17g", "%.6f", "%.5f", "%.4f", "%.5g", "%.4g", "%.3g", "%.2e"]

  @Test(arguments: formats)
  func oneSlipCostsOnce(_ format: String) throws {
    let grader = Grader(AnswerKey(assignment, witnesses: .all))
    for slip in [nil] + Slip.allCases.map(Optional.some) {
      let entries = try chain(slip).map { part, rows in
        let lists = rows.map { row in
          "[" + row.map { String(format: format, $0) }.joined(separator: ", ") + "]"
        }
        return "\"\(part)\": [\(lists.joined(separator: ", "))]"
      }
      let json = "{\"three-layers\": {\(entries.joined(separator: ", "))}}"
      let submission = SubmissionReader.read(
        [.init(name: "answers.json", bytes: Array(json.utf8))], student: "s", for: assignment)
      let parts = grader.grade(submission).parts.filter { $0.name.problem == "three-layers" }
      let score = parts.reduce(0) { $0 + ($1.score?.value ?? 0) }
      #expect(
        score >= 11 - (slip?.cost ?? 0),
        "\(format) \(slip?.rawValue ?? "right"): \(parts.map(\.verdict))")
      #expect(parts.count { $0.verdict == .incorrect } <= (slip == nil ? 0 : 1))
    }
  }

  // MARK: Matrices

  private func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in
      b[0].indices.map { column in
        row.indices.reduce(0) { $0 + row[$1] * b[$1][column] }
      }
    }
  }

  private func transposed(_ a: [[Double]]) -> [[Double]] {
    a[0].indices.map { column in a.map { $0[column] } }
  }

  private func map(_ a: [[Double]], _ change: (Double) -> Double) -> [[Double]] {
    a.map { $0.map(change) }
  }

  private func zip2(_ a: [[Double]], _ b: [[Double]], _ change: (Double, Double) -> Double)
    -> [[Double]]
  {
    zip(a, b).map { zip($0, $1).map(change) }
  }
}
