import Coursework
import Testing

@testable import Grading

/// What is said of slips in backpropagation through time, beside numbers that were worked out by hand.
@Suite struct RecursionSlipTests {
  /// h[t] = a h[t-1] + x[t], L = g · h, and δ[t] = g[t] + a δ[t+1].
  private func problem() throws -> OneProblem {
    try OneProblem(
      """
      given: {a: 0.5, x: [1.1, 2.3, 3.7, 4.9, 0.7], g: [1.31, 1.72, 2.95, 6.18, 3.37]}
      forward: |
        h[0] = x[0]
        h[t] = a * h[t-1] + x[t] for 1 <= t < 5
        L = sum(g * h)
      parts:
        - id: delta
          derivative: {of: L, wrt: h}
          reference: |
            d[4] = g[4]
            d[t] = g[t] + a * d[t+1] for 4 > t >= 0
        - id: dL_dx
          derivative: {of: L, wrt: x}
          reference: delta
        - id: dL_da
          derivative: {of: L, wrt: a}
          reference: sum[t < 4](delta[t+1] * h[t])
      """)
  }

  @Test(arguments: [
    (0, "[1.31, 1.72, 2.95, 6.18, 3.37]"), (1, "[2.17, 3.195, 6.04, 7.865, 3.37]"),
    (2, "[2.9075, 4.74, 6.8825, 7.865, 3.37]"),
  ])
  func truncationIsNamed(_ steps: Int, _ numbers: String) throws {
    let part = try problem().graded("{\"dL_dx\": \(numbers)}")[1]
    #expect(part.verdict == .incorrect)
    #expect(part.note == (steps == 0 ? "dL_dx.g-for-delta" : "dL_dx.back.truncated-\(steps)"))
  }

  /// A sum that begins or ends at the wrong step, or that is only its last term.
  @Test(arguments: [
    ("last-term.t", [3]), ("first-term-lost.t", [1, 2, 3]), ("last-term-lost.t", [0, 1, 2]),
  ])
  func endsOfSumsAreNamed(_ note: String, _ steps: [Int]) throws {
    let problem = try problem()
    let delta = problem.key.parts[0].reference.scalars
    let h = [1.1, 2.85, 5.125, 7.4625, 4.43125]
    let wrong = steps.reduce(0) { $0 + delta[$1 + 1] * h[$1] }
    #expect(problem.graded("{\"dL_da\": \(wrong)}")[2].note == "dL_da.\(note)")
  }

  /// h[t+1] for h[t]: 1.1, 2.85, 5.125, 7.4625, 4.43125 are the values of h.
  @Test func anotherStepInASumIsNamed() throws {
    let problem = try problem()
    let delta = problem.key.parts[0].reference.scalars
    let h = [1.1, 2.85, 5.125, 7.4625, 4.43125]
    let wrong = (0..<4).reduce(0) { $0 + delta[$1 + 1] * h[$1 + 1] }
    let part = problem.graded("{\"dL_da\": \(wrong)}")[2]
    #expect(part.note == "dL_da.step-after.h")
  }
}
