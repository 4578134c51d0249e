import Coursework
import Foundation
import Testing

@testable import Grading

/// What a first mistake must not excuse, by a student who works with matrices and knows nothing of the grader.
@Suite struct SecondSlipTests {
  private let problem = """
    batch: 3
    given:
      X: [[0.532, 0.271, -1.216, 0.278], [-0.175, -0.465, 0.682, -0.086], [0.051, 1.08, 0.361, -0.805]]
      W1: [[-0.23, 0.291, -0.167], [0.535, 0.141, 0.154], [0.22, -0.349, 0.966], [0.848, 0.817, -0.028]]
      W2: [[-0.156, -0.73, 0.282, 1.166], [0.966, 0.265, 1.26, 0.47], [0.28, 0.306, -0.308, 0.222]]
      T: [[0.12, -0.4, 0.31, 0.7], [0.22, 0.15, -0.6, 0.33], [-0.51, 0.42, 0.13, -0.27]]
    forward: |
      Z = X @ W1
      H = tanh(Z)
      P = H @ W2
      L = sum((P - T)^2) / 2
    parts:
      - {id: H, value: H}
      - {id: P, value: P}
      - {id: dP, derivative: {of: L, wrt: P}, reference: P - T}
      - {id: dW2, derivative: {of: L, wrt: W2}, reference: H.T @ dP}
      - {id: dH, derivative: {of: L, wrt: H}, reference: dP @ W2.T}
      - {id: dZ, derivative: {of: L, wrt: Z}, reference: dH * (1 - H^2)}
      - {id: dX, derivative: {of: L, wrt: X}, reference: dZ @ W1.T}
    """
  private let x = [
    [0.532, 0.271, -1.216, 0.278], [-0.175, -0.465, 0.682, -0.086], [0.051, 1.08, 0.361, -0.805],
  ]
  private let w1 = [
    [-0.23, 0.291, -0.167], [0.535, 0.141, 0.154], [0.22, -0.349, 0.966], [0.848, 0.817, -0.028],
  ]
  private let w2 = [
    [-0.156, -0.73, 0.282, 1.166], [0.966, 0.265, 1.26, 0.47], [0.28, 0.306, -0.308, 0.222],
  ]
  private let t = [
    [0.12, -0.4, 0.31, 0.7], [0.22, 0.15, -0.6, 0.33], [-0.51, 0.42, 0.13, -0.27],
  ]

  private func scaled(_ a: Matrix, _ factor: Double) -> Matrix { a.map { $0.map { $0 * factor } } }

  /// How a student gets from one matrix to another.
  private struct Student {
    var dP: (Matrix) -> Matrix = { $0 }
    var dW2: (Matrix) -> Matrix = { $0 }
    var dH: (Matrix) -> Matrix = { $0 }
    var dZ: (Matrix) -> Matrix = { $0 }
    /// What is handed in for dH, which all else follows from as it was worked out.
    var written: (Matrix) -> Matrix = { $0 }
  }

  private func graded(_ student: Student, dP asText: String? = nil) throws -> [PartOutcome] {
    let h = product(x, w1).map { $0.map { tanh($0) } }
    let p = product(h, w2)
    let dP = student.dP(zip(p, t).map { zip($0, $1).map { $0 - $1 } })
    let dW2 = student.dW2(product(transposed(h), dP))
    let dH = student.dH(product(dP, transposed(w2)))
    let dZ = student.dZ(zip(dH, h).map { zip($0, $1).map { $0 * (1 - $1 * $1) } })
    return try OneProblem(problem).graded(
      """
      {"H": \(h), "P": \(p), "dP": \(asText ?? "\(dP)"), "dW2": \(dW2),
       "dH": \(student.written(dH)), "dZ": \(dZ), "dX": \(product(dZ, transposed(w1)))}
      """)
  }

  @Test func aRightStudentIsRight() throws {
    #expect(try graded(Student()).allSatisfy { $0.verdict == .correct })
  }

  /// Both follow from dP, which is right: no step that they have in common was wrong.
  @Test(arguments: [-1.0, 2, 0.5, 3])
  func aFactorLostTwiceCostsTwice(_ factor: Double) throws {
    let twice = Student(dW2: { scaled($0, factor) }, dH: { scaled($0, factor) })
    let parts = try graded(twice)
    #expect(parts[3].verdict == .incorrect && parts[4].verdict == .incorrect, "\(parts[4].why)")
    #expect(parts[5].verdict == .carried && parts[6].verdict == .carried)
  }

  /// What follows from the first answer has its factor already.
  @Test func theSameFactorOnTopOfTheFirstCosts() throws {
    let parts = try graded(Student(dH: { scaled($0, 1.0 / 24) }, dZ: { scaled($0, 1.0 / 24) }))
    #expect(parts[4].verdict == .incorrect && parts[5].verdict == .incorrect, "\(parts[5].why)")
  }

  /// All follows from the right numbers, so that nobody rounded: one number was copied wrongly.
  @Test(arguments: [1.0005, 1.002, 1.01, 0.998])
  func aNumberCopiedWronglyIsNotRight(_ factor: Double) throws {
    let typo = Student(written: { matrix in
      var copied = matrix
      copied[1][0] *= factor
      return copied
    })
    let parts = try graded(typo)
    #expect(parts[4].score == .zero, "\(parts[4].verdict): \(parts[4].why)")
    #expect(parts[5].verdict == .correct && parts[6].verdict == .correct)
  }

  /// The same after an answer that is lost: what follows is right from the numbers that were meant.
  @Test(arguments: [1.0005, 1.002, 1.01, 0.998])
  func aNumberCopiedWronglyIsNotCarried(_ factor: Double) throws {
    let typo = Student(
      dP: { $0.map { $0.map { $0 * $0 * $0 } } },
      written: { matrix in
        var copied = matrix
        copied[1][0] *= factor
        return copied
      })
    let parts = try graded(typo)
    #expect(parts[2].verdict == .incorrect && parts[3].verdict == .carried)
    #expect(parts[4].score == .zero, "\(parts[4].verdict): \(parts[4].why)")
  }

  /// Few digits do not make an answer that everything follows from easily.
  @Test(arguments: ["1.0", "1.000000"])
  func oneNumberAmongZerosCarriesNothing(_ one: String) throws {
    let student = Student(dP: { matrix in
      var easy = scaled(matrix, 0)
      easy[0][0] = 1
      return easy
    })
    let zero = one.replacingOccurrences(of: "1", with: "0")
    let rows = (0..<3).map { row in
      "[" + (0..<4).map { row + $0 == 0 ? one : zero }.joined(separator: ", ") + "]"
    }
    let parts = try graded(student, dP: "[\(rows.joined(separator: ", "))]")
    #expect(parts[2...].allSatisfy { $0.score == .zero }, "\(parts.map(\.why))")
  }

  /// A rounded maximum is equal to none of the numbers it is the largest of.
  @Test func aRoundedMaximumIsStillTheLargest() throws {
    let pooling = """
      given:
        x: [[0.1234567, 0.7654321, -0.3141593], [0.5772157, -1.4142136, 0.9159656]]
        k: [1.1283792, -0.6931472, 0.4342945]
      forward: |
        z = x * k
        m = max(z, axis=1)
        L = sum(m^2)
      parts:
        - {id: m, value: m}
        - {id: dm, derivative: {of: L, wrt: m}, reference: 2 * m}
        - id: dz
          derivative: {of: L, wrt: z}
          reference: d[i, j] = dm[i] * (z[i, j] == m[i])
      """
    let x = [[0.1234567, 0.7654321, -0.3141593], [0.5772157, -1.4142136, 0.9159656]]
    let k = [1.1283792, -0.6931472, 0.4342945]
    func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
    let z = x.map { zip($0, k).map { rounded($0 * $1) } }
    let m = z.map { $0.max() ?? 0 }
    let dm = m.map { rounded(2 * $0) }
    let dz = zip(z, zip(m, dm)).map { row, top in row.map { $0 == top.0 ? top.1 : 0 } }
    let parts = try OneProblem(pooling).graded("{\"m\": \(m), \"dm\": \(dm), \"dz\": \(dz)}")
    #expect(parts.allSatisfy { $0.score == $0.points }, "\(parts.map(\.why))")
  }

  /// A wrong loss determines some margin, and another margin some mask: ones and zeros show no more than that.
  @Test func aWrongMaskDoesNotFollowFromAWrongLoss() throws {
    let hinge = """
      given:
        s: [[0.61, 0.42, 1.33, -0.25], [1.72, 0.18, 0.94, 1.15], [-0.37, 0.56, 0.81, 0.29]]
        m: 0.83
      forward: |
        M = maximum(0, s - 1 + m)
        L = sum(M) / 3
      parts:
        - {id: L, value: L}
        - {id: ds, derivative: {of: L, wrt: s}, reference: (s - 1 + m > 0) / 3}
      """
    let s = [[0.61, 0.42, 1.33, -0.25], [1.72, 0.18, 0.94, 1.15], [-0.37, 0.56, 0.81, 0.29]]
    let ds = s.map { $0.map { $0 - 1 > 0 ? 1 / 3.0 : 0 } }
    let parts = try OneProblem(hinge).graded("{\"L\": 0.314159, \"ds\": \(ds)}")
    #expect(parts.allSatisfy { $0.verdict == .incorrect }, "\(parts[1].why)")
  }

  /// The same where rows of other numbers are switched off.
  @Test func rowsThatAWrongMaskSwitchesOffDoNotFollowFromAWrongLoss() throws {
    let triplet = """
      given:
        A: [[0.61, 0.42, 1.33], [1.72, 0.18, 0.94], [-0.37, 0.56, 0.81], [0.15, -1.12, 0.47]]
        D: [0.35, -0.21, -1.4, -0.52]
        m: 0.83
      forward: |
        Z = A * (D + m > 0)[:, None]
        L = sum(maximum(0, D + m))
      parts:
        - {id: L, value: L}
        - {id: Z, value: Z}
      """
    let a = [[0.61, 0.42, 1.33], [1.72, 0.18, 0.94], [-0.37, 0.56, 0.81], [0.15, -1.12, 0.47]]
    let d = [0.35, -0.21, -1.4, -0.52]
    let z = zip(a, d).map { row, d in row.map { d > 0 ? $0 : 0 } }
    let parts = try OneProblem(triplet).graded("{\"L\": 0.4321987, \"Z\": \(z)}")
    #expect(parts.allSatisfy { $0.verdict == .incorrect }, "\(parts[1].why)")
  }

  /// A lost minus in Y, without which all was derived, and another one later: derived anew, the first would give the
  /// same numbers.
  @Test func aSlipThatOthersDidNotGoOnWithExcusesNothing() throws {
    let residual = """
      given:
        X: [[0.532, 0.271], [-0.175, -0.465], [0.051, 1.08]]
        W1: [[-0.23, 0.291, -0.167], [0.535, 0.141, 0.154]]
        W2: [[-0.156, -0.73], [0.966, 0.265], [0.28, 0.306]]
        T: [[0.12, -0.4], [0.22, 0.15], [-0.51, 0.42]]
      forward: |
        Z = X @ W1
        H = tanh(Z)
        Y = X + H @ W2
        L = sum((Y - T)^2) / 2
      parts:
        - {id: Y, value: Y}
        - {id: dY, derivative: {of: L, wrt: Y}, reference: Y - T}
        - {id: dH, derivative: {of: L, wrt: H}, reference: dY @ W2.T}
        - {id: dZ, derivative: {of: L, wrt: Z}, reference: dH * (1 - H^2)}
        - {id: dW1, derivative: {of: L, wrt: W1}, reference: X.T @ dZ}
      """
    let x = [[0.532, 0.271], [-0.175, -0.465], [0.051, 1.08]]
    let w1 = [[-0.23, 0.291, -0.167], [0.535, 0.141, 0.154]]
    let w2 = [[-0.156, -0.73], [0.966, 0.265], [0.28, 0.306]]
    let t = [[0.12, -0.4], [0.22, 0.15], [-0.51, 0.42]]
    func graded(_ sign: Double) throws -> [Verdict] {
      let h = product(x, w1).map { $0.map { tanh($0) } }
      let y = zip(x, product(h, w2)).map { zip($0, $1).map { $0 - $1 } }
      let dY = zip(y, t).map { zip($0, $1).map { $0 - $1 } }
      let dH = product(dY, transposed(w2))
      let dZ = zip(dH, h).map { zip($0, $1).map { $0 * (1 - $1 * $1) } }
      let dW1 = scaled(product(transposed(x), dZ), sign)
      return try OneProblem(residual).graded(
        "{\"Y\": \(y), \"dY\": \(dY), \"dH\": \(dH), \"dZ\": \(dZ), \"dW1\": \(dW1)}"
      ).map(\.verdict)
    }
    #expect(try graded(1) == [.incorrect, .carried, .carried, .carried, .carried])
    #expect(try graded(-1) == [.incorrect, .carried, .carried, .carried, .incorrect])
  }
}
