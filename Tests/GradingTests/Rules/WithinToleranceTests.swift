import Testing

@testable import Grading

@Suite struct WithinToleranceTests {
  private func verdict(_ answer: String, tolerance: String = "{relative: 1e-4}") throws
    -> PartOutcome
  {
    try OneProblem(
      """
      given: {x: [3, -4, 0]}
      parts: [{id: a, reference: 1 * x, tolerance: \(tolerance)}]
      """
    ).graded("{\"a\": \(answer)}")[0]
  }

  /// rms is 5 / √3, so that every entry may be off by 2.88e-4, and the second by 4e-4.
  @Test func theEdgeIsWhereThePageSays() throws {
    #expect(try verdict("[3.000287999999999, -4, 0]").verdict == .correct)
    #expect(try verdict("[3.000301000000001, -4, 0]").verdict == .incorrect)
    #expect(try verdict("[3, -4.000399999999999, 0]").verdict == .correct)
    #expect(try verdict("[3, -4.000401000000001, 0]").verdict == .incorrect)
    #expect(try verdict("[3, -4, 0.0002880000000001]").verdict == .correct)
    #expect(try verdict("[3, -4, 0.0002890000000001]").verdict == .incorrect)
    #expect(try verdict("[3, -4, 0]").note == nil)
  }

  @Test func aStrictRuleGivesSmallEntriesNothing() throws {
    let strict = "{relative: 1e-4, strict: true}"
    #expect(try verdict("[3, -4, 0.0000100000000001]", tolerance: strict).verdict == .incorrect)
    #expect(try verdict("[3.0002990000000001, -4, 0]", tolerance: strict).verdict == .correct)
  }
}
