import Foundation
import Testing

@testable import Grading

@Suite struct ChainRuleTests {
  /// The reference of `dL_ds` names neither `dL_dp` nor `dp_ds`.
  private let problem = """
    given: {s: [0.37, -0.81, 1.24], t: [0.2, 0.5, 0.9]}
    forward: |
      p = sigmoid(s)
      L = sum((p - t)^2) / 2
    parts:
      - {id: dL_dp, derivative: {of: L, wrt: p}, reference: p - t}
      - {id: dp_ds, derivative: {of: p, wrt: s}, reference: "diag(p * (1 - p))"}
      - {id: dL_ds, derivative: {of: L, wrt: s}, reference: "(sigmoid(s) - t) * sigmoid(s) * sigmoid(-s)"}
    """
  private let p = [0.37, -0.81, 1.24].map { 1 / (1 + exp(-$0)) }
  private let t = [0.2, 0.5, 0.9]

  private func graded(_ dp: [Double], _ jacobian: [[Double]], _ ds: [Double]) throws
    -> [PartOutcome]
  {
    try OneProblem(problem).graded("{\"dL_dp\": \(dp), \"dp_ds\": \(jacobian), \"dL_ds\": \(ds)}")
  }

  private func diagonal(_ values: [Double]) -> [[Double]] {
    values.enumerated().map { row, value in values.indices.map { $0 == row ? value : 0 } }
  }

  @Test func aWrongUpstreamIsCarriedWhateverTheReferenceNames() throws {
    let wrong = zip(p, t).map { $0 * $1 - 0.1 }
    let slopes = p.map { $0 * (1 - $0) }
    let parts = try graded(wrong, diagonal(slopes), zip(wrong, slopes).map(*))
    #expect(parts.map(\.verdict) == [.incorrect, .correct, .carried])
    #expect(parts[2].why == "right given your own dL_dp, which is wrong")
  }

  @Test func aWrongJacobianIsCarriedToo() throws {
    let right = zip(p, t).map(-)
    let slopes = p.map { $0 * (1 + $0) }
    let parts = try graded(right, diagonal(slopes), zip(right, slopes).map(*))
    #expect(parts.map(\.verdict) == [.correct, .incorrect, .carried])
    let neither = try graded(right, diagonal(slopes), zip(right, slopes).map { $0 * $1 + 0.01 })
    #expect(neither[2].verdict == .incorrect)
  }
}
