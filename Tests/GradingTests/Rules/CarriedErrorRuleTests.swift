import Coursework
import Diagnostics
import Foundation
import Grading
import TestSupport
import Testing

@Suite struct CarriedErrorRuleTests {
  private static let W = [[0.5, -0.3, 0.8], [0.2, 0.9, -0.4]]
  private static let x = [1.5, -0.5]
  private static let g = [0.7, -1.1, 0.4]

  /// h = W' x, d = g * (1 - h²), dL_dx = W d, dL_dW = x d'.
  private func key(carry: String = "1") throws -> AnswerKey {
    let yaml = """
      title: T
      carry: \(carry)
      problems:
        - id: p
          given: {W: \(Self.W), x: \(Self.x), g: \(Self.g)}
          forward: |
            h = tanh(x @ W)
            L = sum(g * h)
            s = x @ W
          parts:
            - {id: d, reference: g * (1 - h^2)}
            - {id: dL_dx, derivative: {of: L, wrt: x}, reference: W @ d}
            - {id: dL_dW, derivative: {of: L, wrt: W}, reference: "outer(x, d)", points: 4}
            - {id: norm, reference: sum(dL_dW * dL_dW)}
      """
    return try answerKey(yaml, witnesses: .all)
  }

  private func dx(_ d: [Double]) -> [Double] {
    Self.W.map { row in zip(row, d).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  private func dW(_ d: [Double]) -> [[Double]] { Self.x.map { x in d.map { x * $0 } } }

  private func norm(_ d: [Double]) -> Double {
    dW(d).joined().reduce(0) { $0 + $1 * $1 }
  }

  private func grade(_ answers: String, carry: String = "1") throws -> [PartOutcome] {
    GradingTests.grade(answers, try key(carry: carry)).parts
  }

  private func answers(_ d: [Double], text: String? = nil) -> String {
    """
    {"p": {"d": \(text ?? "\(d)"), "dL_dx": \(dx(d)), "dL_dW": \(dW(d)), "norm": \(norm(d))}}
    """
  }

  @Test func oneErrorCostsOnce() throws {
    let parts = try grade(answers([0.601, -0.9, 0.35]))
    #expect(parts.map(\.verdict) == [.incorrect, .carried, .carried, .carried])
    #expect(parts.map { $0.score?.value } == [0, 1, 4, 1])
    #expect(parts[1].why == "right given your own d, which is wrong")
    // The norm names dL_dW alone.
    #expect(parts[3].why == "right given your own dL_dW, which follows from a wrong answer")
  }

  @Test func aShareMayBeSet() throws {
    #expect(
      try grade(answers([0.6, -0.9, 0.35]), carry: "0.5").map { $0.score?.value } == [
        0, 0.5, 2, 0.5,
      ])
    #expect(
      try grade(answers([0.6, -0.9, 0.35]), carry: "0").map { $0.score?.value } == [0, 0, 0, 0])
  }

  /// The printed numbers are rounded; the student went on with all digits.
  @Test func whatWasPrintedWithFewDigitsBlursWhatFollows() throws {
    let parts = try grade(answers([0.60004, -0.89996, 0.35004], text: "[0.6000, -0.9000, 0.3500]"))
    #expect(parts.map(\.verdict) == [.incorrect, .carried, .carried, .carried])
    let coarse = try grade(answers([0.64, -0.94, 0.34], text: "[0.6, -0.9, 0.3]"))
    #expect(coarse[1].verdict == .incorrect)
  }

  @Test(arguments: [[0, 0, 0], [0.512, 0.512, 0.512], [0, -0.912, 0]])
  func numbersNobodyDerivedCarryNothing(_ d: [Double]) throws {
    let parts = try grade(answers(d))
    #expect(parts[0].verdict == .incorrect)
    #expect(!parts.prefix(3).contains { $0.verdict == .carried })
  }

  /// What differs from these by too little to see is the same.
  @Test(arguments: [
    [0.5, 0.500001, 0.5], [6e8, -9e8, 3.5e8],
    [6e-8, -9e-8, 3.5e-8],
  ])
  func aTouchOfNoiseChangesNothing(_ d: [Double]) throws {
    let parts = try grade(answers(d))
    #expect(!parts.prefix(3).contains { $0.verdict == .carried })
  }

  @Test func missingAndMalformedAnswersCarryNothing() throws {
    let d = [0.6, -0.9, 0.35]
    for text in ["null", "[1, 2]", "[1, 2, nan]"] {
      let parts = try grade(answers(d, text: text))
      #expect(parts[1].verdict == .incorrect)
    }
  }

  /// A reference that is right for the true upstream alone is no rule for what follows from another one.
  @Test func numericDifferentiationLooksAtWhatIsCarriedToo() throws {
    func verdicts(_ reference: String, _ answer: ([Double]) -> [Double]) throws -> [Verdict] {
      let yaml = """
        title: T
        problems:
          - id: p
            given: {W: [[0.5, -0.3, 0.8], [0.2, 0.9, -0.4]], x: [1.5, -0.5, 0.75], g: [0.7, -1.1]}
            forward: |
              s = W @ x
              L = sum(g * tanh(s))
            parts:
              - {id: dL_ds, derivative: {of: L, wrt: s}, reference: g * (1 - tanh(s)^2)}
              - {id: dL_dx, derivative: {of: L, wrt: x}, reference: "\(reference)"}
        """
      let key = AnswerKey(
        try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t"),
        witnesses: .all)
      let ds = [0.351, -0.604]
      let text = "{\"p\": {\"dL_ds\": \(ds), \"dL_dx\": \(answer(ds))}}"
      let submission = SubmissionReader.read(
        [.init(name: "answers.json", bytes: Array(text.utf8))], student: "s", for: key.assignment)
      return Grader(key).grade(submission).parts.map(\.verdict)
    }
    let W = [[0.5, -0.3, 0.8], [0.2, 0.9, -0.4]]
    let product = { (u: [Double]) in (0..<3).map { u[0] * W[0][$0] + u[1] * W[1][$0] } }
    #expect(try verdicts("W.T @ dL_ds", product) == [.incorrect, .carried])
    // Right at the true dL_ds, where the second term is zero.
    let s = [0.5 * 1.5 + 0.3 * 0.5 + 0.8 * 0.75, 0.2 * 1.5 - 0.9 * 0.5 - 0.4 * 0.75]
    let wrongRule = { (u: [Double]) -> [Double] in
      let right = [0.7 * (1 - tanh(s[0]) * tanh(s[0])), -1.1 * (1 - tanh(s[1]) * tanh(s[1]))]
      let excess = u[0] - right[0] + u[1] - right[1]
      return product(u).map { $0 + excess }
    }
    #expect(
      try verdicts(
        "W.T @ dL_ds + sum(dL_ds - g * (1 - tanh(s)^2))", wrongRule) == [.incorrect, .disputed])
  }

  /// Of rank 1 where the reference has rank 2.
  @Test func aLowerRankCarriesNothing() throws {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {A: [[1.5, 0.2, -0.7], [0.3, -1.1, 0.6]], B: [[0.4, 1.2], [-0.8, 0.5], [0.9, -0.1]]}
          parts:
            - {id: C, reference: A @ B}
            - {id: D, reference: C @ C}
      """
    let key = AnswerKey(
      try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "t"),
      witnesses: .all)
    func verdict(_ c: String, _ d: String) -> Verdict {
      let submission = SubmissionReader.read(
        [.init(name: "answers.json", bytes: Array("{\"p\": {\"C\": \(c), \"D\": \(d)}}".utf8))],
        student: "s", for: key.assignment)
      return Grader(key).grade(submission).parts[1].verdict
    }
    #expect(verdict("[[1, 2], [3, 5]]", "[[7, 12], [18, 31]]") == .carried)
    #expect(verdict("[[1, 2], [2, 4]]", "[[5, 10], [10, 20.00]]") == .incorrect)
  }

  /// Who forgot one of two updates has the new loss still to work out; who forgot both hands in the old one again.
  @Test func aGivenInPlaceOfAnAnswerCarriesWhereItLeavesWork() throws {
    let update = try OneProblem(
      """
      given: {w: [0.6127, -0.9341, 0.4518], b: [1.3263, 0.8174], x: [0.7, 1.1, -0.4], r: 0.1}
      forward: L = sum(w * x)^2 / 2 + sum(b^3)
      parts:
        - {id: L, value: L}
        - {id: dw, derivative: {of: L, wrt: w}, reference: sum(w * x) * x}
        - {id: db, derivative: {of: L, wrt: b}, reference: 3 * b^2}
        - {id: w2, reference: w - r * dw}
        - {id: b2, reference: b - r * db}
        - {id: L2, reference: "sum(w2 * x)^2 / 2 + sum(b2^3)"}
      """)
    let (w, b, x) = ([0.6127, -0.9341, 0.4518], [1.3263, 0.8174], [0.7, 1.1, -0.4])
    func loss(_ w: [Double], _ b: [Double]) -> Double {
      let s = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 }
      return s * s / 2 + b.reduce(0) { $0 + $1 * $1 * $1 }
    }
    let s = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 }
    let dw = x.map { s * $0 }
    let db = b.map { 3 * $0 * $0 }
    func graded(_ w2: [Double], _ b2: [Double]) -> [Verdict] {
      update.graded(
        """
        {"L": \(loss(w, b)), "dw": \(dw), "db": \(db), "w2": \(w2), "b2": \(b2),
         "L2": \(loss(w2, b2))}
        """
      ).map(\.verdict)
    }
    let w2 = zip(w, dw).map { $0 - 0.1 * $1 }
    let b2 = zip(b, db).map { $0 - 0.1 * $1 }
    #expect(graded(w2, b2) == [Verdict](repeating: .correct, count: 6))
    #expect(graded(w2, b).suffix(2) == [.incorrect, .carried])
    #expect(graded(w, b2).suffix(3) == [.incorrect, .correct, .carried])
    #expect(graded(w, b).suffix(3) == [.incorrect, .incorrect, .incorrect])
  }

  /// Nobody is told that an answer is wrong that may only have been rounded on the way.
  @Test func whatFollowsFromImpreciseAnswersIsNotCalledWrong() throws {
    let problem = try OneProblem(
      """
      given: {x: [0.123456, -0.734567, 1.345678]}
      parts:
        - {id: e, reference: 2 * exp(x)}
        - {id: a, reference: 3 * x^2 + 1}
        - {id: b, reference: a^2}
        - {id: c, reference: a * b}
      """)
    let a = zip([0.123456, -0.734567, 1.345678], [1.003, 0.998, 1.002]).map {
      (3 * $0 * $0 + 1) * $1
    }
    let b = a.map { $0 * $0 }
    let c = zip(a, b).map { $0 * $1 }
    let e = zip([0.123456, -0.734567, 1.345678], [1.003, 0.998, 1.002]).map { 2 * exp($0) * $1 }
    let parts = problem.graded("{\"e\": \(e), \"a\": \(a), \"b\": \(b), \"c\": \(c)}")
    #expect(
      parts.map(\.verdict).dropFirst() == [.imprecise, .carried, .carried], "\(parts.map(\.why))")
    #expect(
      parts[3].why
        == "right given your own a and b, which are too imprecise, or follow from one that is too imprecise"
    )
  }

  /// A mask that changes nothing, as what it is applied to has zeros there: who derived that has gone on rightly.
  @Test func whatIsTheSameAgainCarriesIfItWasDerived() throws {
    let masked = try OneProblem(
      """
      given: {y: [0.7312, -0.4187, 1.2391, 0.9154], g: [0.5127, 1.3381, -0.8812, 0.2946]}
      parts:
        - {id: a, reference: relu(y) * g + y^2}
        - {id: b, reference: a * (y > 0)}
      """)
    let derived = [0.7312 * 0.5127, 0, 1.2391 * -0.8812, 0.9154 * 0.2946]
    let parts = masked.graded("{\"a\": \(derived), \"b\": \(derived)}")
    #expect(parts.map(\.verdict) == [.incorrect, .carried], "\(parts[1].why)")
    let invented = [0.6213, 0, 0.9341, 0.4518]
    let others = masked.graded("{\"a\": \(invented), \"b\": \(invented)}")
    #expect(others[1].verdict == .incorrect)
    #expect(
      others[1].why.contains(
        "nothing is carried from your own a, because this part would only repeat it"))
  }
}
