import Coursework
import Diagnostics
import Grading
import TestSupport
import Testing

@Suite struct PartialCreditTests {
  private func score(_ rule: String, _ answer: String, reference: String = "[1, 2, 3, 4, 5]")
    throws -> Double?
  {
    let yaml = """
      title: T
      points: 10
      \(rule)
      problems:
        - id: p
          given: {x: [1, 2, 3]}
          parts:
            - id: a
              reference: "\(reference)"
              mistakes: [{id: backwards, formula: "flip(\(reference))", says: backwards, credit: 0.25}]
      """
    return grade("{\"p.a\": \(answer)}", try answerKey(yaml)).parts[0].score?.value
  }

  @Test func nothingIsEarnedUnlessItIsSaid() throws {
    #expect(try score("partial-credit: none", "[1, 2, 3, 4, 5.5]") == 0)
    #expect(try score("", "[1, 2, 3, 4, 5.5]") == 0)
  }

  /// Of five different numbers a constant gets one right: (share - 1/5) / (4/5).
  @Test(arguments: [
    ("[1, 2, 3, 4, 5.5]", 7.5), ("[1, 2, 3, 4.5, 5.5]", 5), ("[1, 2, 9, 9, 9.5]", 2.5),
    ("[1, 7, 9, 9, 9.5]", 0), ("[0, 0, 0, 0, 0]", 0), ("[2, 2, 2, 2, 2]", 0),
    ("[1, 2, 3, 4, 5]", 10), ("[1.00, 2.00, 3.00, 4.00, 5.50]", 7.5),
  ])
  func rightEntriesEarnTheirShare(_ answer: String, _ points: Double) throws {
    #expect(try score("partial-credit: per-entry", answer) == points)
  }

  /// All zeros would otherwise earn two thirds of a sparse Jacobian.
  @Test func zerosOfASparseAnswerEarnNothing() throws {
    #expect(
      try score(
        "partial-credit: per-entry", "[[0, 0, 0], [0, 0, 0], [0, 0, 0]]", reference: "diag(x)")
        == 0)
    // Seven of nine right, six of them by zeros alone: one third of what is left.
    #expect(
      try score(
        "partial-credit: per-entry", "[[1, 0, 0], [0, 9, 0], [0, 0, 9]]", reference: "diag(x)")
        == 3.333333)
  }

  @Test func aLeastShareMayBeSet() throws {
    #expect(try score("partial-credit: {per-entry: 0.6}", "[1, 2, 3, 4, 5.5]") == 7.5)
    #expect(try score("partial-credit: {per-entry: 0.6}", "[1, 2, 3, 4.5, 5.5]") == 0)
  }

  @Test func anAuthoredMistakeEarnsItsCredit() throws {
    let reference = "[1.125, 2.375, 3.625, 4.25, 5.5]"
    #expect(try score("", "[5.5, 4.25, 3.625, 2.375, 1.125]", reference: reference) == 2.5)
    #expect(try score("", "[5.5, 4.25, 3.625, 2.375, 1.126]", reference: reference) == 0)
  }

  @Test(arguments: ["some", "{per-entry: 2}", "{all: 1}", "[1]"])
  func otherRulesAreRefused(_ rule: String) {
    #expect(throws: Diagnostics.self) { try score("partial-credit: \(rule)", "[1]") }
  }
}
