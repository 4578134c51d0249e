import Coursework
import Diagnostics
import Testing

@testable import Grading

/// What is meant by a derivative: by symmetric matrices, as a matrix, and in which layout.
@Suite struct DerivativeMeaningTests {
  /// ∂(u' S v)/∂S = u v' by each entry, written out by hand for u = (1.11, 2.22, 3.33), v = (0.512, -1.024, 4.096).
  private static let entries =
    "[[0.56832, -1.13664, 4.54656], [1.13664, -2.27328, 9.09312], [1.70496, -3.40992, 13.63968]]"
  private static let symmetric =
    "[[0.56832, 0.00000, 3.12576], [0.00000, -2.27328, 2.8416], [3.12576, 2.8416, 13.63968]]"
  private static let freeTriangle =
    "[[0.56832, 0.00000, 6.25152], [0.00000, -2.27328, 5.6832], [6.25152, 5.6832, 13.63968]]"

  private func bilinear(_ convention: String?, _ reference: String, s: String) throws -> OneProblem
  {
    let said = convention.map { ", convention: \($0)" } ?? ""
    return try OneProblem(
      """
      given:
        S: \(s)
        u: [1.11, 2.22, 3.33]
        v: [0.512, -1.024, 4.096]
      forward: L = u @ S @ v
      parts:
        - id: d
          derivative: {of: L, wrt: S\(said)}
          reference: "\(reference)"
      """)
  }

  private static let square = "[[2, 0.5, 0.3], [0.5, 3, -0.7], [0.3, -0.7, 1.5]]"

  @Test(arguments: [
    ("entries", "outer(u, v)", entries),
    ("symmetric", "(outer(u, v) + outer(v, u)) / 2", symmetric),
    ("free-triangle", "outer(u, v) + outer(v, u) - diag(u * v)", freeTriangle),
  ])
  func conventionsAreProvedAndTheOthersAreNamed(
    _ convention: String, _ reference: String, _ right: String
  ) throws {
    let problem = try bilinear(convention, reference, s: Self.square)
    #expect(problem.key.parts[0].proof.finding == .agrees, "\(problem.key.parts[0].proof.reason)")
    #expect(problem.graded("{\"d\": \(right)}")[0].verdict == .correct)
    for (other, numbers) in [
      ("entries", Self.entries), ("symmetric", Self.symmetric),
      ("free-triangle", Self.freeTriangle),
    ] where other != convention {
      let part = problem.graded("{\"d\": \(numbers)}")[0]
      #expect(part.verdict == .incorrect)
      #expect(part.note == "d.convention-\(other)")
    }
    let wrong = try bilinear(convention, "outer(u, v) + outer(v, u)", s: Self.square)
    #expect(wrong.key.parts[0].proof.finding == .contradicted)
  }

  @Test func aConventionNeedsASymmetricMatrix() throws {
    let skewed = try bilinear(
      "symmetric", "(outer(u, v) + outer(v, u)) / 2", s: "[[2, 1, 0], [0, 1, 0], [0, 0, 1]]")
    #expect(skewed.key.parts[0].proof.finding == .contradicted)
    #expect(skewed.key.parts[0].proof.reason.contains("S is not symmetric"))
    let unsaid = try bilinear(nil, "outer(u, v)", s: Self.square)
    #expect(unsaid.key.parts[0].proof.finding == .agrees)
    let drawn = try readAssignment(
      """
      title: T
      problems:
        - id: p
          given: {S: {draw: positive-definite, shape: [3, 3]}}
          forward: L = logdet(S)
          parts: [{id: d, derivative: {of: L, wrt: S}, reference: inv(S)}]
      """)
    #expect(AssignmentCheck(drawn).warnings.contains { $0.contains("say by 'convention'") })
    for wrong in ["[[1, 2], [3, 4]]", "[1, 2]"] {
      #expect(throws: Diagnostics.self) {
        try OneProblem(
          """
          given: {S: \(wrong)}
          forward: L = sum(S)
          parts: [{id: d, derivative: {of: L, wrt: S, convention: upper}, reference: ones_like(S)}]
          """)
      }
    }
  }

  /// Of a factor by cholesky the lower triangle alone is read.
  @Test func entriesOfAMatrixOfWhichATriangleIsReadAreRefused() throws {
    func proof(_ convention: String) throws -> Proof {
      try OneProblem(
        """
        given: {S: [[4, 2], [2, 3]]}
        forward: |
          C = cholesky(S)
          L = 2 * log(C[0,0]) + 2 * log(C[1,1])
        parts:
          - id: d
            derivative: {of: L, wrt: S, convention: \(convention)}
            reference: \(convention == "symmetric" ? "inv(S)" : "2 * inv(S) - diag(diag(inv(S)))")
        """
      ).key.parts[0].proof
    }
    #expect(try proof("symmetric").finding == .agrees)
    #expect(try proof("free-triangle").finding == .agrees)
    #expect(try proof("entries").finding == .contradicted)
    #expect(try proof("entries").reason.contains("only the lower triangle of S is read"))
  }

  /// The Jacobian of W @ x by W as a matrix is the identity beside x: rows 0 to 2, columns of W row by row.
  @Test func aJacobianIsAskedForAsAMatrix() throws {
    let problem = try OneProblem(
      """
      given: {W: [[1, 2], [3, 4], [5, 6]], x: [7, 8]}
      forward: s = W @ x
      parts:
        - id: J
          derivative: {of: s, wrt: W, layout: flattened}
          reference: "reshape(eye(3)[:, :, None] * x, [3, 6])"
      """)
    #expect(problem.key.parts[0].proof.finding == .agrees)
    #expect(
      problem.graded("{\"J\": [[7,8,0,0,0,0], [0,0,7,8,0,0], [0,0,0,0,7,8]]}")[0].verdict
        == .correct)
    let turned = problem.graded("{\"J\": [[7,0,0],[8,0,0],[0,7,0],[0,8,0],[0,0,7],[0,0,8]]}")[0]
    #expect(turned.verdict != .correct)
  }

  @Test(arguments: [
    ("[numerator]", "W.T", "[[1, 3, 5], [2, 4, 6]]", "[[1, 2], [3, 4], [5, 6]]", false),
    ("[denominator]", "W", "[[1, 2], [3, 4], [5, 6]]", "[[1, 3, 5], [2, 4, 6]]", false),
    (
      "[numerator, denominator]", "W", "[[1, 2], [3, 4], [5, 6]]", "[[1, 3, 5], [2, 4, 6]]", true
    ),
  ])
  func layoutsHaveTheirNames(
    _ layouts: String, _ reference: String, _ right: String, _ turned: String, _ takesBoth: Bool
  ) throws {
    let problem = try OneProblem(
      """
      given: {W: [[1, 2], [3, 4], [5, 6]]}
      forward: L = sum(W^2) / 2
      parts:
        - {id: d, derivative: {of: L, wrt: W}, layouts: \(layouts), reference: \(reference)}
      """)
    #expect(problem.key.parts[0].proof.finding == .agrees)
    #expect(problem.graded("{\"d\": \(right)}")[0].verdict == .correct)
    #expect((problem.graded("{\"d\": \(turned)}")[0].verdict == .correct) == takesBoth)
  }

  /// Second derivatives are compared with second differences of the forward, for one variable and for two.
  @Test func secondDifferencesSpeakForTheRightOnesAlone() throws {
    let problem = try OneProblem(
      """
      given: {x: [0.3, -0.7, 1.1], w: [[0.5, -0.2, 0.9], [1.3, 0.4, -0.8]]}
      forward: |
        s = w @ x
        L = sum(exp(s) * [1, 2])
      parts:
        - id: H
          derivative: {of: L, wrt: [x, x]}
          reference: w.T @ diag(exp(w @ x) * [1, 2]) @ w
        - id: M
          derivative: {of: L, wrt: [x, s]}
          reference: w.T @ diag(exp(w @ x) * [1, 2])
        - id: N
          derivative: {of: L, wrt: [s, x]}
          reference: diag(exp(w @ x) * [1, 2]) @ w
      """)
    for key in problem.key.parts {
      #expect(key.proof.finding == .agrees, "\(key.part.id): \(key.proof.reason)")
      let curvature = try #require(
        Curvature(key.part, in: problem.key.assignment.problems[0], key.scope))
      #expect(curvature.bound < 1e-5 * curvature.value.magnitude)
      func proof(_ scale: Double, turns: Bool = false) -> Proof {
        var wrong = key.reference
        for place in wrong.scalars.indices { wrong.scalars[place] *= scale }
        if turns { wrong.scalars[1] += 1e-3 }
        return Proof(
          key.part, reference: wrong, singlePrecisionError: 0, numeric: nil, reverse: nil,
          binding: nil, curvature: curvature, fault: nil, notFinite: { _ in nil })
      }
      #expect(proof(1).finding == .byDefinition)
      #expect(proof(1.001).finding == .contradicted)
      #expect(proof(1.001).reason.contains("second differences of the forward"))
      guard key.part.id == "H" else { continue }
      #expect(proof(1, turns: true).reason.contains("do not depend on the order"))
    }
  }

  /// Of a vector by a vector the numerator has the rows.
  @Test func theDenominatorOfAJacobianHasTheRows() throws {
    let problem = try OneProblem(
      """
      given: {A: [[1, 2, 3], [4, 5, 6]], x: [1, 2, 3]}
      forward: y = A @ x
      parts:
        - {id: n, derivative: {of: y, wrt: x}, layouts: [numerator], reference: A}
        - {id: d, derivative: {of: y, wrt: x}, layouts: [denominator], reference: A.T}
      """)
    #expect(problem.key.parts.allSatisfy { $0.proof.finding == .agrees })
    #expect(problem.key.parts.map(\.part.shape.dimensions) == [[2, 3], [3, 2]])
  }
}

extension DerivativeMeaningTests {
  /// L = (u' S v)², whose Hessian by one triangle is 2 A ⊗ A with A the gradient of u' S v by that triangle.
  @Test(arguments: [
    ("free-triangle", "outer(u, v) + outer(v, u) - diag(u * v)"),
    ("symmetric", "(outer(u, v) + outer(v, u)) / 2"), ("entries", "outer(u, v)"),
  ])
  func aConventionHoldsForBothOfTwo(_ convention: String, _ gradient: String) throws {
    func proof(_ second: String) throws -> Proof {
      try OneProblem(
        """
        given: {S: [[2, 0.5, 0.3], [0.5, 3, -0.7], [0.3, -0.7, 1.5]], u: [1.1, 2.2, 3.3], v: [0.5, -1, 4]}
        forward: L = (u @ S @ v)^2
        parts:
          - id: H
            derivative: {of: L, wrt: [S, S], convention: \(convention)}
            reference: |
              A = \(gradient)
              B = \(second)
              2 * einsum("ij,kl->ijkl", A, B)
        """
      ).key.parts[0].proof
    }
    let right = try proof("A")
    #expect(right.finding == .agrees, "\(right.reason)")
    guard convention != "entries" else { return }
    #expect(try proof("outer(u, v)").finding == .contradicted)
  }

  @Test func aConventionIsOfOneSymmetricMatrix() throws {
    let mixed = try OneProblem(
      """
      given: {S: [[2, 0.5], [0.5, 3]], u: [1.1, 2.2], v: [0.5, -1]}
      forward: L = u @ S @ v
      parts:
        - id: M
          derivative: {of: L, wrt: [S, u], convention: symmetric}
          reference: |
            E = eye(2)
            (einsum("ik,j->ijk", E, v) + einsum("jk,i->ijk", E, v)) / 2
      """)
    #expect(mixed.key.parts[0].proof.finding == .agrees, "\(mixed.key.parts[0].proof.reason)")
    #expect(throws: Diagnostics.self) {
      try OneProblem(
        """
        given: {S: [[2, 0.5], [0.5, 3]], W: [[1, 2], [3, 4]]}
        forward: L = sum(S @ W @ S)
        parts:
          - {id: M, derivative: {of: L, wrt: [S, W], convention: symmetric}, reference: "zeros([2, 2, 2, 2])"}
        """)
    }
  }

  /// ∂L/∂(log A) is the expected count of a transition; what cannot be has none.
  @Test func derivativesByLogarithmsOfZeroAreZero() throws {
    let problem = try OneProblem(
      """
      given: {U: [[0.3, -0.4, 0.2], [0.1, 0.6, -0.5], [0.7, -0.2, 0.4]]}
      forward: |
        A = log_softmax(where(triu(ones([3, 3])) > 0, U, log(0)), axis=1)
        a = logsumexp(A, axis=0)
        L = logsumexp(a * 2)
      parts:
        - {id: d, derivative: {of: L, wrt: A}, reference: "2 * softmax(2 * a) * exp(A - a)"}
      """)
    #expect(problem.key.parts[0].proof.finding == .agrees, "\(problem.key.parts[0].proof.reason)")
    // Where the forward ends, nobody is blamed.
    let edge = try OneProblem(
      """
      given: {x: [0.3, 0.5], m: [1, 0]}
      forward: L = logsumexp(x + log(m))
      parts: [{id: d, derivative: {of: L, wrt: m}, reference: "exp(x) / sum(m * exp(x))"}]
      """)
    #expect(edge.key.parts[0].proof.finding == .unproved)
    #expect(edge.key.parts[0].proof.reason.contains("the forward ends here"))
  }

  /// The numbers of a Jacobian in its own shape are the same; column by column is named.
  @Test func aJacobianInOtherFormsIsReadOrNamed() throws {
    let problem = try OneProblem(
      """
      given: {A: [[1.1, 2.3], [3.7, 4.2]], X: [[1, 2, 3], [4, 5, 6]]}
      forward: Y = A @ X
      parts:
        - id: J
          derivative: {of: Y, wrt: X, layout: flattened}
          reference: reshape(einsum("ik,jl->ijkl", A, eye(3)), [6, 6])
      """)
    let rows = problem.key.parts[0].reference.scalars
    func list(_ shape: [Int], _ entry: ([Int]) -> Double) -> String {
      func nested(_ index: [Int]) -> String {
        guard index.count < shape.count else { return "\(entry(index))" }
        return "[" + (0..<shape[index.count]).map { nested(index + [$0]) }.joined(separator: ",")
          + "]"
      }
      return nested([])
    }
    let whole = list([2, 3, 2, 3]) { rows[(($0[0] * 3 + $0[1]) * 2 + $0[2]) * 3 + $0[3]] }
    #expect(problem.graded("{\"J\": \(whole)}")[0].verdict == .correct)
    // vec by columns: I ⊗ A.
    let columns = list([6, 6]) { index in
      let (i, j) = (index[0] % 2, index[0] / 2)
      let (k, l) = (index[1] % 2, index[1] / 2)
      return rows[((i * 3 + j) * 2 + k) * 3 + l]
    }
    let part = problem.graded("{\"J\": \(columns)}")[0]
    #expect(part.verdict == .incorrect && part.note == "J.column-major")
  }
}
