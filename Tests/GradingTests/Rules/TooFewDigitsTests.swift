import Testing

@testable import Grading

@Suite struct TooFewDigitsTests {
  @Test func twoDigitsOfTheLargestEntryAreTooFew() throws {
    let problem = try OneProblem(
      "given: {x: [0.0123456, 0.0234567]}\nparts: [{id: a, reference: 1 * x}]")
    let coarse = problem.graded("{\"a\": [0.012, 0.023]}")[0]
    #expect(coarse.verdict == .imprecise)
    #expect(coarse.note == "too-few-digits")
    #expect(coarse.score == .zero)
    #expect(coarse.why.hasSuffix("give 4 decimals or more"))
    #expect(problem.graded("{\"a\": [0.0123, 0.0235]}")[0].verdict == .correct)
    #expect(problem.graded("{\"a\": [0.014, 0.023]}")[0].verdict == .incorrect)
  }
}
