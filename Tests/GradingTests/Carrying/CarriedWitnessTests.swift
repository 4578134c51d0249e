import Coursework
import Tensors
import Testing

@testable import Grading

@Suite struct CarriedWitnessTests {
  private func witness(_ forward: String, of part: String = "dL_dx") throws -> CarriedWitness {
    let problem = try OneProblem(
      """
      given: {W: [[0.5, -0.3], [0.2, 0.9]], x: [1.5, -0.5]}
      forward: |
      \(forward.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
      parts:
        - {id: dL_dh, derivative: {of: L, wrt: h}, reference: 2 * h}
        - {id: dL_dx, derivative: {of: L, wrt: x}, reference: W.T @ dL_dh}
      """)
    let key = try #require(problem.key.parts.first { $0.part.id == part })
    return key.carriedWitness
  }

  private let upstream = Tensor(shape: Shape([2]), scalars: [3.0, -7.0])

  /// W' u, worked out by hand: [0.5·3 − 0.2·7, −0.3·3 − 0.9·7].
  @Test func itKnowsTheDerivativeAtTheStudentsOwnNumbers() throws {
    let witness = try witness("h = W @ x\nL = sum(h^2)")
    func contradicts(_ values: [Double]) -> Bool {
      witness.contradicts(values, upstream: upstream, of: "dL_dh", allowances: [1e-6, 1e-6])
    }
    #expect(!contradicts([0.1, -7.2]))
    #expect(!contradicts([0.1 + 5e-7, -7.2]))
    #expect(contradicts([0.1 + 5e-6, -7.2]))
    #expect(contradicts([-0.1, -7.2]))
  }

  /// Where x also reaches the loss beside h, or the other part is no gradient, it cannot tell.
  @Test func itIsSilentWhereItCannotTell() throws {
    let beside = try witness("h = W @ x\nL = sum(h^2) + sum(x)")
    #expect(
      !beside.contradicts([9, 9], upstream: upstream, of: "dL_dh", allowances: [1e-6, 1e-6]))
    let plain = try witness("h = W @ x\nL = sum(h^2)")
    #expect(!plain.contradicts([9, 9], upstream: upstream, of: "W", allowances: [1e-6, 1e-6]))
    let kink = try witness("h = relu(W @ (x - [1.5, -0.5]))\nL = sum(h^2)")
    #expect(!kink.contradicts([9, 9], upstream: upstream, of: "dL_dh", allowances: [1e-6, 1e-6]))
  }
}
