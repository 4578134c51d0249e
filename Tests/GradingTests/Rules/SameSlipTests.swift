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

  /// Who reads tanh for relu does so wherever it stands, at numbers that are wrong by it.
  @Test func aFunctionMisreadTwiceIsOneMisreading() throws {
    let twice = """
      given: {x: [0.83, -0.64, 1.27], w: [0.35, 1.14, -0.47]}
      forward: |
        h = relu(x)
      parts:
        - {id: h, value: h}
        - {id: v, reference: w + 0.5 * h}
        - {id: again, reference: relu(x * v) + 2}
      """
    let x = [0.83, -0.64, 1.27]
    let v = zip(x, [0.35, 1.14, -0.47]).map { $1 + 0.5 * tanh($0) }
    func again(_ function: (Double) -> Double) -> [Double] {
      zip(x, v).map { function($0 * $1) + 2 }
    }
    func graded(_ again: [Double]) throws -> [PartOutcome] {
      try OneProblem(twice).graded(
        "{\"h\": \(x.map { tanh($0) }), \"v\": \(v), \"again\": \(again)}")
    }
    let same = try graded(again { tanh($0) })
    #expect(same.map(\.verdict) == [.incorrect, .carried, .carried], "\(same.map(\.note))")
    #expect(same[2].why == "right but for the slip that h was marked for")
    #expect(try graded(again { sin($0) })[2].verdict == .incorrect)
  }

  /// Windows that overlap by mistake do so in the maximum and in the mean.
  @Test func oneExpressionInTwoFormulasIsOneSlip() throws {
    let pooling = """
      given: {x: [0.113, 0.927, 0.341, -0.518, 0.736, 0.229, -0.857, 0.464]}
      parts:
        - id: largest
          reference: |
            y = zeros([4])
            y[i] = max[m < 2](x[2 * i + m])
        - id: average
          reference: |
            y = zeros([4])
            y[i] = mean[m < 2](x[2 * i + m])
      """
    let overlapping =
      "{\"largest\": [0.927, 0.927, 0.341, 0.736], \"average\": [0.52, 0.634, -0.0885, 0.109]}"
    let parts = try OneProblem(pooling).graded(overlapping)
    #expect(parts[0].note == "largest.stride-lost")
    #expect(parts.map(\.verdict) == [.incorrect, .carried])
  }
}
