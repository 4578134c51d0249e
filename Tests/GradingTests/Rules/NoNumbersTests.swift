import Coursework
import Testing

@testable import Grading

@Suite struct NoNumbersTests {
  private let problem = "given: {x: [1.5, 2.5]}\nparts: [{id: a, reference: 3 * x}]"

  @Test(arguments: ["\"see page 2\"", "[NaN, 7.5]", "[4.5, 1e400]", "[true, false]", "{}"])
  func whatIsNoFiniteNumberIsMalformed(_ answer: String) throws {
    let part = try OneProblem(problem).graded("{\"a\": \(answer)}")[0]
    #expect(part.verdict == .malformed)
    #expect(part.note == "not-numbers")
    #expect(part.score == .zero)
  }

  @Test func aFileThatCannotBeReadIsNoFaultOfTheNumbers() throws {
    let key = try OneProblem(problem).key
    let part = grade("{\"p\": {\"a\": [4.5, 7.5", key).parts[0]
    #expect(part.verdict == .malformed)
    #expect(part.note == "unreadable")
    #expect(part.isFileUnreadable)
  }
}
