import Testing

@testable import Grading

@Suite struct NothingHandedInTests {
  @Test func aPartThatIsNotThereIsMissing() throws {
    let problem = try OneProblem(
      "given: {x: 2.5}\nparts: [{id: a, reference: 3 * x}, {id: b, reference: a}]")
    let parts = problem.graded("{\"b\": 7.5}")
    #expect(parts.map(\.verdict) == [.missing, .correct])
    #expect(parts[0].score == .zero)
    #expect(parts[0].note == nil)
    #expect(parts[0].why == "no answer was handed in")
  }
}
