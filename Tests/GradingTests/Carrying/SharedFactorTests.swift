import Coursework
import Testing

@testable import Grading

@Suite struct SharedFactorTests {
  private let problem = """
    given: {w: [0.37, -0.81, 1.24], x: [1.1, 0.6, -0.7], t: 0.3}
    forward: |
      z = sum(w * x)
      L = (tanh(z) - t)^2
    parts:
      - {id: dL_dw, derivative: {of: L, wrt: w}, reference: 2 * (tanh(z) - t) * (1 - tanh(z)^2) * x}
      - {id: dL_dx, derivative: {of: L, wrt: x}, reference: 2 * (tanh(z) - t) * (1 - tanh(z)^2) * w}
    """

  private func verdicts(_ factor: Double, _ other: Double) throws -> [Verdict] {
    let problem = try OneProblem(problem)
    let values = zip(problem.key.parts, [factor, other]).map { key, factor in
      "\"\(key.part.id)\": \(key.reference.scalars.map { $0 * factor })"
    }
    return problem.graded("{\(values.joined(separator: ", "))}").map(\.verdict)
  }

  @Test func aStepThatBothShareCostsOnce() throws {
    #expect(try verdicts(0.7342, 0.7342) == [.incorrect, .carried])
    #expect(try verdicts(0.7342, 0.7343) == [.incorrect, .incorrect])
  }

  /// A sign or a 2 that is lost in the step that both share is one slip.
  @Test(arguments: [-1, 2, 0.5])
  func aSlipInASharedStepCostsOnce(_ factor: Double) throws {
    #expect(try verdicts(factor, factor) == [.incorrect, .carried])
  }
}
