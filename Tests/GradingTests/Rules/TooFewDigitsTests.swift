import Coursework
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
    // The text alone decides, not how near the numbers are.
    #expect(problem.graded("{\"a\": [0.014, 0.9]}")[0].note == "too-few-digits")
    #expect(problem.graded("{\"a\": [0.0140, 0.0230]}")[0].verdict == .incorrect)
  }

  /// A number that was not rounded says nothing about those that were.
  @Test func oneLongNumberAsksForNoMoreDigits() throws {
    let problem = try OneProblem(
      "given: {x: [0.0123456, 0.0234567, 0.0345678]}\nparts: [{id: a, reference: 1 * x}]")
    let coarse = problem.graded("{\"a\": [0.012, 0.023, 0.034567800000000003]}")[0]
    #expect(coarse.verdict == .imprecise)
    #expect(coarse.why.hasSuffix("give 4 decimals or more"), "\(coarse.why)")
  }

  /// Two decimals are enough where the right numbers have no more.
  @Test func digitsAreNoExcuseWhereTheyAreEnough() throws {
    let problem = try OneProblem("given: {x: [0.25, 3]}\nparts: [{id: a, reference: 2 * x}]")
    #expect(problem.graded("{\"a\": [0.5, 6]}")[0].verdict == .correct)
    #expect(problem.graded("{\"a\": [0.5, 7]}")[0].verdict == .incorrect)
    #expect(problem.graded("{\"a\": [1, 7]}")[0].verdict == .imprecise)
  }

  /// Agreement to the digits that are asked for is right, however many are written; with fewer, zeros may be missing.
  @Test(arguments: [
    ("decimals: 4", "[0.1235, 1.5]", Verdict.correct),
    ("decimals: 4", "[0.12349, 1.500049]", .correct),
    ("decimals: 4", "[0.12338, 1.5]", .incorrect),
    ("decimals: 4", "[0.123, 1.5]", .imprecise), ("decimals: 4", "[0.9, 7.5]", .imprecise),
    ("decimals: 4", "[0.9000, 7.5]", .incorrect),
    ("digits: 5", "[0.123456, 1.5]", .correct), ("digits: 5", "[0.12343, 1.5]", .incorrect),
    ("digits: 5", "[0.123461, 1.50004]", .correct), ("digits: 5", "[0.1235, 1.5]", .imprecise),
  ])
  func whatIsAskedForDecides(_ asked: String, _ answer: String, _ verdict: Verdict) throws {
    let problem = try OneProblem(
      "given: {x: [0.12345678, 1.5]}\nparts: [{id: a, reference: 1 * x}]",
      rules: "answer: {\(asked)}")
    #expect(problem.graded("{\"a\": \(answer)}")[0].verdict == verdict)
  }
  @Test func whatIsAskedForIsSaid() throws {
    let problem = try OneProblem(
      "given: {x: [0.12345678, 1.5]}\nparts: [{id: a, reference: 1 * x}]",
      rules: "answer: {decimals: 5}")
    #expect(
      problem.graded("{\"a\": [0.123, 1.5]}")[0].why
        == "handed in with 3 decimals, and asked for with 5 decimals")
    // %.5g leaves seven decimals of one number and four of the other.
    let uneven = try OneProblem(
      "given: {x: [0.00123456, 1.2345678]}\nparts: [{id: a, reference: 1 * x}]",
      rules: "answer: {decimals: 5}"
    ).graded("{\"a\": [0.0012346, 1.2346]}")[0]
    #expect(uneven.verdict == .imprecise)
    #expect(uneven.why == "handed in with 5 significant digits, and asked for with 5 decimals")
  }

  /// `%.8f` writes zeros behind what was rounded; zeros behind a wrong number do not make it imprecise.
  @Test func zerosAtTheEndAreNoDigits() throws {
    let problem = try OneProblem(
      "given: {x: [0.12345678, 1.53333333]}\nparts: [{id: a, reference: 1 * x}]")
    #expect(problem.graded("{\"a\": [0.12350000, 1.53330000]}")[0].verdict == .correct)
    #expect(problem.graded("{\"a\": [0.12350000, 1.53340000]}")[0].verdict == .incorrect)
    #expect(problem.graded("{\"a\": [0.10000000, 1.50000000]}")[0].verdict == .incorrect)
  }
}
