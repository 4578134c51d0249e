import Coursework
import Foundation
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

  /// Digits of a right answer are small, and what follows from them need not be: the witness knows only the right one.
  @Test func digitsOfRightAnswersAreNoContradiction() throws {
    let problem = try OneProblem(
      """
      given: {x: [5.0, 0.3, -0.2], c: [10.0, 1.0, 1.0]}
      forward: |
        h = tanh(x)
        L = sum(c * h^2)
      parts:
        - {id: h, value: h}
        - {id: dL_dh, derivative: {of: L, wrt: h}, reference: 2 * c * h}
        - {id: dL_dx, derivative: {of: L, wrt: x}, reference: dL_dh * (1 - h^2)}
      """)
    let h = [0.9999, tanh(0.3), tanh(-0.2)]
    let upstream = zip([10.0, 1, 1], h).map { 7 * $0 * $1 }
    let gradient = zip(upstream, h).map { $0 * (1 - $1 * $1) }
    let parts = problem.graded("{\"h\": \(h), \"dL_dh\": \(upstream), \"dL_dx\": \(gradient)}")
    #expect(parts.map(\.verdict) == [.correct, .incorrect, .carried])
  }
}
