import Coursework
import Diagnostics
import Grading
import TestSupport
import Testing

/// Forms and slips by which a student must lose no more than the slip costs.
@Suite struct FairnessTests {
  private func grade(_ yaml: String, _ json: String) throws -> [PartOutcome] {
    GradingTests.grade(json, try answerKey(yaml)).parts
  }

  private func yaml(_ rules: String, _ given: String, _ parts: String) -> String {
    """
    title: T
    \(rules)
    problems:
      - id: p
        given: {\(given)}
        parts:
          \(parts.replacing("\n", with: "\n      "))
    """
  }

  /// Writers drop zeros at the end of numbers.
  @Test func zerosLostAtTheEndAreNotFewDigits() throws {
    func verdicts(_ answer: String, decimals: Int) throws -> [Verdict] {
      try grade(
        yaml(
          "answer: {decimals: \(decimals)}", "x: [0.9000426, 2]", "- {id: a, reference: 'x[0] / 2'}"
        ),
        "{\"p\": {\"a\": \(answer)}}"
      ).map(\.verdict)
    }
    #expect(try verdicts("0.45", decimals: 4) == [.correct])
    #expect(try verdicts("0.45", decimals: 2) == [.imprecise])
    #expect(try verdicts("0.451", decimals: 4) == [.imprecise])
    #expect(try verdicts("0.4510", decimals: 4) == [.incorrect])
    #expect(
      try grade(
        yaml("answer: {decimals: 4}", "x: [2.00003, -0.99998]", "- {id: a, reference: 1 * x}"),
        "{\"p\": {\"a\": [2, -1]}}"
      )[0].verdict == .correct)
  }

  @Test func whatIsRoundedIsNotCountedAsWrong() throws {
    let parts = try grade(
      yaml("", "x: [0.123456, 0.234567, 0.345678, 0.456789]", "- {id: a, reference: 1 * x}"),
      "{\"p\": {\"a\": [0.1235, 0.2346, 0.5, 0.4568]}}")
    #expect(parts[0].why.hasPrefix("1 of 4 entries is wrong"))
  }

  /// The factor itself would give the right numbers away.
  @Test func onlyPlainFactorsAreNamed() throws {
    func why(_ factor: Double) throws -> String {
      let x = [0.123456, -0.734567, 1.345678, 0.456789]
      let parts = try grade(
        yaml("", "x: \(x)", "- {id: a, reference: 1 * x}"),
        "{\"p\": {\"a\": \(x.map { $0 * factor })}}")
      #expect(parts[0].note == "a.factor")
      return parts[0].redacted(to: .mistakes).why
    }
    #expect(try why(1 / 3.0).contains("every number is 1/3 of what it should be"))
    #expect(try why(-6).contains("6 times what it should be, with the sign flipped"))
    #expect(try why(0.505).contains("off by one and the same factor"))
  }

  @Test func theOtherLayoutIsReadWhateverItsNumbers() throws {
    let text = yaml(
      "layouts: [matrix, transposed]\npartial-credit: per-entry",
      "x: [[1.5, -0.7, 2.2], [0.3, 1.1, -0.4]]",
      """
      - {id: a, reference: 2 * x, points: 6}
      - {id: b, reference: a - x, points: 6}
      """)
    // One entry wrong, and what follows from it.
    let parts = try grade(
      text,
      """
      {"p": {"a": [[3, 0.6], [-1.4, 2.2], [9.9, -0.8]], "b": [[1.5, 0.3], [-0.7, 1.1], [7.7, -0.4]]}}
      """)
    #expect(parts.map(\.verdict) == [.incorrect, .carried])
    #expect((parts[0].score?.value ?? 0) > 4)
    let flipped = try grade(
      text, "{\"p\": {\"a\": [[-3, -0.6], [1.4, -2.2], [-4.4, 0.8]]}}")
    #expect(flipped[0].note == "a.sign")
  }

  /// A value that was wrong is what the forward goes on with.
  @Test func aWrongValueIsCarriedThroughTheForward() throws {
    let text = """
      title: T
      problems:
        - id: p
          given: {s: [0.4, -1.2, 0.9], t: [0, 0, 1]}
          forward: |
            P = softmax(s)
            Py = sum(t * P)
            L = -log(Py)
          parts:
            - {id: P, value: P}
            - {id: dL_dP, derivative: {of: L, wrt: P}, reference: -t / Py}
            - {id: dPy_ds, derivative: {of: Py, wrt: s}, reference: Py * (t - P)}
      """
    for answer in ["[0.200, 0.300, 0.500]", "[0.2000, 0.3000, 0.5000]"] {
      let parts = try grade(
        text, "{\"p\": {\"P\": \(answer), \"dL_dP\": [0, 0, -2], \"dPy_ds\": [-0.1, -0.15, 0.25]}}")
      #expect(parts.map(\.verdict) == [.incorrect, .carried, .carried])
    }
    let guess = try grade(
      text, "{\"p\": {\"P\": [0.200, 0.300, 0.500], \"dL_dP\": [0, 0, -2.500]}}")
    #expect(guess[1].verdict == .incorrect)
  }

  /// Whoever goes on correctly from a slip has no less than whoever does not.
  @Test func carriedIsNoLessThanTheAnswerEarnsByItself() throws {
    let parts = try grade(
      yaml(
        "carry: 0\npartial-credit: per-entry", "x: [1.5, -0.7, 2.2, 0.3]",
        """
        - {id: a, reference: 2 * x, points: 4}
        - {id: b, reference: a - x, points: 4}
        """), "{\"p\": {\"a\": [3, -1.4, 4.4, 9], \"b\": [1.5, -0.7, 2.2, 8.7]}}")
    #expect(parts.map(\.verdict) == [.incorrect, .carried])
    #expect(parts[1].score == parts[0].score)
    #expect((parts[1].score?.value ?? 0) > 2)
  }

  @Test func pointsAndVerdictsAloneTellNoHow() throws {
    let parts = try grade(
      yaml(
        "", "x: [1.5, -0.7, 2.2]",
        "- {id: a, reference: x / 3}\n- {id: b, reference: a + x}\n- {id: c, reference: b * b}"),
      """
      {"p": {"a": [0.5, -0.2333, 0.7333], "b": [1, 2, 3.500], "c": [1, 4, 12.25]}}
      """)
    #expect(parts.map(\.verdict) == [.correct, .incorrect, .carried])
    let told = parts.map { $0.redacted(to: .scores) }
    #expect(told.allSatisfy { $0.note == nil && $0.worst == nil })
    #expect(told.map(\.why) == ["right", "not right", "right given your own earlier answers"])
  }

  /// A slip in the forward that no part asks about is in every part, and costs once.
  @Test func oneSlipInTheForwardCostsOnce() throws {
    let text = """
      title: T
      problems:
        - id: p
          given:
            W: [[0.62, -1.14, 0.35], [-0.47, 0.73, 1.21]]
            b: [0.15, -0.32]
            x: [0.83, -0.64, 1.27]
          forward: |
            s = W @ x + b
            L = 0.5 * sum(s^2)
          parts:
            - {id: dL_ds, derivative: {of: L, wrt: s}, reference: s}
            - {id: dL_dW, derivative: {of: L, wrt: W}, reference: "outer(s, x)"}
            - {id: dL_db, derivative: {of: L, wrt: b}, reference: 1 * s}
      """
    let s = [0.62 * 0.83 + 1.14 * 0.64 + 0.35 * 1.27, -0.47 * 0.83 - 0.73 * 0.64 + 1.21 * 1.27]
    let x = [0.83, -0.64, 1.27]
    let outer = s.map { left in x.map { left * $0 } }
    let parts = try grade(
      text, "{\"p\": {\"dL_ds\": \(s), \"dL_dW\": \(outer), \"dL_db\": \(s)}}")
    #expect(parts.map(\.verdict) == [.incorrect, .carried, .carried])
    #expect(parts[1].why == "right given your own dL_ds, which is wrong")
  }

  /// Positive numbers would make a relu of them a copy.
  @Test func whatIsChosenToMakeAPartTrivialCarriesNothing() throws {
    let text = yaml(
      "", "x: [1.5, -0.7, 2.2, -0.3]",
      "- {id: s, reference: 2 * x}\n- {id: z, reference: relu(s)}")
    let chosen = try grade(
      text, "{\"p\": {\"s\": [1.1, 2.2, 3.7, 0.4], \"z\": [1.1, 2.2, 3.7, 0.4]}}")
    #expect(chosen.map(\.verdict) == [.incorrect, .incorrect])
    let slipped = try grade(
      text, "{\"p\": {\"s\": [1.5, -0.7, 2.2, -0.4], \"z\": [1.5, 0, 2.2, 0]}}")
    #expect(slipped.map(\.verdict) == [.incorrect, .carried])
  }

  /// What is wrong with an answer as a whole is no slip in the forward, and what follows from one is carried.
  @Test func onlySlipsInTheForwardAreShared() throws {
    let text = """
      title: T
      problems:
        - id: p
          given:
            W: [[0.62, -1.14, 0.35], [-0.47, 0.73, 1.21]]
            b: [0.15, -0.32]
            x: [0.83, -0.64, 1.27]
          forward: |
            s = W @ x + b
            r = W @ x - 3 * b
            L = 0.5 * sum(s^2) + sum(r)
          parts:
            - {id: s, value: s}
            - {id: r, value: r}
            - {id: dL_ds, derivative: {of: L, wrt: s}, reference: 1 * s}
            - {id: dL_dW, derivative: {of: L, wrt: W}, reference: "outer(dL_ds + [1, 1], x)"}
      """
    let wx = [0.62 * 0.83 + 1.14 * 0.64 + 0.35 * 1.27, -0.47 * 0.83 - 0.73 * 0.64 + 1.21 * 1.27]
    let s = [wx[0] + 0.15, wx[1] - 0.32]
    let r = [wx[0] - 0.45, wx[1] + 0.96]
    // Two flipped signs are two errors, and so are two copies of a given.
    let flipped = try grade(text, "{\"p\": {\"s\": \(s.map { -$0 }), \"r\": \(r.map { -$0 })}}")
    #expect(flipped.prefix(2).map(\.verdict) == [.incorrect, .incorrect])
    let copied = try grade(text, "{\"p\": {\"s\": [0.150, -0.320], \"r\": [0.150, -0.320]}}")
    #expect(copied.prefix(2).map(\.verdict) == [.incorrect, .incorrect])
  }
}
