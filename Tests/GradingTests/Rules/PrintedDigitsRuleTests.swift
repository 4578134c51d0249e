import Testing

@testable import Grading

@Suite struct PrintedDigitsRuleTests {
  private func part(_ answer: String) throws -> PartOutcome {
    try OneProblem("given: {x: [0.123456, 2.345678]}\nparts: [{id: a, reference: 1 * x}]")
      .graded("{\"a\": \(answer)}")[0]
  }

  @Test(arguments: [
    ("[0.1235, 2.3457]", "rounded"), ("[0.1234, 2.3456]", "truncated"),
    ("[1.235e-1, 2.346]", "rounded"), ("[0.123, 2.346]", "rounded"),
  ])
  func whatWasRoundedOrCutOffIsCorrect(_ answer: String, _ note: String) throws {
    let part = try part(answer)
    #expect(part.verdict == .correct)
    #expect(part.note == note)
  }

  @Test(arguments: ["[0.1236, 2.3457]", "[0.1235, 2.3459]", "[0.1233, 2.3455]", "[0.1, 2.3459]"])
  func whatIsOffByMoreThanItsDigitsIsNot(_ answer: String) throws {
    #expect(try part(answer).verdict == .incorrect)
  }
}
