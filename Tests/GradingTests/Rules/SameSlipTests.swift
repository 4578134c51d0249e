import Foundation
import Testing

@testable import Grading

@Suite struct SameSlipTests {
  /// `u` and `v` are in the forward alone, each with a sign that may be lost.
  private let problem = """
    given: {x: [0.83, -0.64, 1.27], y: [0.35, 1.14, -0.47]}
    forward: |
      u = exp(-x) + x
      v = exp(-y) + y
      w = u * v
      L = sum(u^2) / 2 + sum(v^2) / 2
    parts:
      - {id: a, derivative: {of: L, wrt: u}, reference: 1 * u}
      - {id: b, derivative: {of: L, wrt: v}, reference: 1 * v}
      - {id: c, reference: 5 * u}
    """
  private let u = [0.83, -0.64, 1.27].map { exp($0) + $0 }
  private let v = [0.35, 1.14, -0.47].map { exp($0) + $0 }

  @Test func twoSignsLostAtDifferentPlacesAreTwoErrors() throws {
    let parts = try OneProblem(problem).graded("{\"a\": \(u), \"b\": \(v)}")
    #expect(parts.map(\.verdict).prefix(2) == [.incorrect, .incorrect])
    #expect(parts[0].note == "a.forward.sign")
    #expect(parts[1].note == "b.forward.sign")
  }

  @Test func oneSignLostCostsOnce() throws {
    let parts = try OneProblem(problem).graded("{\"a\": \(u), \"c\": \(u.map { 5 * $0 })}")
    #expect(parts.map(\.verdict) == [.incorrect, .missing, .carried])
    #expect(parts[2].why == "right but for the slip that a was marked for")
  }
}
