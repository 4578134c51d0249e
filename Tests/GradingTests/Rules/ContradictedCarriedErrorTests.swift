import Coursework
import Testing

@testable import Grading

@Suite struct ContradictedCarriedErrorTests {
  /// The reference of dL_dx is right at the right d, and no product of the Jacobian at any other.
  private func parts(_ reference: String, dx: (Double) -> Double) throws -> [PartOutcome] {
    let d = 2 * 1.5 * 3 + 0.75
    return try OneProblem(
      """
      given: {x: 1.5, c: 3}
      forward: |
        h = c * x
        L = h^2 + 0.25 * h
      parts:
        - {id: dL_dh, derivative: {of: L, wrt: h}, reference: 2 * h + 0.25}
        - {id: dL_dx, derivative: {of: L, wrt: x}, reference: "\(reference)"}
      """
    ).graded("{\"dL_dh\": \(d), \"dL_dx\": \(dx(d))}")
  }

  @Test func whatIsNoDerivativeGivenTheStudentsNumberIsDisputed() throws {
    let wrong = try parts("dL_dh^2 * c / (2 * h + 0.25)") { $0 * $0 * 3 / 9.25 }
    #expect(wrong.map(\.verdict) == [.incorrect, .disputed])
    #expect(wrong[1].why.contains("given your dL_dh"))
    let right = try parts("c * dL_dh") { 3 * $0 }
    #expect(right.map(\.verdict) == [.incorrect, .carried])
  }
}
