import Coursework
import Foundation
import TestSupport
import Testing

@testable import Grading

/// What is said of wrong numbers that no wrong formula gives.
@Suite struct DifferenceFactTests {
  private let x = SampleLayer.x
  private let w = SampleLayer.w
  private let t = SampleLayer.t
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
    #expect(penalised.redacted(to: .mistakes).why.contains("off by the same multiple of X"))
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

  /// What people do to all numbers alike.
  @Test func functionsOfTheRightNumbersAreTold() throws {
    #expect(try graded("dX", each(dX, exp)).note == "dX.exponential")
    #expect(try graded("dX", each(dX) { 1 / $0 }).note == "dX.reciprocal")
    let rest = try graded("dX", each(dX) { 1 - $0 })
    #expect(rest.note == "dX.complement")
    #expect(rest.why.contains("these are 1 minus the right numbers"))
  }

  /// One number is enough where it has many digits, and is no simple fraction.
  @Test func oneNumberIsEnoughInFull() throws {
    let problem = try OneProblem(
      """
      given: {X: \(x), T: \(t)}
      forward: "L = sum((X - T)^2) / 7"
      parts:
        - {id: L, value: L}
      """)
    func note(_ number: String) throws -> String? {
      try #require(problem.graded("{\"L\": \(number)}").first).note
    }
    let loss = combine(x, t) { ($0 - $1) * ($0 - $1) }.joined().reduce(0, +) / 7
    #expect(try note("\(log(loss))") == "L.logarithm")
    // 3 digits are a function of the right number by chance.
    #expect(try note("\((sqrt(loss) * 1e2).rounded() / 1e2)") == nil)
    #expect(try note("0.5") == "too-few-digits")
  }

  /// The slope of an activation that was left out, or that was taken once more.
  @Test func slopesAreTold() throws {
    let problem = try OneProblem(
      """
      given: {X: \(x), T: \(t)}
      forward: |
        H = sigmoid(X)
        G = H * T
        L = sum(G^2)
      parts:
        - {id: dG, derivative: {of: L, wrt: G}, reference: 2 * G}
      """)
    let right = combine(x, t) { 2 / (1 + exp(-$0)) * $1 }
    let slopes = each(x) { 1 / (1 + exp(-$0)) * (1 - 1 / (1 + exp(-$0))) }
    func graded(_ numbers: Matrix) throws -> PartOutcome {
      try #require(problem.graded("{\"dG\": \(numbers)}").first)
    }
    let times = try graded(combine(right, slopes, *))
    #expect(times.note == "dG.times.sigmoid-slope-H")
    #expect(times.why.contains("the right one times that of H * (1 - H)"))
    #expect(try graded(combine(right, slopes, /)).note == "dG.over.sigmoid-slope-H")
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

  @Test func thePlaceOfWrongNumbersIsTold() throws {
    let moved = zip(dP, t).enumerated().map { row, entry in
      zip(entry.0, entry.1).enumerated().map { column, numbers in
        numbers.1 < 0 ? numbers.0 + 0.37 + 0.11 * Double(3 * row + column) : numbers.0
      }
    }
    let found = try graded("dP", moved)
    #expect(found.note == nil)
    #expect(found.why.contains("numbers are wrong only where T is negative"))
  }

  /// What a later answer shows to be wrong says more.
  @Test func aNameTakesThePlaceOfAFact() throws {
    let part = try #require(problem.key.parts.first?.part)
    var ruling = Ruling(
      verdict: .incorrect, notes: [.fact("squared", part: part.id)],
      findings: [.wrongEntries("all are wrong"), .fact(.changed(.squared))])
    ruling.name(Diagnosis(.permutation, "in other places"), in: part)
    #expect(ruling.notes.map(\.text) == ["P.permuted"])
    #expect(ruling.findings.map(\.text) == ["all are wrong", "in other places"])
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
