import Coursework
import Foundation
import TestSupport
import Testing

@testable import Grading

/// What is said of wrong numbers that no wrong formula gives.
@Suite struct DifferenceFactTests {
  private let x = [
    [0.31, 0.74, 0.3], [-1.17, 0.81, 0.4], [-0.48, 0.52, 0.33], [0.26, 0.16, 0.49],
    [-0.66, -0.15, -0.43],
  ]
  private let w = [[-1.03, -0.34, 0.72], [1.84, 0.58, -0.91], [0.63, -0.46, 1.27]]
  private let t = [
    [-0.61, -0.06, 0.2], [-0.85, -0.09, 0.1], [0.09, 0.16, -0.3], [-0.46, 0.53, 0.4],
    [0.8, 0.29, 0.7],
  ]
  private let velocity = [[0.15, -0.17, 0.5], [-0.95, 0.05, -0.5], [-0.14, 0.06, -0.83]]

  private let problem: OneProblem

  init() throws {
    problem = try OneProblem(
      """
      given: {X: \(x), W: \(w), T: \(t), V: \(velocity), lambda: 0.23, rate: 0.362, mu: 0.847}
      forward: |
        P = X @ W
        L = sum((P - T)^2) / 2
      parts:
        - {id: P, value: P}
        - {id: dP, derivative: {of: L, wrt: P}, reference: P - T}
        - {id: dX, derivative: {of: L, wrt: X}, reference: dP @ W.T}
        - {id: dW, derivative: {of: L, wrt: W}, reference: X.T @ dP}
        - {id: V_new, reference: mu * V - rate * dW}
        - {id: W_new, reference: W + V_new}
      """)
  }

  private var p: Matrix { product(x, w) }
  private var dP: Matrix { combine(p, t) { $0 - $1 } }
  private var dX: Matrix { product(dP, transposed(w)) }
  private var dW: Matrix { product(transposed(x), dP) }
  private var moved: Matrix { combine(velocity, dW) { 0.847 * $0 - 0.362 * $1 } }

  private func combine(
    _ a: Matrix, _ b: Matrix, _ change: (Double, Double) -> Double
  ) -> Matrix {
    zip(a, b).map { zip($0, $1).map(change) }
  }

  private func each(_ a: Matrix, _ change: (Double) -> Double) -> Matrix {
    a.map { $0.map(change) }
  }

  private func graded(_ part: String, _ numbers: Matrix) throws -> PartOutcome {
    let right = ["P": p, "dP": dP, "dX": dX, "dW": dW, "V_new": moved]
    let answers = right.merging([part: numbers]) { $1 }
    let text = answers.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
    let parts = problem.graded("{\(text)}")
    return try #require(parts.first { $0.name.part == part })
  }

  @Test func aTermOfOneQuantityIsTold() throws {
    let penalised = try graded("dX", combine(dX, x) { $0 + 0.23 * $1 })
    #expect(penalised.note == "dX.off-by-multiple.X")
    #expect(penalised.redacted(to: .mistakes).why.contains("off by one multiple of X"))
    #expect(!penalised.redacted(to: .locations).why.contains("multiple"))
    let decayed = try graded("V_new", combine(moved, w) { $0 - 0.362 * 0.23 * $1 })
    #expect(decayed.note == "V_new.off-by-multiple.W")
    let twice = combine(combine(w, moved, +), dW) { $0 - 0.362 * $1 }
    #expect(try graded("W_new", twice).note == "W_new.off-by-multiple.dW")
    let slow = combine(w, moved) { $0 + 0.362 * $1 }
    #expect(try graded("W_new", slow).note == "W_new.off-by-multiple.V_new")
  }

  @Test func oneAmountAndOneFactorAreTold() throws {
    let raised = try graded("P", each(p) { $0 + 0.362 })
    #expect(raised.note == "P.off-by-constant")
    #expect(raised.redacted(to: .mistakes).why.contains("off by the same amount, which is rate"))
    let biased = p.map { row in zip(row, [0.4, -0.15, 0.77]).map(+) }
    #expect(try graded("P", biased).note == "P.off-by-one.axis-0")
    let lengths = p.map { row in row.map { $0 / row.reduce(0) { $0 + $1 * $1 }.squareRoot() } }
    #expect(try graded("P", lengths).note == "P.factor.axis-1")
    let centred = p.map { row in row.map { $0 - row.reduce(0, +) / 3 } }
    #expect(try graded("P", centred).note == "P.off-by-one.axis-1")
  }

  @Test func productsAndSquaresAreTold() throws {
    let times = try graded("dP", combine(dP, t, *))
    #expect(times.note == "dP.times.T")
    #expect(times.why.contains("the right one times that of T;"))
    let scaled = try graded("dP", combine(dP, t) { 0.7 * $0 * $1 })
    #expect(scaled.why.contains("the right one times that of T, and one factor;"))
    #expect(try graded("dP", combine(dP, t, /)).note == "dP.over.T")
    #expect(try graded("dX", each(dX) { $0 * $0 }).note == "dX.squared")
    #expect(try graded("dP", each(x) { 0.7 * $0 }).note == "dP.multiple.X")
  }

  /// Four decimals are enough: the numbers are as many.
  @Test func printedNumbersAreEnough() throws {
    func printed(_ a: Matrix) -> Matrix { each(a) { ($0 * 1e4).rounded() / 1e4 } }
    let penalised = printed(combine(dX, x) { $0 + 0.23 * $1 })
    #expect(try graded("dX", penalised).note == "dX.off-by-multiple.X")
    let lengths = p.map { row in row.map { $0 / row.reduce(0) { $0 + $1 * $1 }.squareRoot() } }
    #expect(try graded("P", printed(lengths)).note == "P.factor.axis-1")
    let ninth = try graded("dX", printed(each(dX) { $0 / 9 }))
    #expect(ninth.note == "dX.factor")
    #expect(ninth.why.contains("1/9 of what it should be"))
  }

  @Test func noiseHasToDoWithNothing() throws {
    var generator = SeededGenerator(seed: 29)
    for digits in [2, 3, 16] {
      for part in ["P", "dP", "dX", "dW", "V_new", "W_new"] {
        let shape = part.hasPrefix("dW") || part.hasSuffix("new") ? w : x
        for _ in 0..<20 {
          let noise = each(shape) { _ in
            let number = Double(generator.below(2_000_001) - 1_000_000) / 1e6
            let unit = pow(10, Double(digits))
            return digits > 10 ? number : (number * unit).rounded() / unit
          }
          let note = try graded(part, noise).note
          #expect(note == nil || note == "too-few-digits", "\(noise)")
        }
      }
    }
  }

  /// Of an answer that is a rounded one, and of a right one with a wrong number, it says nothing.
  @Test func whatIsNearlyRightIsNoMultiple() throws {
    let rough = each(dX) { ($0 * 10).rounded() / 10 }
    #expect(try graded("dX", rough).note?.contains("multiple") != true)
    var one = dW
    one[1][2] += 0.3
    #expect(try graded("dW", one).note == "dW.entry")
  }
}
