import Coursework
import Foundation
import Testing

@testable import Grading

/// What single mistakes are called, and where nothing is said: answers by a program that multiplies matrices itself.
@Suite struct NamesTests {
  private let layer = """
    batch: 5
    given:
      X: [[0.31, 0.74, 0.3], [-1.17, 0.81, 0.4], [-0.48, 0.52, 0.33], [0.26, 0.16, 0.49], [-0.66, -0.15, -0.43]]
      W: [[-1.03, -0.34, 0.72], [1.84, 0.58, -0.91], [0.63, -0.46, 1.27]]
      T: [[-0.61, -0.06, 0.2], [-0.85, -0.09, 0.1], [0.09, 0.16, -0.3], [-0.46, 0.53, 0.4], [0.8, 0.29, 0.7]]
    forward: |
      P = X @ W
      L = sum((P - T)^2) / 2
    parts:
      - {id: dP, derivative: {of: L, wrt: P}, reference: P - T}
      - {id: dW, derivative: {of: L, wrt: W}, reference: X.T @ dP}
      - {id: db, reference: "sum(dP, axis=0)"}
    """
  private let x = SampleLayer.x
  private let w = SampleLayer.w
  private let t = SampleLayer.t

  private var dP: Matrix {
    zip(product(x, w), t).map { zip($0, $1).map { $0 - $1 } }
  }

  private func graded(_ part: String, _ numbers: Any) throws -> PartOutcome {
    let parts = try OneProblem(layer).graded("{\"dP\": \(dP), \"\(part)\": \(numbers)}")
    return try #require(parts.first { $0.name.part == part })
  }

  @Test func aSampleThatWasLeftOutIsNamed() throws {
    let without = product(transposed(Array(x.dropFirst())), Array(dP.dropFirst()))
    #expect(try graded("dW", without).note == "dW.sample-lost.first")
    let last = product(transposed(Array(x.dropLast())), Array(dP.dropLast()))
    #expect(try graded("dW", last).note == "dW.sample-lost.last")
    let sums = dP[0].indices.map { k in dP.dropFirst().reduce(0) { $0 + $1[k] } }
    #expect(try graded("db", sums).note == "db.sample-lost.first")
  }

  /// In Python the label -1 is the last class, and (label + 1) % 3 begins anew.
  @Test(arguments: [(-1, "before"), (1, "after")])
  func aLabelOffByOneBeginsAnewAtTheOtherEnd(shift: Int, name: String) throws {
    let scores = [[0.31, 0.74, -1.3], [-1.17, 0.81, 0.4], [0.48, -0.52, 0.33]]
    let labels = [0, 2, 1]
    let problem = try OneProblem(
      """
      given: {S: \(scores), y: \(labels)}
      forward: |
        T = one_hot(y, 3)
        L = -sum(T * log(softmax(S, axis=1)))
      parts:
        - {id: L, value: L}
        - {id: dS, derivative: {of: L, wrt: S}, reference: "softmax(S, axis=1) - T"}
      """)
    let dS = zip(scores, labels).map { row, label -> [Double] in
      let wrong = (label + shift + 3) % 3
      let total = row.reduce(0) { $0 + exp($1) }
      return row.indices.map { exp(row[$0]) / total - ($0 == wrong ? 1 : 0) }
    }
    let L = zip(scores, labels).reduce(0) { sum, entry in
      let total = entry.0.reduce(0) { $0 + exp($1) }
      return sum + log(total) - entry.0[(entry.1 + shift + 3) % 3]
    }
    let parts = problem.graded("{\"L\": \(L), \"dS\": \(dS)}")
    #expect(parts[0].note == "L.label-\(name).y")
    #expect(parts[1].verdict == .carried)
  }

  @Test func whatWasTakenForTheNumberOfALabelIsNamed() throws {
    let scores = [
      [0.31, 0.74, -1.3], [-1.17, 0.81, 0.4], [0.48, -0.52, 0.33], [0.9, 1.21, -0.6],
    ]
    let problem = try OneProblem(
      """
      given: {S: \(scores), y: [0, 2, 1, 2]}
      forward: "s[i] = S[i, y[i]]"
      parts: [{id: s, value: s}]
      """)
    func name(_ chosen: ([Double]) -> Double) -> String? {
      problem.graded("{\"s\": \(scores.map(chosen))}")[0].note
    }
    #expect(name { $0.max() ?? 0 } == "s.label-max.S")
    #expect(name { $0.reduce(0, +) } == "s.label-sum.S")
    #expect(name { $0.reduce(0, +) / 3 } == "s.label-mean.S")
    #expect(name { $0[0] } == "s.label-first.S")
  }

  /// A product of matrices has other numbers of entries than what it is made of.
  @Test func anActivationOfAProductIsNamed() throws {
    let problem = try OneProblem(
      """
      given: {X: \(x), W: \(w)}
      forward: |
        A = X @ W
        L = sum(A^2)
      parts: [{id: A, value: A}, {id: L, value: L}]
      """)
    let a = product(x, w)
    let active = problem.graded("{\"A\": \(a.map { $0.map { tanh($0) } })}")
    #expect(active[0].note == "A.step.tanh-of.A")
  }

  @Test func aVariableKeptAsAFactorIsNamed() throws {
    let kept = zip(product(transposed(x), dP), w).map { zip($0, $1).map(*) }
    #expect(try graded("dW", kept).note == "dW.kept-variable")
  }

  /// Every row sums up to what all numbers do.
  @Test func aSumOverAllIsNamed() throws {
    let softmax = """
      given: {s: [[0.3, 1.2, -0.7], [1.6, 0.4, 0.9]]}
      parts: [{id: P, reference: "exp(s) / sum(exp(s), axis=1, keepdims=true)"}]
      """
    let e = [[0.3, 1.2, -0.7], [1.6, 0.4, 0.9]].map { $0.map { exp($0) } }
    let all = e.joined().reduce(0, +)
    let part = try OneProblem(softmax).graded("{\"P\": \(e.map { $0.map { $0 / all } })}")[0]
    #expect(part.note == "P.axis-lost.sum", "\(part.why)")
  }

  /// The given runs backwards in one answer, and another one shows that it did not elsewhere.
  @Test func whatRightAnswersContradictIsSaidOfThisAnswerAlone() throws {
    let turned = product(transposed(x.reversed()), dP)
    let part = try graded("dW", turned)
    #expect(part.why.contains("in this answer alone"), "\(part.why)")
    #expect(!part.why.contains("in the forward"))
  }

  private let margins = """
    batch: 6
    given:
      S: [[0.61, 0.42, 1.33, -0.25], [1.72, 0.18, 0.94, 1.15], [-0.37, 0.56, 0.81, 0.29], [0.44, 1.61, 1.04, 0.73], [0.92, -0.58, 0.15, 0.67], [1.21, 0.83, -0.49, 1.58]]
      y: [3, 1, 0, 2, 1, 3]
    forward: |
      T = one_hot(y, 4)
      M[i,j] = where(T[i,j] == 1, 0, maximum(0, S[i,j] - S[i,y[i]] + 0.83))
      L = sum(M) / 6
    parts:
      - {id: dS, derivative: {of: L, wrt: S}, reference: "((M > 0) - T * sum(M > 0, axis=1, keepdims=true)) / 6"}
      - {id: db, reference: "sum(dS, axis=0)"}
    """

  /// Sixths agree by chance: whichever sample is left out, nobody is told what happened to fit.
  @Test(arguments: 0..<6)
  func fewLevelsAgreeByChance(_ sample: Int) throws {
    let problem = try OneProblem(margins)
    let right = try #require(problem.key.parts.first).reference
    let dS = (0..<6).map { i in (0..<4).map { right.scalars[4 * i + $0] } }
    let db = (0..<4).map { k in (0..<6).reduce(0) { $1 == sample ? $0 : $0 + dS[$1][k] } }
    let part = problem.graded("{\"dS\": \(dS), \"db\": \(db)}")[1]
    #expect(part.verdict == .incorrect && part.note == nil, "\(part.why)")
  }

  /// One minus a half is a half: what is right from one's own numbers has no mistake in it, though it is not paid.
  @Test func whatIsRightFromInventedNumbersHasNoName() throws {
    let network = """
      given:
        X: [[0.75, 0.2, -0.75, 0.2], [0.8, 0.05, 0.8, -0.05]]
        W1: [[0.6, 0.01], [0.7, 0.43], [0, 0.88]]
        W2: [0.02, 0.03, 0.09]
        y: [1, 1, -1, -1]
      forward: |
        Z = relu(W1 @ X)
        Y = W2 @ Z
        L = sum((Y - y)^2) / 8
      parts:
        - {id: dY, derivative: {of: L, wrt: Y}, reference: (Y - y) / 4}
        - {id: Z, value: Z}
        - {id: dW2, derivative: {of: L, wrt: W2}, reference: Z @ dY}
      """
    let half = "[0.5, 0.5, 0.5, 0.5]"
    let parts = try OneProblem(network).graded(
      """
      {"dY": [-2.325e-01, -2.325e-01, 2.675e-01, 2.675e-01], "Z": [\(half), \(half), \(half)],
       "dW2": [3.500e-02, 3.500e-02, 3.500e-02]}
      """)
    #expect(parts[2].verdict == .incorrect && parts[2].note == nil, "\(parts[2].why)")
  }

  /// One number over all samples and features, written for each feature: a slip with a name, from which one may go on.
  @Test func oneNumberForAllPlacesIsASumOverAll() throws {
    let scale = """
      given: {X: [[0.31, 1.74, -0.3], [-1.17, 0.81, 0.4], [-0.48, 2.52, 0.33], [0.26, 0.16, -1.49]]}
      forward: |
        v = mean(X^2, axis=0)
        Y = X / sqrt(v + 0.01)
      parts: [{id: v, value: v}, {id: Y, value: Y}]
      """
    let x = [[0.31, 1.74, -0.3], [-1.17, 0.81, 0.4], [-0.48, 2.52, 0.33], [0.26, 0.16, -1.49]]
    let all = x.joined().reduce(0) { $0 + $1 * $1 } / 12
    let parts = try OneProblem(scale).graded(
      "{\"v\": [\(all), \(all), \(all)], \"Y\": \(x.map { $0.map { $0 / (all + 0.01).squareRoot() } })}"
    )
    #expect(parts[0].note == "v.axis-lost.mean", "\(parts[0].why)")
    #expect(!parts[0].why.contains("0 *"))
    #expect(parts[1].verdict == .carried, "\(parts[1].why)")
  }

  /// The magnitudes of a given in one answer, while another one shows that they were right.
  @Test func aSlipThatAnotherAnswerContradictsIsSaidOfThisOneAlone() throws {
    let scaled = """
      given:
        X: [[0.31, 1.74, -0.3], [-1.17, 0.81, 0.4], [-0.48, 2.52, 0.33], [0.26, 0.16, -1.49]]
        G: [[0.52, -0.61, 0.44], [-0.35, 0.28, 1.13], [0.91, -1.27, -0.73], [-0.66, 0.39, 0.58]]
        c: [0.7, 1.3, -0.4]
        b: [0.2, -0.5, 0.9]
      forward: |
        Y = X * c + b
        L = sum(G * Y)
      parts:
        - {id: dc, derivative: {of: L, wrt: c}, reference: "sum(G * X, axis=0)"}
        - {id: db, derivative: {of: L, wrt: b}, reference: "sum(G, axis=0)"}
      """
    let x = [[0.31, 1.74, -0.3], [-1.17, 0.81, 0.4], [-0.48, 2.52, 0.33], [0.26, 0.16, -1.49]]
    let g = [
      [0.52, -0.61, 0.44], [-0.35, 0.28, 1.13], [0.91, -1.27, -0.73], [-0.66, 0.39, 0.58],
    ]
    let dc = (0..<3).map { k in (0..<4).reduce(0) { $0 + g[$1][k] * x[$1][k] } }
    let db = (0..<3).map { k in (0..<4).reduce(0) { $0 + g[$1][k].magnitude } }
    let parts = try OneProblem(scaled).graded("{\"dc\": \(dc), \"db\": \(db)}")
    #expect(parts[0].verdict == .correct && parts[1].verdict == .incorrect)
    #expect(parts[1].why.contains("in this answer alone"), "\(parts[1].why)")
  }

  /// One number in full that is a fourth of the right one: no formula need be known.
  ///
  /// Two sevenths are a third of six sevenths for any reason.
  @Test(arguments: [
    (4.7182818284590451, 0.25, "L.factor"), (4.7182818284590451, 3.7, nil),
    (0.8571428571428571, 1.0 / 3, nil),
  ])
  func oneNumberInFullMayHaveAFactor(_ right: Double, _ factor: Double, _ note: String?) throws {
    let part = try OneProblem(
      "given: {x: \(right)}\nparts: [{id: L, reference: x^2 / x}]"
    ).graded("{\"L\": \(right * factor)}")[0]
    #expect(part.note == note, "\(part.why)")
    #expect(note == nil || part.why.contains("it is 1/4 of what it should be"))
  }

  /// Of a product either factor may run backwards along the axis that is summed: the numbers are the same.
  @Test func whatEitherFactorExplainsIsSaidOfBoth() throws {
    let x = [[0.53, 0.27, -1.22], [-0.17, -0.46, 0.68]]
    let w = [[-0.23, 0.29], [0.53, 0.14], [0.22, -0.35]]
    let part = try OneProblem(
      """
      given: {X: \(x), W: \(w)}
      forward: A = X @ W
      parts: [{id: A, value: A}]
      """
    ).graded("{\"A\": \(product(x, w.reversed()))}")[0]
    #expect(part.note == "A.step.reversed.W")
    #expect(part.why.contains("run backwards along axis 0: W, or the same of X"), "\(part.why)")
  }
}
