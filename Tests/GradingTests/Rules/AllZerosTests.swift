import Testing

@testable import Grading

@Suite struct AllZerosTests {
  @Test func zerosEarnNothingHoweverSparseTheReferenceIs() throws {
    let problem = try OneProblem(
      "given: {x: [0, 0, 0, 2.5]}\nparts: [{id: a, reference: 1 * x}, {id: b, reference: 'x[3]'}]",
      rules: "partial-credit: per-entry")
    let parts = problem.graded("{\"a\": [0, 0.0, -0, 0], \"b\": 0}")
    #expect(parts.map(\.verdict) == [.incorrect, .incorrect])
    #expect(parts.map(\.note) == ["all-zeros", "all-zeros"])
    #expect(parts.map(\.score) == [.zero, .zero])
    #expect(parts[0].why.hasPrefix("all zeros"))
    #expect(parts[1].why.hasPrefix("zero"))
  }

  @Test func zerosAreRightWhereTheReferenceIsZero() throws {
    let problem = try OneProblem("given: {x: [1, 2]}\nparts: [{id: a, reference: x - x}]")
    #expect(problem.graded("{\"a\": [0, 0]}")[0].verdict == .correct)
  }
}
