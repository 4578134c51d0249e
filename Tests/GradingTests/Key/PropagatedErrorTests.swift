import Formulas
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

  private func vector(_ scalars: [Double]) -> Tensor<Double> {
    Tensor(shape: Shape([scalars.count]), scalars: scalars)
  }

  /// b = a²: an error of 0.01 in a is 2a · 0.01 in b, and (0.01)² besides, with a = [6, 9].
  @Test func errorsOfEarlierPartsAreBounded() throws {
    let b = try key("b").propagatedError
    let bound = b.bound(at: [:], errors: ["a": [0.01, 0.02]], rounding: .none)
    for (got, wanted) in zip(bound, [0.12, 0.36]) { #expect(abs(got - wanted) < 1e-3) }
    let moved = b.bound(
      at: ["a": vector([10, -10])], errors: ["a": [0.01, 0.02]], rounding: .none)
    for (got, wanted) in zip(moved, [0.2, 0.4]) { #expect(abs(got - wanted) < 1e-3) }
    #expect(b.bound(at: [:], errors: ["s": [1, 1]], rounding: .none) == [0, 0])
  }

  /// d = exp(c s) s, of which the last product is rounded by printing: with s given, exp alone is rounded on the way.
  @Test func everyStepIsRounded() throws {
    let d = try key("d").propagatedError
    let absolute = d.bound(at: [:], errors: ["s": [0, 0]], rounding: StepRounding(absolute: 1))
    let relative = d.bound(at: [:], errors: ["s": [0, 0]], rounding: StepRounding(relative: 1))
    // c · s is 2 and 4.5: too short to be rounded.
    for (entry, s) in [4.0, 9.0].enumerated() {
      let e = exponential(0.5 * s)
      #expect(abs(absolute[entry] - s) < 1e-9 * e * s)
      #expect(abs(relative[entry] - s * e) < 1e-9 * e * s)
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
