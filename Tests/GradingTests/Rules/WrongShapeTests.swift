import Testing

@testable import Grading

@Suite struct WrongShapeTests {
  private let problem = """
    given: {A: [[1.5, 2.25, 3.5], [4.75, 5.5, 6.25]], x: [0.5, 1.5, -2.5]}
    parts:
      - {id: A2, reference: 2 * A}
      - {id: y, reference: A2 @ x}
    """

  private func part(_ answer: String) throws -> PartOutcome {
    try OneProblem(problem).graded("{\"A2\": \(answer)}")[0]
  }

  @Test func whatDoesNotFitIsMalformed() throws {
    #expect(try part("3").why == "one number, expected shape [2, 3]")
    #expect(try part("[1, 2]").note == "shape")
    let turned = try part("[[3, 9.5], [4.5, 11], [7, 12.5]]")
    #expect(turned.verdict == .malformed)
    #expect(turned.note == "shape.transposed")
  }

  @Test func axesOfLengthOneAreIgnored() throws {
    let part = try part("[[[3, 4.5, 7], [9.5, 11, 12.5]]]")
    #expect(part.verdict == .correct)
    #expect(part.note == "squeezed")
  }

  @Test func aFlatListCountsRowByRow() throws {
    #expect(try part("[3, 4.5, 7, 9.5, 11, 12.5]").note == "flattened")
    #expect(try part("[3, 9.5, 4.5, 11, 7, 12.5]").note == "shape.column-major")
    #expect(try part("[3, 4.5, 7, 9.5, 11, 12]").verdict == .malformed)
  }

  /// A flat list that is wrong leaves its numbers to later parts.
  @Test func whatFollowsFromAWrongFlatListIsCarried() throws {
    // 2·A with the last entry 12 in place of 12.5.
    let y = [3 * 0.5 + 4.5 * 1.5 - 7 * 2.5, 9.5 * 0.5 + 11 * 1.5 - 12 * 2.5]
    let parts = try OneProblem(problem).graded(
      "{\"A2\": [3, 4.5, 7, 9.5, 11, 12], \"y\": \(y)}")
    #expect(parts.map(\.verdict) == [.malformed, .carried])
  }
}
