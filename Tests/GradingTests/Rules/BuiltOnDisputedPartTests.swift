import Testing

@testable import Grading

@Suite struct BuiltOnDisputedPartTests {
  private let problem = """
    given: {x: [0.5, -1.5, 2.0]}
    forward: L = sum(x^3)
    parts:
      - {id: d, derivative: {of: L, wrt: x}, reference: 2 * x^2}
      - {id: step, reference: x - 0.1 * d}
      - {id: twice, reference: 2 * step}
      - {id: own, reference: 5 * x}
    """

  @Test func doubtSpreadsToWhatNamesThePart() throws {
    let parts = try OneProblem(problem).graded(
      "{\"d\": [0.75, 6.75, 12], \"step\": [1, 2, 3], \"own\": [2.5, -7.5, 10]}")
    #expect(parts.map(\.verdict) == [.disputed, .disputed, .disputed, .correct])
    #expect(parts[1].why.hasSuffix("its reference is built on d, which is disputed"))
    #expect(parts[2].why.hasSuffix("its reference is built on step, which is disputed"))
  }
}
