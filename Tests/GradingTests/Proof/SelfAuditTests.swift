import Coursework
import Diagnostics
import Foundation
import Grading
import TestSupport
import Testing

@Suite struct SelfAuditTests {
  private func check(_ problem: String, _ parts: String) throws -> AssignmentCheck {
    let indent = { (text: String, count: Int) in
      text.replacing("\n", with: "\n" + String(repeating: " ", count: count))
    }
    let yaml = """
      title: T
      attempts: 3
      problems:
        - id: p
          \(indent(problem, 4))
          parts:
            \(indent(parts, 6))
      """
    return AssignmentCheck(
      try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a"))
  }

  private let linear = "given: {x: [1.5, -0.7, 2.2]}\nforward: L = sum(x^3) / 3"

  @Test func aGoodPartPassesEverything() throws {
    let check = try check(
      linear + "\nbatch: 3\nanswer: {decimals: 3}",
      "- {id: d, derivative: {of: L, wrt: x}, reference: x^2, mistakes: [{id: m, formula: 3 * x, says: s}]}"
    )
    #expect(check.isProved)
    #expect(
      check.trials.map(\.name) == [
        "all zeros", "the sign flipped", "the factor 2", "the factor 1/2", "the factor N",
        "the factor 1/N", "mistake m", "the reference in single precision",
        "reverse mode in single precision", "the reference printed to 3 decimals",
      ])
    #expect(check.trials.allSatisfy { $0.result == .passed })
  }

  @Test(arguments: [
    (
      "mistakes: [{id: m, formula: x * x, says: s}]",
      "mistake m gives the right answer at these inputs"
    ),
    ("mistakes: [{id: m, formula: x^2 * 1.00003, says: s}]", "mistake m is only 3 tolerances away"),
    ("mistakes: [{id: m, formula: log(x), says: s}]", "mistake m is not finite"),
    ("answer: {decimals: 0}", "the reference printed to 0 decimals has too few digits to tell"),
    (
      "tolerance: {relative: 0.1}, mistakes: [{id: m, formula: x^2 * 1.5, says: s}]",
      "mistake m is only 5 tolerances away"
    ),
  ])
  func whatCannotBeToldApartIsRefused(_ keys: String, _ words: String) throws {
    let check = try check(linear, "- {id: d, derivative: {of: L, wrt: x}, reference: x^2, \(keys)}")
    #expect(!check.isProved)
    #expect(check.failures.contains { $0.contains(words) }, "\(check.failures)")
  }

  @Test func printingMayHideAFactor() throws {
    let check = try check(
      "given: {x: [0.0011, 0.0012]}\nforward: L = sum(x^2) / 2\nanswer: {decimals: 3}",
      "- {id: d, derivative: {of: L, wrt: x}, reference: x}")
    #expect(check.failures.contains { $0.contains("has too few digits to tell; ask for more") })
  }

  @Test func aSymmetricAnswerHidesItsTranspose() throws {
    let check = try check(
      "given: {A: [[2, 1.0], [1, 3]]}\nforward: L = sum(A * A) / 2",
      "- {id: d, derivative: {of: L, wrt: A}, reference: A}")
    #expect(check.isProved)
    #expect(
      check.trials.first { $0.name == "the transpose" }?.result == .notApplicable)
    #expect(
      check.warnings.contains {
        $0.contains("A is symmetric, and its transpose gives the same answers")
      })
  }

  @Test(arguments: [
    ("", true), ("due: 2026-11-20T12:00Z\n", true), ("feedback: locations\n", true),
    ("attempts: 5\n", false), ("attempts: unlimited\n", false), ("feedback: scores\n", false),
  ])
  func attemptsWithoutEndAreWarnedOfUnlessTheyAreMeant(_ policy: String, _ isWarned: Bool) throws {
    let yaml = """
      title: T
      \(policy)problems:
        - id: p
          given: {x: [1.5, -2, 3]}
          forward: L = sum(x^2)
          parts: [{id: d, derivative: {of: L, wrt: x}, reference: 2 * x}]
      """
    let read = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
    let warnings = AssignmentCheck(read).warnings
    #expect(warnings.contains { $0.contains("as often as they like") } == isWarned)
  }

  @Test(arguments: [
    ("given: {x: [[1, 2, 3], [4, 5, 6.0], [7, 8, 10]]}\nforward: L = sum(x)", "x is square"),
    ("given: {x: [[1, 2], [4, 5.0], [1, 1]], n: 2}\nbatch: n\nforward: L = sum(x)", ""),
    ("given: {x: [[1, 2], [4, 5.0]], n: 2}\nbatch: n\nforward: L = sum(x)", "as long as the batch"),
    (
      "given: {x: [0.0004, 2.0]}\nforward: L = sum(relu(x))",
      "a kink is within 0.1 % of the size of x[0]"
    ),
    (
      "given: {x: [[-1, -2.0], [1, -1]]}\nforward: |\n  z = relu(x)\n  L = sum(z)",
      "row 0 of z is off everywhere"
    ),
    (
      "given: {x: [[-1, -2.0], [1, -1]]}\nforward: |\n  z = relu(x)\n  L = sum(z)",
      "column 1 of z is off everywhere"
    ),
    (
      "given: {x: [[-1, 2.0, -1], [-1, -1, -2]]}\nbatch: 3\nforward: |\n  z = relu(x)\n  L = sum(z)",
      "unit 1 of z is off for every sample"
    ),
    // The first row is a sample, and one of its units is on elsewhere.
    (
      "given: {x: [[-1, -2.0, -1], [-1, 1, 2]]}\nbatch: 2\nforward: |\n  z = relu(x)\n  L = sum(z)",
      "unit 0 of z is off for every sample"
    ),
  ])
  func hardInputsAreWarnedOf(_ problem: String, _ words: String) throws {
    let check = try check(
      problem, "- {id: d, derivative: {of: L, wrt: x}, reference: \"where(x > 0, 1, 0 * x)\"}")
    if words.isEmpty {
      #expect(check.warnings.isEmpty, "\(check.warnings)")
    } else {
      #expect(check.warnings.contains { $0.contains(words) }, "\(check.warnings)")
    }
  }

  /// Which entry is the largest changes nearby, and nothing else does.
  @Test func branchesThatGiveTheSameSlopesAreNoKinks() throws {
    let check = try check(
      "given: {x: [1000.0, 1000.7, 998.0]}\nforward: |\n  m = max(x)\n  L = m + log(sum(exp(x - m)))",
      "- {id: d, derivative: {of: L, wrt: x}, reference: softmax(x)}")
    #expect(check.warnings.isEmpty, "\(check.warnings)")
  }

  /// How coarsely every step may be rounded before a sign, or a factor, could be anything.
  @Test(arguments: [("[1.5, -2.25]", 3), ("[0.0015, -0.00225]", 5), ("[1.5e-9, -2.25e-9]", nil)])
  func theCoarsestRoundingIsFound(_ x: String, _ decimals: Int?) throws {
    let check = try check(
      "given: {x: \(x)}\nforward: L = sum(x^2) / 2",
      "- {id: d, derivative: {of: L, wrt: x}, reference: 2 * x / 2}")
    #expect(check.parts[0].coarsestRounding == decimals)
  }

  /// A large gradient with one entry barely off.
  @Test(arguments: [0.0, 1e-6])
  func oneEntryOfTenThousandIsSeen(_ off: Double) throws {
    var generator = SeededGenerator(seed: 4)
    func list(_ count: Int) -> String {
      "["
        + (0..<count).map { _ in String(format: "%.3f", generator.normal() + 0.001) }.joined(
          separator: ", ") + "]"
    }
    let check = try check(
      "given: {W: [\((0..<100).map { _ in list(100) }.joined(separator: ", "))], x: \(list(100)), g: \(list(100))}\nforward: |\n  y = tanh(W @ x / 10)\n  L = sum(g * y)",
      "- id: d\n  derivative: {of: L, wrt: W}\n  reference: |\n    r = outer(g * (1 - y^2), x) / 10\n    m = max(abs(r))\n    r * (1 + \(off) * (abs(r) == m))"
    )
    #expect(check.parts[0].key.proof.finding == (off == 0 ? .agrees : .contradicted))
    if off > 0 {
      #expect(check.parts[0].key.proof.reason.contains("reverse-mode differentiation"))
      #expect(check.parts[0].key.proof.entry.count == 2)
    }
  }
}
