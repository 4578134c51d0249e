import Tensors
import Testing

@testable import Grading

@Suite struct PropagatedErrorTests {
  private func key(_ part: String) throws -> PartKey {
    let problem = try OneProblem(
      """
      given: {x: [2.0, 3.0], c: 0.5}
      forward: |
        s = x * x
        L = sum(s)
      parts:
        - {id: a, reference: 3 * x}
        - {id: b, reference: a * a}
        - {id: s, value: s}
        - {id: d, reference: exp(c * s) * s}
      """)
    return try #require(problem.key.parts.first { $0.part.id == part })
  }

  /// b = a²: an error of 0.01 in a is 2a · 0.01 in b, with a = [6, 9].
  @Test func errorsOfEarlierPartsAreBoundedToFirstOrder() throws {
    let bound = try key("b").propagatedError.firstOrderErrorBound(
      of: ["a": [0.01, 0.02]], at: [:])
    for (got, wanted) in zip(bound, [0.12, 0.36]) { #expect(abs(got - wanted) < 1e-12) }
    let moved = try key("b").propagatedError.firstOrderErrorBound(
      of: ["a": [0.01, 0.02]], at: ["a": Tensor(shape: Shape([2]), scalars: [10, -10])])
    for (got, wanted) in zip(moved, [0.2, 0.4]) { #expect(abs(got - wanted) < 1e-12) }
    #expect(
      try key("b").propagatedError.firstOrderErrorBound(of: ["s": [1, 1]], at: [:]) == [0, 0])
  }

  /// d = exp(c s) s: the steps are s, named by the forward, and exp, which people round.
  @Test func theSensitivityIsToEachStep() throws {
    let steps = try #require(try key("d").propagatedError.stepSensitivity(at: [:]))
    for (entry, s) in [4.0, 9.0].enumerated() {
      let e = exponential(0.5 * s)
      // By exp: s. By s, an earlier part here and no step of this one.
      #expect(abs(steps.absolute[entry] - s) < 1e-9 * s)
      #expect(abs(steps.relative[entry] - s * e) < 1e-9 * s * e)
    }
  }

  /// A series, so that nothing is taken from the code under test.
  private func exponential(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for k in 1...60 {
      term *= x / Double(k)
      sum += term
    }
    return sum
  }
}
