import Foundation
import Testing

@testable import Grading

@Suite struct GivenRightAnswersTests {
  private let problem = """
    given: {x: [0.37, 1.91, -0.83], k: 411}
    parts:
      - {id: s, reference: tanh(x)}
      - {id: t, reference: 3 * k * s^2}
    """

  @Test func roundingIsCarriedAlong() throws {
    let s = [0.37, 1.91, -0.83].map { (tanh($0) * 1e3).rounded() / 1e3 }
    let t = s.map { 3 * 411 * $0 * $0 }
    let parts = try OneProblem(problem).graded("{\"s\": \(s), \"t\": \(t)}")
    #expect(parts.map(\.verdict) == [.correct, .correct])
    #expect(parts.map(\.note) == ["rounded", "rounded-earlier"])
    // Without the earlier answer nothing else speaks for rounding, and nothing against it.
    #expect(try OneProblem(problem).graded("{\"t\": \(t)}")[1].verdict == .imprecise)
  }

  /// Forty roundings may add up to more than wrong terms make, and do not: what counts is how far the answer is off.
  @Test func whatRoundingMadeCountsAndNotAllItMightHaveMade() throws {
    let x = (1...40).map { 0.01 * Double($0 * 37 % 101) + 0.1 }
    let c = (1...40).map { $0 % 2 == 0 ? 1.0 : -1 }
    let sum = try OneProblem(
      """
      given: {x: \(x), c: \(c)}
      forward: |
        z = tanh(x)
      parts:
        - {id: q, reference: exp(3 * z)}
        - {id: L, reference: sum(c * z^2)}
      """)
    func four(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
    let z = x.map { four(tanh($0)) }
    let q = z.map { four(exp(3 * $0)) }
    let L = zip(c, z).map { $0 * four($1 * $1) }.reduce(0, +)
    let rounded = sum.graded("{\"q\": \(q), \"L\": \(L)}")
    #expect(rounded.map(\.verdict) == [.correct, .correct])
    #expect(rounded[1].note == "rounded-earlier")
    // Off by half of the worst and more: nobody's roundings add up like that.
    let far = sum.graded("{\"q\": \(q), \"L\": \(L + 0.002)}")[1]
    #expect(far.verdict == .imprecise)
    #expect(far.why.contains("keep 5 decimals or more in every step"))
  }

  /// A penalty on the bias too is off by less than three digits of every step may make.
  @Test func threeDigitsOfAnAnswerInFullAreNotTakenOnTrust() throws {
    let loss = try OneProblem(
      """
      given: {w: [0.38, -1.02, 0.71], y: [1.31, 0.42]}
      parts:
        - {id: q, reference: sum(tanh(w)^2)}
        - {id: L, reference: sum(tanh(y)^2) / 3 + 0.185 * q}
      """)
    func tanhs(_ x: [Double], _ step: (Double) -> Double = { $0 }) -> Double {
      x.reduce(0) { $0 + step(step(tanh($1)) * step(tanh($1))) }
    }
    let q = tanhs([0.38, -1.02, 0.71])
    let L = tanhs([1.31, 0.42]) / 3 + 0.185 * q
    let more = L + 0.185 * (0.21 * 0.21 / 3)
    #expect(loss.graded("{\"q\": \(q), \"L\": \(more)}").map(\.verdict) == [.correct, .incorrect])
    // Where the digits of another answer show three decimals, it may be those.
    func three(_ value: Double) -> Double { (value * 1e3).rounded() / 1e3 }
    let coarse = three(tanhs([0.38, -1.02, 0.71], three))
    let doubted = loss.graded("{\"q\": \(coarse), \"L\": \(more)}")[1]
    #expect(doubted.verdict == .imprecise)
  }

  /// Numbers in full that are a wrong formula's were not rounded on the way, however near it is.
  @Test func aWrongFormulaInFullIsNoRounding() throws {
    func loss(_ small: Double) throws -> OneProblem {
      try OneProblem(
        """
        given: {w: [0.38, -1.02, 0.71], y: [1.31, 0.42], u: [0.83, 0.77]}
        parts:
          - {id: q, reference: sum(tanh(w)^2)}
          - {id: L, reference: sum(tanh(y)^2) / 3 + 0.185 * q + \(small) * sum(u)}
        """)
    }
    func tanhs(_ x: [Double], _ step: (Double) -> Double = { $0 }) -> Double {
      x.reduce(0) { $0 + step(step(tanh($1)) * step(tanh($1))) }
    }
    let q = tanhs([0.38, -1.02, 0.71]) { ($0 * 1e3).rounded() / 1e3 }
    let lost = tanhs([1.31, 0.42]) / 3 + 0.185 * q
    let named = try loss(0.001).graded("{\"q\": \(q), \"L\": \(lost)}")[1]
    #expect(named.verdict == .incorrect)
    #expect(named.note == "L.term-lost.3-with-u")
    let doubted = try loss(0.001).graded("{\"q\": \(q), \"L\": \(lost + 0.0012)}")[1]
    #expect(doubted.verdict == .imprecise)
    // Nobody counts eight digits.
    let fine = try loss(3.5e-6).graded("{\"q\": \(q), \"L\": \(lost + 0.0009)}")[1]
    #expect(fine.why.contains("so keep all digits in every step"))
  }

  /// 2.71 for e is off by less than four digits of every step may make, and by more than they do.
  @Test func whatRoundingDoesNotMakeIsNotRounding() throws {
    let logistic = try OneProblem(
      """
      given:
        X: [[-1.02, 0.22, -0.27, -0.24], [0.66, 0.59, 0.95, -0.34], [-0.34, 0.81, 1.07, -1.53], [-0.71, -0.24, 0.16, -0.98], [0.59, -0.05, 0.88, -0.2], [0.57, -0.89, -1.65, 0.27]]
        w: [0.41, -2.52, 0.37, -1.51]
      forward: |
        z = X @ w
        p = sigmoid(z)
      parts:
        - {id: z, value: z}
        - {id: p, value: p}
      """)
    let parts = logistic.graded("{\"p\": [0.33, 0.4134, 0.6281, 0.8638, 0.7296, 0.8106]}")
    #expect(parts[1].verdict == .imprecise)
    #expect(parts[1].note == "rounded-steps")
    // What is in doubt is not allowed.
    let worst = try #require(parts[1].worst)
    #expect(worst.ratio > 1)
  }

  /// A kink accepted at one side is what the next part goes on from.
  @Test func theOtherSideOfAKinkIsCarriedAlong() throws {
    let kink = try OneProblem(
      """
      given: {W: [[0.5, -1.25], [1.5, 0.25]], x: [2.5, 1.0], rate: 0.1}
      forward: |
        s = W @ x
        L = sum(relu(s)^2) + sum(relu(s))
      parts:
        - {id: dL_ds, kinks: interval, derivative: {of: L, wrt: s}, reference: (2 * relu(s) + 1) * (s > 0)}
        - {id: dL_dW, kinks: interval, derivative: {of: L, wrt: W}, reference: "outer(dL_ds, x)"}
        - {id: step, reference: W - rate * dL_dW}
      """)
    // s is [0, 4]: the slope by its first entry is anything from 0 to 1.
    func answers(_ slope: Double, step: Double) -> String {
      let rows = [[slope * 2.5, slope * 1.0], [9 * 2.5, 9.0]]
      let stepped = [
        [0.5 - 0.1 * step * 2.5, -1.25 - 0.1 * step], [1.5 - 0.1 * 22.5, 0.25 - 0.1 * 9],
      ]
      return "{\"dL_ds\": [\(slope), 9], \"dL_dW\": \(rows), \"step\": \(stepped)}"
    }
    for slope in [1.0, 0.5] {
      let parts = kink.graded(answers(slope, step: slope))
      #expect(parts.map(\.verdict) == [.correct, .correct, .correct], "\(slope)")
      #expect(parts.map(\.note) == ["kink", "kink", "kink"], "\(slope)")
    }
    #expect(kink.graded(answers(0, step: 0)).map(\.note) == [nil, nil, nil])
    // Another slope than the student's own is wrong.
    #expect(kink.graded(answers(1, step: 0.3))[2].verdict == .incorrect)
    #expect(kink.graded(answers(0, step: 1))[2].verdict == .incorrect)
  }
}
