import Testing

@testable import Grading

@Suite struct TransposedLayoutTests {
  private let problem = """
    given: {A: [[1.5, 2.25, 3.5], [4.75, 5.5, 6.25]], B: [[1.5, 2.5], [3.5, 4.5]]}
    parts:
      - {id: A2, reference: 2 * A}
      - {id: B2, reference: 2 * B}
      - {id: C, reference: B2 + B}
    """

  private func graded(_ answers: String, accepts: Bool = true) throws -> [PartOutcome] {
    try OneProblem(problem, rules: accepts ? "layouts: [matrix, transposed]" : "title: T")
      .graded(answers)
  }

  @Test func theOtherLayoutCountsWhereItIsAccepted() throws {
    for answer in ["{\"A2\": [[3, 9.5], [4.5, 11], [7, 12.5]]}", "{\"B2\": [[3, 7], [5, 9]]}"] {
      let part = try #require(try graded(answer).first { $0.verdict != .missing })
      #expect(part.verdict == .correct)
      #expect(part.note == "transposed")
      #expect(
        try graded(answer, accepts: false).allSatisfy { $0.verdict != .correct })
    }
  }

  @Test func aSquareIsReadSoOnlyWhereThatEarnsSomething() throws {
    let wrong = try graded("{\"B2\": [[3, 5], [9, 7]]}")[1]
    #expect(wrong.verdict == .incorrect)
    #expect(wrong.note?.contains("transposed") != true)
    // Wrong, and gone on from in the other layout.
    let carried = try graded("{\"B2\": [[3, 5], [9, 7]], \"C\": [[4.5, 12.5], [7.5, 11.5]]}")
    #expect(carried[2].verdict == .carried)
    #expect(carried[2].note == "carried,transposed")
  }
}
