import Coursework
import Testing

@testable import Grading

/// The rule by itself: a reference that the derivative contradicts decides nothing before it gets here.
@Suite struct ContradictedByDerivativeTests {
  private func ruling(_ reference: String, _ forward: String, _ answer: String, kinks: String = "")
    throws -> Ruling?
  {
    let key = try OneProblem(
      """
      given: {x: [0.0, 1.5, -2.5]}
      forward: \(forward)
      parts: [{id: d, derivative: {of: L, wrt: x}, \(kinks)reference: "\(reference)"}]
      """
    ).key
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array("{\"p\": {\"d\": \(answer)}}".utf8))],
      student: "s", for: key.assignment)
    let reading = submission.answers["p.d"] ?? .missing
    return VerdictRule.contradictedByDerivative.decide(
      PartQuestion(key.parts[0], reading, PriorAnswers(), takesUnproved: true))
  }

  @Test func whatOnlyAWrongReferenceAcceptsIsDisputed() throws {
    let wrong = try ruling("2.001 * x", "L = sum(x^2)", "[0, 3.0015, -5.0025]")
    #expect(wrong?.verdict == .disputed)
    guard case .doubt(.acceptedByReferenceAlone(let entry))? = wrong?.findings.last else {
      Issue.record("another finding")
      return
    }
    #expect(entry == [1])
    #expect(try ruling("2 * x", "L = sum(x^2)", "[0, 3, -5]") == nil)
    #expect(try ruling("2.001 * x", "L = sum(x^2)", "[0, 3, -5]") == nil)
  }

  /// At the kink itself there is no derivative; at the other entries there is.
  @Test func itLooksBesideAKinkToo() throws {
    let forward = "L = sum(relu(x))"
    #expect(
      try ruling("1.001 * (x > 0)", forward, "[1, 1.001, 0]", kinks: "kinks: interval, ")?.verdict
        == .disputed)
    #expect(try ruling("x > 0", forward, "[1, 1, 0]", kinks: "kinks: interval, ") == nil)
  }
}
