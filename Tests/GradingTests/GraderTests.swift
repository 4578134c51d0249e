import Coursework
import Diagnostics
import Foundation
import Grading
import TestSupport
import Testing

@Suite struct GraderTests {
  /// A chain of parts, so that rounding has something to be carried along.
  static let yaml = """
    title: Chain
    problems:
      - id: p
        given: {x: [0.37, 1.91, -0.83], k: 411}
        forward: |
          s = tanh(x)
          L = k * sum(s^3)
        parts:
          - {id: s, value: s, reference: tanh(x)}
          - {id: dL_ds, derivative: {of: L, wrt: s}, reference: 3 * k * s^2}
          - {id: dL_dx, derivative: {of: L, wrt: x}, reference: dL_ds * (1 - s^2)}
          - {id: H, derivative: {of: s, wrt: x}, reference: diag(1 - s^2)}
    """

  private func key(_ yaml: String = GraderTests.yaml) throws -> AnswerKey {
    try answerKey(yaml)
  }

  private func part(_ name: String, _ value: String) throws -> PartOutcome {
    try #require(
      grade("{\"\(name)\": \(value)}", try key()).parts.first { $0.name.description == name })
  }

  private let s = [0.37, 1.91, -0.83].map { tanh($0) }

  @Test func shapesAreForgivenWhereNothingIsLost() throws {
    let text = s.map { "\($0)" }
    #expect(try part("p.s", "[\(text.joined(separator: ","))]").note == nil)
    #expect(try part("p.s", "[[\(text.joined(separator: ","))]]").note == "squeezed")
    #expect(
      try part("p.s", "[\(text.map { "[\($0)]" }.joined(separator: ","))]").note == "squeezed")
    let h = (0..<9).map { $0 % 4 == 0 ? "\(1 - s[$0 / 4] * s[$0 / 4])" : "0" }
    let flat = try part("p.H", "[\(h.joined(separator: ","))]")
    #expect(flat.verdict == .correct)
    #expect(flat.note == "flattened")
    let yaml = Self.yaml.replacing(
      "      - {id: H,",
      with: "      - {id: M, reference: \"[[1, 3, 5], [2, 4, 6]]\"}\n      - {id: H,")
    let columns = grade("{\"p.M\": [1, 2, 3, 4, 5, 6]}", try key(yaml))
    #expect(columns.parts[3].note == "shape.column-major")
    #expect(columns.parts[3].verdict == .malformed)
    #expect(grade("{\"p.M\": [1, 3, 5, 2, 4, 6]}", try key(yaml)).parts[3].note == "flattened")
    #expect(
      grade("{\"p.M\": [[1, 2], [3, 4], [5, 6]]}", try key(yaml)).parts[3].note
        == "shape.transposed")
    #expect(try part("p.s", "0.5").verdict == .malformed)
    #expect(try part("p.s", "[1,2]").note == "shape")
    #expect(try part("p.s", "[1,2]").why == "shape [2], expected shape [3]")
  }

  @Test func theTransposeCountsWhereItIsDeclared() throws {
    func graded(_ layouts: String, _ answer: String) throws -> PartOutcome {
      let yaml = """
        title: T
        layouts: \(layouts)
        problems:
          - id: p
            given: {A: [[1.5, 2.25, 3.5], [4.75, 5.5, 6.25]], B: [[1.5, 2.5], [3.5, 4.5]]}
            parts:
              - {id: A2, reference: 2 * A}
              - {id: B2, reference: 2 * B}
        """
      return try #require(
        grade("{\"p\": \(answer)}", try key(yaml)).parts.first { $0.verdict != .missing })
    }
    let turned = ["{\"A2\": [[3, 9.5], [4.5, 11], [7, 12.5]]}", "{\"B2\": [[3, 7], [5, 9]]}"]
    for answer in turned {
      #expect(try graded("[matrix]", answer).verdict != .correct)
      let outcome = try graded("[matrix, transposed]", answer)
      #expect(outcome.verdict == .correct)
      #expect(outcome.note == "transposed")
    }
    #expect(try graded("[matrix, transposed]", "{\"B2\": [[3, 5], [7, 9]]}").note == nil)
    #expect(try graded("[matrix, transposed]", "{\"B2\": [[3, 5], [9, 7]]}").verdict == .incorrect)
  }

  /// The same readings of printed digits as for nested lists; only what is wrong has the wrong shape.
  @Test func flatListsAreHeldToTheSameRule() throws {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {x: [1.5, 2.5, -0.5, 4.25], y: [0.1, 0.2, 0.3]}
          parts:
            - {id: t, reference: tanh(x)}
            - {id: M, reference: "outer(t * t, y)"}
      """
    func graded(_ m: String) throws -> [PartOutcome] {
      grade("{\"p\": {\"t\": [0.905, 0.987, -0.462, 1.000], \"M\": [\(m)]}}", try key(yaml)).parts
    }
    let rounded = try graded("0.082,0.164,0.246, 0.097,0.195,0.292, 0.021,0.043,0.064, 0.1,0.2,0.3")
    #expect(rounded.map(\.verdict) == [.correct, .correct])
    #expect(rounded[1].note == "flattened,rounded")
    let earlier = try graded(
      "0.0819025,0.163805,0.2457075, 0.0974169,0.1948338,0.2922507, 0.0213444,0.0426888,0.0640332, "
        + "0.1,0.2,0.3")
    #expect(earlier[1].note == "flattened,rounded-earlier")
    let imprecise = try graded("0.1,0.2,0.2,0.1,0.2,0.3,0.0,0.0,0.1,0.1,0.2,0.3")
    #expect(imprecise[1].verdict == .imprecise)
    let wrong = try graded("0.082,0.164,0.246, 0.097,0.195,0.292, 0.021,0.043,0.064, 0.1,0.2,0.4")
    #expect(wrong[1].verdict == .malformed)
    #expect(wrong[1].why == "shape [12], expected shape [4, 3]")
  }

  @Test func handWorkThatRoundsAtEveryStepIsRight() throws {
    let round = { (x: Double) in (x * 1e3).rounded() / 1e3 }
    let s3 = s.map(round)
    let ds = s3.map { 3 * 411 * $0 * $0 }
    let dx = zip(ds, s3).map { $0 * (1 - $1 * $1) }
    func list(_ values: [Double]) -> String {
      "[" + values.map { String(format: "%.3f", $0) }.joined(separator: ", ") + "]"
    }
    let outcome = grade(
      "{\"p\": {\"s\": \(list(s3)), \"dL_ds\": \(list(ds)), \"dL_dx\": \(list(dx))}}", try key())
    #expect(outcome.parts.map(\.verdict) == [.correct, .correct, .correct, .missing])
    #expect(outcome.parts.map(\.note) == ["rounded", "rounded-earlier", "rounded-earlier", nil])
    // Without the earlier rounded answer the digits of the numbers themselves tell how s was rounded.
    let alone = grade("{\"p\": {\"dL_ds\": \(list(ds))}}", try key())
    #expect(alone.parts[1].verdict == .correct)
    let inFull = grade("{\"p\": {\"dL_ds\": \(ds)}}", try key())
    #expect(inFull.parts[1].verdict == .imprecise)
  }

  @Test func eachVerdictCarriesItsWorstEntry() throws {
    let outcome = try part("p.s", "[\(s[0]), 0.5, \(s[2])]")
    let worst = try #require(outcome.worst)
    #expect(outcome.verdict == .incorrect)
    #expect(worst.index == [1])
    #expect(worst.got == 0.5)
    #expect(abs(worst.wanted - s[1]) < 1e-15)
    #expect(worst.error > worst.tolerance)
    #expect(outcome.why.hasPrefix("1 of 3 entries is wrong; "))
    #expect(outcome.why.contains("0.5 where 0.957085 is right at [1]"))
    #expect(try part("p.s", "[0, 0.0, -0]").note == "all-zeros")
  }

  @Test func aWrongReferenceIsDisputedAndCostsNothing() throws {
    for (old, new) in [
      ("3 * k * s^2", "2 * k * s^2"), ("3 * k * s^2", "3 * k * s^2 * (1 + 1e-5)"),
      ("3 * k * s^2", "3 * k * log(s)"),
    ] {
      let key = try key(Self.yaml.replacing(old, with: new))
      #expect(key.parts[1].proof.finding == .contradicted)
      #expect(!AssignmentCheck(key.assignment).isProved)
      let right = "[" + s.map { "\(3 * 411 * $0 * $0)" }.joined(separator: ",") + "]"
      let outcome = grade("{\"p\": {\"s\": [\(s[0]),\(s[1]),\(s[2])], \"dL_ds\": \(right)}}", key)
      #expect(outcome.parts[1].verdict == .disputed)
      #expect(outcome.parts[1].score == nil)
      #expect(outcome.maximum.value == 4 - Double(outcome.parts.count { $0.verdict == .disputed }))
      #expect(outcome.concern == .disputed)
      #expect(outcome.parts[0].verdict == .correct)
      // Whoever handed in nothing for it loses nothing by it either.
      #expect(grade("{}", key).parts[1].verdict == .disputed)
    }
  }

  @Test func whatIsBuiltOnADisputedPartIsDisputedToo() throws {
    let yaml = Self.yaml.replacing("3 * k * s^2", with: "2 * k * s^2").replacing(
      "      - {id: H,", with: "      - {id: step, reference: x - 0.1 * dL_ds}\n      - {id: H,")
    let outcome = grade("{\"p.step\": [1, 2, 3]}", try key(yaml))
    #expect(outcome.parts.first { $0.name == "p.step" }?.verdict == .disputed)
    #expect(outcome.parts.last?.verdict == .missing)
  }

  @Test func nothingThatIsNotANumberScores() throws {
    for value in [
      "[NaN, NaN, NaN]", "[1e400, 0, 0]", "[null, null, 1]", "\"x\"", "[true, true, true]",
    ] {
      let outcome = try part("p.s", value)
      #expect(outcome.verdict == .malformed)
      #expect(outcome.score == .zero)
    }
  }

  @Test func gradingIsTheSameEveryTime() throws {
    let json = "{\"p\": {\"s\": [0.1, 0.2, 0.3], \"dL_dx\": [1, 2, 3.5]}}"
    let first = grade(json, try key()).parts.map { "\($0)" }
    for _ in 0..<5 {
      let again = grade(json, try key()).parts.map { "\($0)" }
      #expect(again == first)
    }
  }
}
