import Coursework
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

  /// Who takes one quantity of the forward for another has the first one right: that one was computed well.
  @Test func aQuantityTakenForAnotherIsOneSlip() throws {
    let layers = """
      given: {x: [0.83, -0.64, 1.27], w: [0.35, 1.14, -0.47]}
      forward: |
        a = x * w
        h = tanh(a)
        y = 2 * h - x
        L = sum(y^2)
      parts:
        - {id: h, value: h}
        - {id: L, value: L}
        - {id: dL_dy, derivative: {of: L, wrt: y}, reference: 2 * y}
      """
    let x = [0.83, -0.64, 1.27]
    let a = zip(x, [0.35, 1.14, -0.47]).map { $0 * $1 }
    let y = zip(a, x).map { 2 * $0 - $1 }
    let parts = try OneProblem(layers).graded(
      """
      {"h": \(a.map { tanh($0) }), "L": \(y.reduce(0) { $0 + $1 * $1 }), "dL_dy": \(y.map { 2 * $0 })}
      """)
    #expect(parts.map(\.verdict) == [.correct, .incorrect, .carried])
    #expect(parts[1].note == "L.a-for-h")
  }

  /// A factor lost in the forward doubles every gradient: where one on the way is right, two doubled ones are two errors.
  @Test func aRightGradientBetweenShowsTwoSlips() throws {
    let network = """
      given: {x: [0.83, -0.64, 1.27], W: [[0.52, -0.31, 0.77], [-0.44, 0.95, 0.18]], v: [0.41, -0.73], y: 0.37}
      forward: |
        h = tanh(W @ x)
        o = sum(v * h)
        L = 0.5 * (o - y)^2
      parts:
        - {id: dL_dv, derivative: {of: L, wrt: v}, reference: (o - y) * h}
        - {id: dL_dh, derivative: {of: L, wrt: h}, reference: (o - y) * v}
        - {id: dL_dW, derivative: {of: L, wrt: W}, reference: "outer((o - y) * v * (1 - h^2), x)"}
      """
    let x = [0.83, -0.64, 1.27]
    let v = [0.41, -0.73]
    let h = [[0.52, -0.31, 0.77], [-0.44, 0.95, 0.18]].map { row in
      tanh(zip(row, x).reduce(0) { $0 + $1.0 * $1.1 })
    }
    let e = zip(v, h).reduce(-0.37) { $0 + $1.0 * $1.1 }
    func graded(_ dv: Double, _ dh: Double, _ dW: Double) throws -> [Verdict] {
      let W = zip(v, h).map { v, h in x.map { dW * e * v * (1 - h * h) * $0 } }
      return try OneProblem(network).graded(
        "{\"dL_dv\": \(h.map { dv * e * $0 }), \"dL_dh\": \(v.map { dh * e * $0 }), \"dL_dW\": \(W)}"
      ).map(\.verdict)
    }
    #expect(try graded(2, 2, 2) == [.incorrect, .carried, .carried])
    #expect(try graded(2, 1, 2) == [.incorrect, .correct, .incorrect])
    #expect(try graded(-1, 1, -1) == [.incorrect, .correct, .incorrect])
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

  private func fiveDecimals(_ x: Double) -> Double { (x * 1e5).rounded() / 1e5 }

  /// One number with five decimals fits some edit among hundreds; two numbers of one slip fit none but that.
  @Test func twoNumbersTogetherShowASlipThatNeitherShowsAlone() throws {
    let numbers = """
      given: {x: 0.83, y: -0.47}
      forward: |
        s = sigmoid(y)
        f = (x + s) * exp(x - y) / (1 + x^2)
      parts:
        - {id: f, value: f}
        - {id: df_ds, derivative: {of: f, wrt: s}, reference: exp(x - y) / (1 + x^2)}
        - {id: df_dy, derivative: {of: f, wrt: y}, reference: (s * (1 - s) - x - s) * exp(x - y) / (1 + x^2)}
      """
    let (x, y) = (0.83, -0.47)
    let s = 1 / (1 + exp(-y))
    let e = exp(x - y) / (1 + x * x)
    func graded(_ f: Double, _ dy: Double) throws -> [PartOutcome] {
      try OneProblem(numbers).graded("{\"f\": \(fiveDecimals(f)), \"df_dy\": \(fiveDecimals(dy))}")
    }
    let same = try graded((x - s) * e, (-s * (1 - s) - x + s) * e)
    #expect(same.map(\.verdict) == [.incorrect, .missing, .carried], "\(same.map(\.why))")
    #expect(same[2].why == "right but for the slip that f was marked for")
    #expect(same[0].note == "f.term-sign.2")
    let two = try graded((x - s) * e, (s * (1 - s) - 1.31 * x - s) * e)
    #expect(two.map(\.verdict) == [.incorrect, .missing, .incorrect])
  }

  /// Shares of three are thirds: the same third may be the right one of another slip.
  @Test func oneSimpleFractionMarksNobody() throws {
    let shares = """
      given: {right: [1, 0, 0], close: [1, 1, 0]}
      forward: |
        top1 = 1 - mean(right)
        top2 = 1 - mean(close)
      parts:
        - {id: top1, value: top1}
        - {id: top2, value: top2}
      """
    let parts = try OneProblem(shares).graded("{\"top1\": \(1.0 / 3), \"top2\": \(1.0 / 6)}")
    #expect(parts.map(\.verdict) == [.incorrect, .incorrect])
  }

  /// Who keeps four decimals of every step is off by what they leave, after a slip as well.
  @Test func aSlipIsSeenThroughRounding() throws {
    let network = """
      given:
        x: [0.83, -0.64, 1.27]
        W: [[0.52, -0.31, 0.77], [-0.44, 0.95, 0.18], [0.69, 0.23, -0.86]]
        v: [0.41, -0.73, 0.58]
      forward: |
        h = sigmoid(W @ x)
        o = v * h / (1 - h)
        L = sum(o^2) / 2
      parts:
        - {id: o, value: o}
        - {id: dL_dh, derivative: {of: L, wrt: h}, reference: o * v / (1 - h)^2}
        - {id: dL_dW, derivative: {of: L, wrt: W}, reference: "outer(dL_dh * h * (1 - h), x)"}
      """
    func kept(_ x: Double) -> Double { (x * 1e4).rounded() / 1e4 }
    let x = [0.83, -0.64, 1.27]
    let v = [0.41, -0.73, 0.58]
    let rows = [[0.52, -0.31, 0.77], [-0.44, 0.95, 0.18], [0.69, 0.23, -0.86]]
    // exp(z) / (1 + exp(-z)), where 1 / (1 + exp(-z)) belongs.
    let h = rows.map { row in
      let z = kept(zip(row, x).reduce(0) { kept($0 + kept($1.0 * $1.1)) })
      return kept(1 / kept(1 + kept(exp(z))))
    }
    let o = zip(v, h).map { kept(kept($0 * $1) / kept(1 - $1)) }
    let dh = zip(o, zip(v, h)).map { o, vh in
      kept(kept(o * vh.0) / kept(kept(1 - vh.1) * kept(1 - vh.1)))
    }
    let dW = zip(dh, h).map { d, h in
      let delta = kept(kept(d * h) * kept(1 - h))
      return x.map { kept(delta * $0) }
    }
    let parts = try OneProblem(network).graded("{\"o\": \(o), \"dL_dh\": \(dh), \"dL_dW\": \(dW)}")
    #expect(parts.map(\.verdict) == [.incorrect, .carried, .carried], "\(parts.map(\.why))")
  }

  /// Norms along the wrong axis, in the forward and in a gradient whose formula has them too.
  @Test func theSameWrongAxisCostsOnce() throws {
    let problem = try OneProblem(
      """
      given:
        A: [[0.61, 0.42, 1.33], [1.72, 0.18, 0.94], [-0.37, 0.56, 0.81]]
        G: [[0.35, -0.21, -1.4], [0.52, 0.83, 0.17], [-0.64, 1.15, 0.28]]
      forward: |
        Z = A / norm(A, axis=1, keepdims=true)
        L = sum(G * Z)
      parts:
        - {id: Z, value: Z}
        - id: dA
          derivative: {of: L, wrt: A}
          reference: (G - Z * sum(G * Z, axis=1, keepdims=true)) / norm(A, axis=1, keepdims=true)
      """)
    let a = [[0.61, 0.42, 1.33], [1.72, 0.18, 0.94], [-0.37, 0.56, 0.81]]
    let g = [[0.35, -0.21, -1.4], [0.52, 0.83, 0.17], [-0.64, 1.15, 0.28]]
    let columns = (0..<3).map { k in sqrt(a.reduce(0) { $0 + $1[k] * $1[k] }) }
    let rows = a.map { sqrt($0.reduce(0) { $0 + $1 * $1 }) }
    func graded(_ first: (Int, Int) -> Double, _ second: (Int, Int) -> Double) -> [Verdict] {
      let z = (0..<3).map { i in (0..<3).map { a[i][$0] / first(i, $0) } }
      let dA = (0..<3).map { i -> [Double] in
        let dot = (0..<3).reduce(0) { $0 + g[i][$1] * z[i][$1] }
        return (0..<3).map { (g[i][$0] - z[i][$0] * dot) / second(i, $0) }
      }
      return problem.graded("{\"Z\": \(z), \"dA\": \(dA)}").map(\.verdict)
    }
    #expect(graded({ i, _ in rows[i] }, { i, _ in rows[i] }) == [.correct, .correct])
    #expect(graded({ columns[$1] }, { columns[$1] }) == [.incorrect, .carried])
    #expect(graded({ i, _ in rows[i] }, { columns[$1] }) == [.correct, .incorrect])
  }
}
