import Coursework
import Testing

@testable import Grading

/// Somebody who hands in again and again, to learn the right number from what is said.
@Suite struct AttackerTests {
  private let problem: OneProblem

  init() throws {
    problem = try OneProblem(
      "given: {x: [0.7312649, -1.2218973, 2.4179315, 0.9127336]}\nparts: [{id: a, reference: 3 * x}]"
    )
  }

  /// What is told about an answer, as one text.
  private func told(_ answer: [Double], _ level: FeedbackLevel) -> String {
    let part = problem.graded("{\"a\": \(answer)}")[0].redacted(to: level)
    return "\(part.verdict) \(part.note ?? "") \(part.why)"
  }

  /// Below `full`, wrong numbers that are not within a few percent of the right one are told apart by nothing, so that
  /// no bisection has a direction to go in.
  @Test(arguments: [FeedbackLevel.scores, .locations, .mistakes])
  func bisectionHasNoDirection(_ level: FeedbackLevel) throws {
    let right = problem.key.parts[0].reference.scalars
    var answers: Set<String> = []
    for attempt in 0..<250 {
      // Not one of the numbers that a mistake gives: its sign, ten times as much.
      let guess = 4.1 + Double(attempt) * 0.03137
      answers.insert(told([guess, right[1], right[2], right[3]], level))
      answers.insert(told([-guess - 0.5, right[1], right[2], right[3]], level))
    }
    #expect(answers.count == 1, "\(answers)")
  }

  /// The place of the worst entry compares two errors, and so is told in full feedback alone.
  @Test func placesAreCoarse() throws {
    let right = problem.key.parts[0].reference.scalars
    for level in [FeedbackLevel.scores, .locations, .mistakes] {
      let one = told([7.13, right[1], 4.01, right[3]], level)
      let other = told([9.99, right[1], 7.02, right[3]], level)
      #expect(one == other, "\(level)")
    }
  }

  /// A mistake is named, and its formula is not quoted.
  @Test func theRightFormulaIsQuotedInFullAlone() throws {
    let problem = try OneProblem(
      "given: {x: [0.7312649, -1.2218973, 2.4179315]}\nparts: [{id: a, reference: 3 * x - x^3}]")
    let lost = [0.7312649, -1.2218973, 2.4179315].map { 3 * $0 }
    let part = problem.graded("{\"a\": \(lost)}")[0]
    #expect(part.note == "a.term-lost.2-with-x")
    #expect(
      part.redacted(to: .mistakes).why == "all 3 entries are wrong; a term is lost: the one with x")
    #expect(part.redacted(to: .full).why.contains("3 * x in place of 3 * x - x^3"))
  }

  /// Digits that are too few are said to be too few whatever the numbers are.
  @Test func fewDigitsTellNothing() throws {
    let near = told([2.1, -3.6, 7.2, 2.7], .full)
    let far = told([9.5, 3.3, -1.2, 4.4], .full)
    #expect(near.hasPrefix("imprecise too-few-digits") && far.hasPrefix("imprecise too-few-digits"))
    #expect(told([2.1, -3.6, 7.2, 2.7], .mistakes) == told([9.5, 3.3, -1.2, 4.4], .mistakes))
  }
}
