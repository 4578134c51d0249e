import Coursework
import Testing

@testable import Grading

/// The rule by itself: it decides only where a reference is wrong and yet was not found to be.
@Suite struct ConfirmedByDerivativeTests {
  private func ruling(_ reference: String, _ answer: String) throws -> Ruling? {
    let key = try OneProblem(
      """
      given: {x: [0.5, 1.5, -2.5]}
      forward: L = sum(x^2)
      parts: [{id: d, derivative: {of: L, wrt: x}, reference: "\(reference)"}]
      """
    ).key
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array("{\"p\": {\"d\": \(answer)}}".utf8))],
      student: "s", for: key.assignment)
    return VerdictRule.confirmedByDerivative.decide(
      PartQuestion(
        key.parts[0], submission.answers["p.d"] ?? .missing, PriorAnswers(), takesUnproved: true))
  }

  @Test func whatTheDerivativeAloneAcceptsIsDisputed() throws {
    #expect(try ruling("2.001 * x", "[1, 3, -5]")?.verdict == .disputed)
    #expect(try ruling("2.001 * x", "[1, 3, -5.001]") == nil)
    #expect(try ruling("2 * x", "[1.1, 3, -5]") == nil)
  }
}
