import Coursework
import Foundation
import Testing

@testable import Grading

/// A network for a batch, by a student who slips once, goes on correctly, and may slip again.
@Suite struct NetworkSlipTests {
  private let problem = """
    batch: 5
    given:
      X: [[0.31, 0.74, 0.3], [-1.17, 0.81, 0.4], [-0.48, 0.52, 0.33], [0.26, 0.16, 0.49], [-0.66, -0.15, -0.43]]
      W1: [[0.54, 0.17, -0.26, -0.7], [-0.23, 0.14, -0.25, 1.16], [0.91, -2.44, -1.7, -0.16]]
      b1: [-0.38, 0.19, 0.2, 1.91]
      W2: [[-1.0, -0.34], [1.84, 0.58], [0.6, -0.46], [-1.48, 0.15]]
      b2: [0.1, -1.1]
      T: [[-0.61, -0.06], [-0.85, -0.09], [0.09, 0.16], [-0.46, 0.53], [0.8, 0.29]]
    forward: |
      Z = X @ W1 + b1
      H = tanh(Z)
      P = H @ W2 + b2
      L = sum((P - T)^2) / (2 * 5)
    parts:
      - {id: H, value: H}
      - {id: L, value: L}
      - {id: dP, derivative: {of: L, wrt: P}, reference: (P - T) / 5}
      - {id: dW2, derivative: {of: L, wrt: W2}, reference: H.T @ dP}
      - {id: dH, derivative: {of: L, wrt: H}, reference: dP @ W2.T}
      - {id: dZ, derivative: {of: L, wrt: Z}, reference: dH * (1 - H^2)}
      - {id: dW1, derivative: {of: L, wrt: W1}, reference: X.T @ dZ}
      - {id: dX, derivative: {of: L, wrt: X}, reference: dZ @ W1.T}
    """
  private let x = [
    [0.31, 0.74, 0.3], [-1.17, 0.81, 0.4], [-0.48, 0.52, 0.33], [0.26, 0.16, 0.49],
    [-0.66, -0.15, -0.43],
  ]
  private let w1 = [
    [0.54, 0.17, -0.26, -0.7], [-0.23, 0.14, -0.25, 1.16], [0.91, -2.44, -1.7, -0.16],
  ]
  private let w2 = [[-1.0, -0.34], [1.84, 0.58], [0.6, -0.46], [-1.48, 0.15]]
  private let t = [[-0.61, -0.06], [-0.85, -0.09], [0.09, 0.16], [-0.46, 0.53], [0.8, 0.29]]

  /// Grades who forgot the hidden bias, with the sign in the slope of tanh, and what the first number of dX is times.
  private func graded(slopeSign: Double = -1, first: Double = 1) throws -> [PartOutcome] {
    let h = product(x, w1).map { $0.map { tanh($0) } }
    let p = product(h, w2).map { [$0[0] + 0.1, $0[1] - 1.1] }
    let e = zip(p, t).map { zip($0, $1).map { $0 - $1 } }
    let loss = e.joined().reduce(0) { $0 + $1 * $1 } / 10
    let dP = e.map { $0.map { $0 / 5 } }
    let dH = product(dP, transposed(w2))
    let dZ = zip(dH, h).map { zip($0, $1).map { $0 * (1 + slopeSign * $1 * $1) } }
    var dX = product(dZ, transposed(w1))
    dX[1][0] *= first
    return try OneProblem(problem).graded(
      """
      {"H": \(h), "L": \(loss), "dP": \(dP), "dW2": \(product(transposed(h), dP)), "dH": \(dH),
       "dZ": \(dZ), "dW1": \(product(transposed(x), dZ)), "dX": \(dX)}
      """)
  }

  @Test func whatFollowsIsCarried() throws {
    #expect(try graded().map(\.verdict) == [.incorrect] + Array(repeating: .carried, count: 7))
  }

  /// A lost answer may be off as if it was rounded: it was not, as all others show, and so was no other.
  @Test(arguments: [1.0005, 1.001, 1.004, 0.997])
  func aNumberThatIsALittleOffIsNotRight(_ first: Double) throws {
    let last = try graded(first: first)[7]
    #expect(last.score == .zero, "\(last.verdict): \(last.why)")
  }

  /// A second slip is looked for at the student's own numbers.
  @Test func aSecondSlipHasItsName() throws {
    let parts = try graded(slopeSign: 1)
    #expect(parts[5].verdict == .incorrect && parts[5].note == "dZ.term-sign.2-with-H")
    #expect(parts[6].verdict == .carried && parts[7].verdict == .carried)
  }

  /// Twice the rate is a term that counts twice, or a rate that was misread: nobody knows.
  @Test func aMisreadGivenIsMentioned() throws {
    let step = """
      given: {w: [0.83, -0.64, 1.27], g: [0.35, 1.14, -0.47], rate: 0.1}
      parts:
        - {id: wNew, reference: w - rate * g}
        - {id: other, reference: w * g}
      """
    func why(_ rate: Double) throws -> (note: String?, why: String) {
      let new = zip([0.83, -0.64, 1.27], [0.35, 1.14, -0.47]).map { $0 - rate * $1 }
      let part = try OneProblem(step).graded("{\"wNew\": \(new)}")[0]
      return (part.note, part.why)
    }
    let twice = try why(0.2)
    #expect(twice.note == "wNew.term-doubled.2-with-rate-g")
    #expect(
      twice.why.contains("counts twice: the one with rate and g, or another number stands for rate")
    )
    #expect(try why(-0.1).note == "wNew.term-sign.2-with-rate-g")
    #expect(!(try why(-0.1).why.contains("another number stands")))
  }
}
