import Coursework
import Diagnostics
import Grading
import TestSupport
import Testing

/// References of which a numeric derivative must say the right thing.
@Suite struct ProofTests {
  /// Draws at which the forward is not finite are passed over, and a student without others is nobody's loss.
  @Test func drawsThatAreNotFiniteArePassedOver() throws {
    func assignment(_ shape: Int) throws -> Assignment {
      let yaml = """
        title: Roots
        problems:
          - id: p
            given: {x: {draw: normal, shape: [\(shape)]}}
            forward: |
                z = sqrt(x)
                L = sum(z^3)
            parts:
              - {id: d, derivative: {of: L, wrt: z}, reference: "3 * z^2"}
        """
      return try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
    }
    let secret = Array("a secret for this test only".utf8)
    let found = (1...20).map { student in
      Result { try ProvedInputs.find(assignment(2), secret: secret, for: .student("s\(student)")) }
    }.compactMap { try? $0.get() }
    #expect(found.count == 20)
    #expect(found.contains { $0.counter > 0 })
    #expect(
      found.allSatisfy { $0.assignment.problems[0].givens[0].value.scalars.allSatisfy { $0 >= 0 } })
    #expect(try ProvedInputs.find(assignment(40), secret: secret, for: .student("nobody")) == nil)
  }

  private func proof(
    _ given: String, _ forward: String, _ reference: String, by variable: String = "x"
  ) throws -> Proof {
    let yaml = """
      title: Proofs
      problems:
        - id: p
          given: {\(given)}
          forward: |
            \(forward.replacing(";", with: "\n" + String(repeating: " ", count: 8)))
          parts:
            - {id: d, derivative: {of: L, wrt: \(variable)}, reference: "\(reference)"}
      """
    let key = AnswerKey(
      try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a"), witnesses: .all)
    return try #require(key.parts.first).proof
  }

  @Test(arguments: [
    ("x: 0.3", "L = exp(100 * x)", "100 * exp(100 * x)", Proof.Finding.agrees),
    ("x: 0.3", "L = exp(100 * x)", "100 * exp(100 * x) * (1 + 1e-7)", .contradicted),
    ("x: 0.4", "L = 1e6 + tanh(x)", "1 - tanh(x)^2", .agrees),
    ("x: 0.4", "L = 1e6 + tanh(x)", "(1 - tanh(x)^2) * (1 + 1e-5)", .contradicted),
    ("x: 0.0", "L = relu(x) - relu(-x)", "0 * x", .contradicted),
    ("x: 0.0", "L = relu(x) - relu(-x)", "1 + 0 * x", .unproved),
    ("x: 0.0", "L = relu(x)", "0 * x", .unproved),
    ("x: 0.0", "L = relu(x)", "2 + 0 * x", .contradicted),
    ("x: 30.0", "L = sigmoid(x)", "sigmoid(x) * (1 - sigmoid(x))", .unproved),
    ("x: 30.0", "L = sigmoid(x)", "sigmoid(x) * sigmoid(-x)", .unproved),
    ("x: 0.0", "L = sqrt(x)", "1 + x", .contradicted),
    ("x: 40.0", "L = -log(1 - sigmoid(x))", "1 + 0 * x", .contradicted),
    ("x: 1.0", "L = log(x - 1)", "1 / x", .contradicted),
    ("x: 1.0", "L = x^2", "log(x - 1)", .contradicted),
    ("x: 1e-6", "L = relu(x) + x^2", "1 + 2 * x", .agrees),
    ("x: [0.0, 0.0]", "L = 0.01 * sum(abs(x)) + sum((x - 1)^2)", "2 * (x - 1)", .unproved),
    ("x: [1e100, 2e100]", "L = sum(x * x)", "2 * x", .agrees),
    ("x: [1e-100, 2e-100]", "L = sum(x * x)", "2 * x", .agrees),
    ("x: [1, 2, 3]", "L = sum[i if i != 1](x[i]^2)", "[2 * x[0], 0, 2 * x[2]]", .agrees),
  ])
  func findings(
    _ given: String, _ forward: String, _ reference: String, _ finding: Proof.Finding
  ) throws {
    let proof = try proof(given, forward, reference)
    #expect(proof.finding == finding, "\(forward): \(proof.reason)")
  }

  /// What is not finite on the way ends in a sentence, never in a trap.
  @Test(arguments: [
    ("x: [-1.0, 2.0]", "z = sqrt(x);L = sum(z^2)", "2 * z"),
    ("x: [-1.0, 2.0]", "z = log(x);L = sum(z^2)", "2 * z"),
    ("x: [0.0, 2.0]", "z = 1 / x;L = sum(z^2)", "2 * z"),
    ("x: [800.0, 2.0]", "z = exp(x);L = sum(z^2)", "2 * z"),
    ("x: [300.0, 2.0]", "z = exp(x * 2.3);L = sum(z)", "ones_like(z)"),
    ("x: [1e300, 2.0]", "z = x * 1;L = sum(z)", "ones_like(z)"),
    ("x: [1.0, 2.0]", "z = one_hot(x, 2);L = sum(z)", "ones_like(z)"),
  ])
  func whatIsNotFiniteProvesNothing(_ given: String, _ forward: String, _ reference: String) throws
  {
    let proof = try proof(given, forward, reference, by: "z")
    #expect(proof.finding >= .unproved, "\(forward): \(proof.reason)")
    #expect(!proof.reason.isEmpty)
  }

  /// The operation and its operands are named, and where they stand.
  @Test(arguments: [
    ("x: [-2.0, 2.0]", "z = log(x);L = sum(z^2)", "log(-2), on the way to z, is nan"),
    ("x: [0.0, 2.0]", "y = 2 * x;z = 3 / y;L = sum(z^2)", "3 / 0, on the way to z, is inf"),
    ("x: [-2.0, 2.0]", "L = sum(x^0.5)", "(-2)^0.5, on the way to L, is nan"),
    ("x: [800.0, 2.0]", "L = sum(log(exp(x)))", "exp(800), on the way to L, is inf"),
    (
      "x: [3.0, 2.0]", "z = one_hot(x, 3);L = sum(z)",
      "a label or an index that is none of its axis"
    ),
    (
      "x: [[1, 2], [2, 4]]", "L = sum(inv(x))",
      "the inverse of a 2 by 2 matrix that is singular (column 1 is a combination of those before it)"
    ),
    ("x: [[1, 2], [2, 1]]", "L = logdet(x)", "logdet of a matrix with the determinant -3"),
    (
      "x: [[2, 0, 0], [3, 1, 0], [0, 0, 1]]", "L = sum(cholesky(x))",
      "not positive definite (its first 2 rows and columns have the determinant -7)"
    ),
    ("x: [3.0, 1.0, 3.0]", "L = sum(sort(x)^2)", "sort of numbers of which two are equal, 3"),
    ("x: [1.0, 2.0]", "L = max(x, where=x > 5)", "the max of so large numbers, or of none,"),
  ])
  func whatIsNotFiniteIsTracedBack(_ given: String, _ forward: String, _ words: String) throws {
    let proof = try proof(given, forward, "x")
    #expect(proof.finding == .contradicted)
    #expect(proof.reason.contains(words), "\(proof.reason)")
  }

  /// In log space what cannot be is log(0): never selected, and no number that absorbs others.
  @Test func recursionsInLogSpaceAreProved() throws {
    let problem = try OneProblem(
      """
      given:
        P: [1, 0, 0]
        A: [[0.5, 0.5, 0], [0, 0.7, 0.3], [0, 0, 1]]
        e: [[-0.5, -1.2, -2], [-1, -0.3, -1.7], [-0.2, -2.1, -0.9], [-0.4, -0.7, -1.1]]
        T: 4
      forward: |
        a[0] = log(P) + e[0]
        a[t,s] = logsumexp(a[t-1] + log(A[:, s])) + e[t,s] for 1 <= t < T, s < 3
        L = -logsumexp(a[T-1])
      parts:
        - id: posterior
          derivative: {of: L, wrt: e}
          reference: |
            b[T-1] = zeros(3)
            b[t,s] = logsumexp(log(A[s]) + e[t+1] + b[t+1]) for T-1 > t >= 0, s < 3
            -exp(a + b + L)
      """)
    #expect(problem.key.parts[0].proof.finding == .agrees, "\(problem.key.parts[0].proof.reason)")
    #expect(problem.key.parts[0].reference.scalars[1] == 0)
  }

  @Test func whatIsWarnedOfInInputs() throws {
    func warnings(_ given: String, _ forward: String, _ reference: String) throws -> [String] {
      AssignmentCheck(
        try readAssignment(
          """
          title: T
          attempts: 3
          problems:
            - id: p
              given: {\(given)}
              forward: L = \(forward)
              parts: [{id: d, derivative: {of: L, wrt: C}, reference: "\(reference)"}]
          """)
      ).warnings
    }
    let triangle = "C: {draw: lower-triangular, shape: [3, 3]}, x: {draw: normal, shape: [3]}"
    #expect(
      try warnings(triangle, "sum((C @ x)^2) / 2", "outer(C @ x, x)")
        .contains { $0.contains("write tril(C) in the forward") })
    #expect(try warnings(triangle, "sum((tril(C) @ x)^2) / 2", "tril(outer(C @ x, x))").isEmpty)
    // The transpose of a triangle is no triangle, and gives the same here.
    #expect(
      try warnings(
        "C: {draw: lower-triangular, shape: [3, 3]}", "sum(log(diag(C)))", "diag(1 / diag(C))"
      ).isEmpty)
    let unused = try warnings(
      triangle + ", N: [[1, 2], [3, 4]]", "sum((tril(C) @ x)^2) / 2", "tril(outer(C @ x, x))")
    #expect(unused == ["at seed 1: p: N is used by no formula"])
  }

  @Test(arguments: [("[[1, 2.0001], [2, 4]]", true), ("[[1, 2.5], [2, 4]]", false)])
  func nearlySingularMatricesAreWarnedOf(_ matrix: String, _ isWarned: Bool) throws {
    let assignment = try readAssignment(
      """
      title: T
      problems:
        - id: p
          given: {B: \(matrix)}
          forward: |
            R = inv(B)
            L = sum(R)
          parts: [{id: R, value: R}]
      """)
    let warnings = AssignmentCheck(assignment).warnings
    #expect(warnings.contains { $0.contains("on the way to R has the condition") } == isWarned)
  }

  @Test func theSmallestNumbersAreDifferentiatedBy() throws {
    for size in ["1e-320", "5e-324", "1e-290"] {
      let proof = try proof("x: [\(size), \(size)]", "L = sum(sin(x))", "cos(x)")
      #expect(proof.finding == .agrees, "\(size): \(proof.reason)")
    }
  }

  /// Right and wrong places of eps are 3e-6 apart here: far below any tolerance for students.
  @Test func batchNormalisationWithEpsilonMisplacedIsRefused() throws {
    let given = "x: [0.31, -1.2, 0.84, 0.05, -0.4, 1.7], g: [1.1, -0.3, 0.7, 0.2, -0.9, 0.4]"
    let forward = "m = mean(x)\\nv = mean((x - m)^2)\\nL = sum(g * (x - m) / sqrt(v + 1e-5))"
    func reference(_ r: String) -> String {
      "r = \(r)\\nh = (x - m) * r\\nr * (g - mean(g) - h * mean(g * h))"
    }
    func yaml(_ r: String) -> String {
      let indent = "\n          "
      return """
        title: Normalisation
        problems:
          - id: p
            given: {\(given)}
            forward: |
              \(forward.replacing("\\n", with: indent + "    "))
            parts:
              - id: d
                derivative: {of: L, wrt: x}
                reference: |
                  \(reference(r).replacing("\\n", with: indent + "        "))
        """
    }
    for (r, finding) in [
      ("1 / sqrt(v + 1e-5)", Proof.Finding.agrees), ("1 / (sqrt(v) + 1e-5)", .contradicted),
    ] {
      let key = AnswerKey(
        try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml(r)), id: "a"),
        witnesses: .all)
      #expect(key.parts[0].proof.finding == finding)
    }
  }
}
