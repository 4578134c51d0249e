import Foundation
import Testing

@testable import Grading

@Suite struct HiddenSlipTests {
  /// Nobody asks for `h`, on which all three parts depend.
  private let problem = """
    given: {x: [0.37, -0.81, 1.24], A: [[0.5, -1.1, 0.3], [0.7, 0.2, -0.9], [1.3, 0.4, 0.6]], c: [0.3, 0.8, -0.6]}
    forward: |
      h = exp(x) + x^2
      y = A @ h
      L = sum(y^2) / 2
    parts:
      - {id: y, value: y}
      - {id: g, reference: c * h^2}
      - {id: k, reference: "outer(h, c)"}
    """
  private let a = [[0.5, -1.1, 0.3], [0.7, 0.2, -0.9], [1.3, 0.4, 0.6]]
  private let c = [0.3, 0.8, -0.6]

  private func graded(_ h: [Double], k: Double = 1) throws -> [PartOutcome] {
    let y = a.map { row in zip(row, h).reduce(0) { $0 + $1.0 * $1.1 } }
    let g = zip(c, h).map { $0 * $1 * $1 }
    let outer = h.map { left in c.map { k * left * $0 } }
    return try OneProblem(problem).graded("{\"y\": \(y), \"g\": \(g), \"k\": \(outer)}")
  }

  /// A digit copied wrongly, which no edit of the forward gives.
  private let h = [1.9846, 1.1010, 4.9932]

  @Test func theFirstPartThatShowsItIsLost() throws {
    let parts = try graded(h)
    #expect(parts.map(\.verdict) == [.incorrect, .carried, .carried])
    #expect(parts[1].why == "right given one wrong step on the way, which your y shows")
  }

  /// Three numbers cannot name a step of three; nine more can.
  @Test func aLaterAnswerNamesTheStep() throws {
    let derived = problem.replacing(
      "{id: g, reference: c * h^2}",
      with: "{id: g, derivative: {of: L, wrt: A}, reference: \"outer(y, h)\"}")
    let y = a.map { row in zip(row, h).reduce(0) { $0 + $1.0 * $1.1 } }
    let g = y.map { left in h.map { left * $0 } }
    let both = try OneProblem(derived).graded("{\"y\": \(y), \"g\": \(g)}")
    #expect(both.map(\.verdict).prefix(2) == [.incorrect, .carried])
    #expect(both[0].note == "y.step.h")
    #expect(both[0].why.hasPrefix("all 3 entries are wrong; h is wrong; what follows from it"))
    let alone = try OneProblem(derived).graded("{\"y\": \(y)}")
    #expect(alone[0].verdict == .incorrect)
    #expect(alone[0].note == nil)
  }

  @Test func aSecondSlipIsLostAsWell() throws {
    #expect(try graded(h, k: 1.37).map(\.verdict) == [.incorrect, .carried, .incorrect])
  }

  /// Two numbers cannot determine three: nothing is carried from them.
  @Test func tooFewEquationsShowNothing() throws {
    let few = problem.replacing("y = A @ h", with: "y = A[:2, :] @ h")
    let y = a.prefix(2).map { row in zip(row, h).reduce(0) { $0 + $1.0 * $1.1 } }
    let g = zip(c, h).map { $0 * $1 * $1 }
    let parts = try OneProblem(few).graded("{\"y\": \(y), \"g\": \(g)}")
    #expect(parts.map(\.verdict).prefix(2) == [.incorrect, .incorrect])
  }

  private let steps = """
    given: {w: [0.37, -0.81, 1.24], v: [0.53, 1.22, -0.91], g: [0.71, -0.36, 0.58], k: [-0.42, 0.87, 0.33], rate: 0.5}
    parts:
      - {id: w_new, reference: w - rate * g}
      - {id: v_new, reference: v - rate * k}
      - {id: sum, reference: w_new * v_new}
    """

  private func stepped(_ rate: Double, _ other: Double) throws -> [PartOutcome] {
    let w = zip([0.37, -0.81, 1.24], [0.71, -0.36, 0.58]).map { $0 - rate * $1 }
    let v = zip([0.53, 1.22, -0.91], [-0.42, 0.87, 0.33]).map { $0 - other * $1 }
    let product = zip(w, v).map { $0 * $1 }
    return try OneProblem(steps).graded("{\"w_new\": \(w), \"v_new\": \(v), \"sum\": \(product)}")
  }

  /// A rate that was forgotten or misread is one number, whatever it was taken for; so small a step is no copy either.
  @Test(arguments: [1, 0.25, 0.05, -0.31]) func aMisreadNumberCostsOnce(_ rate: Double) throws {
    let parts = try stepped(rate, rate)
    #expect(parts.map(\.verdict) == [.incorrect, .carried, .carried])
  }

  @Test func twoRatesAreTwoSlips() throws {
    // Nobody reads -0.5 for 0.5: a sign may have been lost in either step.
    #expect(try stepped(-0.5, -0.5)[1].verdict == .incorrect)
    #expect(try stepped(0.23, 0.37).map(\.verdict).prefix(2) == [.incorrect, .incorrect])
    // Who rounds on the way has misread nothing.
    #expect(try stepped(0.5002, 0.5)[0].note != "w_new.given.rate")
  }

  /// What the right entries show would be so whatever a number on the way to the wrong one is.
  @Test func oneWrongNumberIsNoStepBeforeIt() throws {
    let rows = try OneProblem(
      """
      given: {x: [[0.4, 1.1, -0.7], [0.9, -0.2, 0.3], [1.6, 0.8, 0.5], [0.25, -1.3, 0.6]]}
      forward: |
        c = x - mean(x, axis=1, keepdims=true)
        v = mean(c^2, axis=1)
      parts:
        - {id: v, value: v}
      """)
    let right = try #require(rows.key.parts.first).reference.scalars
    let wrong = right.enumerated().map { $0 == 1 ? 0.4713 : $1 }
    #expect(rows.graded("{\"v\": \(wrong)}")[0].note == "v.entry")
  }

  /// Few steps have a name, so that one number can show that a step with a name was wrong.
  @Test func oneNumberShowsAStepWithAName() throws {
    let latent = """
      given: {x: [0.37, -0.81, 1.24], w: [0.9, 1.3, -0.7], mu: [0.2, -0.5, 0.4], eps: [0.6, -1.2, 0.8]}
      forward: |
        v = x * w
        z = mu + exp(v / 2) * eps
        K = -sum(1 + v - exp(v)) / 2
      parts:
        - {id: z, value: z}
        - {id: K, value: K}
      """
    let v = zip([0.37, -0.81, 1.24], [0.9, 1.3, -0.7]).map { log(1 + exp($0 * $1)) }
    let z = (0..<3).map { [0.2, -0.5, 0.4][$0] + exp(v[$0] / 2) * [0.6, -1.2, 0.8][$0] }
    let k = -v.reduce(0) { $0 + 1 + $1 - exp($1) } / 2
    let problem = try OneProblem(latent)
    #expect(
      problem.graded("{\"z\": \(z), \"K\": \(k)}").map(\.verdict) == [.incorrect, .carried])
    #expect(
      problem.graded("{\"z\": \(z), \"K\": \(k + 0.01)}").map(\.verdict)
        == [.incorrect, .incorrect])
  }
}
