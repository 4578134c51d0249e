import Testing

@testable import Grading

@Suite struct PrintedDigitsRuleTests {
  private func part(_ answer: String) throws -> PartOutcome {
    try OneProblem("given: {x: [0.123456, 2.345678]}\nparts: [{id: a, reference: 1 * x}]")
      .graded("{\"a\": \(answer)}")[0]
  }

  @Test(arguments: [
    ("[0.1235, 2.3457]", "rounded"), ("[0.1234, 2.3456]", "truncated"),
    ("[1.235e-1, 2.346]", "rounded"), ("[0.123, 2.346]", "rounded"),
  ])
  func whatWasRoundedOrCutOffIsCorrect(_ answer: String, _ note: String) throws {
    let part = try part(answer)
    #expect(part.verdict == .correct)
    #expect(part.note == note)
  }

  /// What `np.round(a.astype('float32'), 4).tolist()` prints, and the same in half precision: the digits are those of
  /// the shortest decimal that is the same number.
  @Test(arguments: [
    ("[0.12349999696016312, 2.34570002555847168]", "rounded"),
    ("[0.12340000271797180, 2.34559988975524902]", "truncated"),
    ("[0.1234130859375, 2.345703125]", "rounded"),
  ])
  func roundedNumbersInLowerPrecisionCountAsPrinted(_ answer: String, _ note: String) throws {
    #expect(try part(answer).note == note)
  }

  /// One entry that is no such number, or few digits, and all count as they stand.
  @Test(arguments: ["[0.12349999696016312, 2.345700000000001]", "[0.125, 2.34375]"])
  func otherNumbersCountAsTheyStand(_ answer: String) throws {
    #expect(try part(answer).verdict == .incorrect)
  }

  @Test(arguments: ["[0.1236, 2.3457]", "[0.1235, 2.3459]", "[0.1233, 2.3455]", "[0.1, 2.3459]"])
  func whatIsOffByMoreThanItsDigitsIsNot(_ answer: String) throws {
    #expect(try part(answer).verdict == .incorrect)
  }
}
