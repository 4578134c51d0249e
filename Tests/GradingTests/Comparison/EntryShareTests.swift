import Coursework
import Testing

@testable import Grading

@Suite struct EntryShareTests {
  private func share(_ answer: [String], _ reference: String, least: Double = 0) throws -> Double {
    let key = try OneProblem(
      "given: {x: 0.5}\nparts: [{id: a, reference: \"\(reference)\"}]"
    ).key.parts[0]
    let tokens = answer.compactMap { NumberToken(reading: $0) }
    try #require(tokens.count == answer.count)
    return EntryShare.earned(tokens, key, key.reference, least: least)
  }

  /// The best constant gets one of four: (3/4 − 1/4) / (3/4).
  @Test func theBestConstantEarnsNothing() throws {
    let reference = "[1.25, 2.5, 3.75, 4.5]"
    #expect(abs(try share(["1.25", "2.5", "3.75", "9"], reference) - 2 / 3.0) < 1e-12)
    #expect(try share(["2.5", "2.5", "2.5", "2.5"], reference) == 0)
    #expect(try share(["1.25", "2.5", "3.75", "4.5"], reference) == 1)
    #expect(try share(["0", "0", "0", "0"], "[0, 0, 0, 4.5]") == 0)
    #expect(abs(try share(["0", "0", "0", "4.5"], "[0, 0, 0, 4.5]") - 1) < 1e-12)
  }

  @Test func printedDigitsAndTheLeastShareCount() throws {
    let reference = "[1.23456, 2.34567, 3.45678, 4.56789]"
    #expect(abs(try share(["1.23", "2.35", "3.46", "9.99"], reference) - 2 / 3.0) < 1e-12)
    #expect(try share(["1.23", "2.35", "3.46", "9.99"], reference, least: 0.7) == 0)
    #expect(try share(["1.24", "2.36", "3.47", "4.58"], reference) == 0)
  }
}
