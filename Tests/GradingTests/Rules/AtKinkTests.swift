import Coursework
import Diagnostics
import Grading
import TestSupport
import Testing

@Suite struct AtKinkTests {
  private func key(_ kinks: String, _ given: String, _ forward: String, _ reference: String)
    throws -> AnswerKey
  {
    let yaml = """
      title: T
      \(kinks)
      problems:
        - id: p
          given: {x: \(given)}
          forward: \(forward)
          parts:
            - {id: d, derivative: {of: L, wrt: x}, reference: "\(reference)"}
      """
    return try answerKey(yaml, witnesses: .all)
  }

  private func grade(_ answer: String, _ key: AnswerKey) -> PartOutcome {
    GradingTests.grade("{\"p.d\": \(answer)}", key, takesUnproved: true).parts[0]
  }

  private let relu = ("[-1.5, 0.0, 2.25]", "L = sum(3 * relu(x))", "3 * (x > 0)")

  @Test func everySlopeBetweenTheSidesIsRight() throws {
    for kinks in ["", "kinks: interval"] {
      let key = try key(kinks, relu.0, relu.1, relu.2)
      for (value, note) in [("0", nil), ("1.5", "kink"), ("3", "kink")] {
        let outcome = grade("[0, \(value), 3]", key)
        #expect(outcome.verdict == .correct, "\(value)")
        #expect(outcome.note == note)
      }
      for value in ["4.5", "-1", "3.001"] {
        #expect(grade("[0, \(value), 3]", key).verdict == .incorrect, "\(value)")
      }
      #expect(grade("[0, 1.5, 2]", key).verdict == .incorrect)
    }
  }

  @Test func whatIsNotProvedIsHeldUnlessAskedFor() throws {
    let key = try key("", relu.0, relu.1, relu.2)
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array("{\"p.d\": [0, 0, 3]}".utf8))], student: "s",
      for: key.assignment)
    let held = Grader(key).grade(submission).parts[0]
    #expect(held.verdict == .disputed && held.score == nil)
    #expect(held.why.contains("kink"))
    #expect(Grader(key, takesUnproved: true).grade(submission).parts[0].verdict == .correct)
  }

  @Test func aConventionIsHeldTo() throws {
    let key = try key("kinks: convention", relu.0, relu.1, relu.2)
    #expect(grade("[0, 0, 3]", key).verdict == .correct)
    #expect(grade("[0, 1.5, 3]", key).verdict == .incorrect)
  }

  @Test func kinksMayBeLeftOut() throws {
    let key = try key("kinks: exclude", relu.0, relu.1, relu.2)
    #expect(grade("[0, 77, 3]", key).verdict == .correct)
    #expect(grade("[1, 0, 3]", key).verdict == .incorrect)
  }

  /// A number that is not compared decides nothing about the others: neither what they are allowed, nor how many
  /// digits were written, nor what later parts are allowed.
  @Test func whatIsLeftOutWidensNothing() throws {
    let key = try answerKey(
      """
      title: T
      kinks: exclude
      problems:
        - id: p
          given: {x: [0.0, 0.123, 0.4]}
          forward: L = sum(exp(x) * relu(x))
          parts:
            - {id: d, derivative: {of: L, wrt: x}, reference: exp(x) * (1 + x) * (x > 0)}
            - {id: step, reference: x - 0.1 * d}
      """, witnesses: .all)
    func verdicts(_ first: String, _ d: String, _ step: String = "[1e8, -0.004, 0.191]")
      -> [Verdict]
    {
      GradingTests.grade(
        "{\"p.d\": [\(first), \(d)], \"p.step\": \(step)}", key, takesUnproved: true
      ).parts.map(\.verdict)
    }
    #expect(verdicts("1e8", "1.2699832, 2.0885546")[0] == .correct)
    #expect(verdicts("1e8", "0.900, 3.0")[0] == .incorrect)
    #expect(verdicts("-1.0e300", "1.2699832, 2.088554")[0] == .correct)
    #expect(verdicts("1e8", "1.2699832, 2.1")[0] == verdicts("0", "1.2699832, 2.1")[0])
    for first in ["0", "0.0000001"] {
      #expect(verdicts(first, "1.3, 2.1")[0] == .imprecise, "\(first)")
    }
    let right = "[-1e7, -0.0039983, 0.1911445]"
    #expect(verdicts("1e8", "1.2699832, 2.0885546", right)[1] == .correct)
    #expect(
      verdicts("1e8", "1.2699832, 2.0885546", "[-10000000.0, -0.5, 0.3]")[1] == .incorrect)
  }

  /// A slope that is right is not counted among the wrong entries.
  @Test func aPermittedSlopeIsNotTheWorstEntry() throws {
    for kinks in ["interval", "exclude"] {
      let key = try answerKey(
        """
        title: T
        kinks: \(kinks)
        problems:
          - id: p
            given: {x: [-1.5, 0.0, 2.25, 1.0]}
            forward: L = sum(3 * relu(x) + 2 * x)
            parts:
              - id: d
                points: 4
                partial-credit: per-entry
                derivative: {of: L, wrt: x}
                reference: 3 * (x > 0) + 2
        """, witnesses: .all)
      let outcomes = ["2", "4.5"].map { grade("[2, \($0), 7, 5]", key) }
      for outcome in outcomes {
        #expect(outcome.verdict == .incorrect)
        #expect(outcome.why.contains("1 of 4 entries is wrong"), "\(outcome.why)")
        #expect(outcome.worst?.index == [2])
        #expect(outcome.score == outcomes[0].score)
      }
    }
  }

  /// Of a maximum that three places attain, their shares add up to the upstream gradient.
  @Test(arguments: [
    ("[0, 2.5, 0, 0, 0]", true), ("[0, 0, 2.5, 0, 0]", true), ("[0, 0, 0, 2.5, 0]", true),
    ("[0, 0.8333333333, 0.8333333333, 0.8333333334, 0]", true), ("[0, 1.25, 1.25, 0, 0]", true),
    ("[0, 2.5, 2.5, 2.5, 0]", false), ("[0, 0, 0, 0, 0]", false), ("[0, 1, 1, 0, 0]", false),
    ("[2.5, 0, 0, 0, 0]", false), ("[0, 3.5, -1, 0, 0]", false),
  ])
  func tiedEntriesShareTheirSlope(_ answer: String, _ isRight: Bool) throws {
    let key = try key(
      "", "[-1.5, 2.0, 2.0, 2.0, 0.5]", "L = 2.5 * max(x)", "2.5 * one_hot(argmax(x), 5)")
    #expect((grade(answer, key).verdict == .correct) == isRight)
  }

  /// The sum of printed shares is off by as much as their digits are.
  @Test(arguments: [
    ("[0, 2.5124, 0, 0, 0]", true), ("[0, 0.8375, 0.8375, 0.8375, 0]", true),
    ("[0, 2.512, 0, 0, 0]", true), ("[0, 2.5134, 0, 0, 0]", false),
    ("[0, 1.2572, 1.2572, 0, 0]", false), ("[0, 2, 0, 0, 0]", false),
  ])
  func tiedEntriesMayBePrintedWithFewerDigits(_ answer: String, _ isRight: Bool) throws {
    let key = try key(
      "", "[-1.5, 2.0, 2.0, 2.0, 0.5]", "L = 2.51237 * max(x)", "2.51237 * one_hot(argmax(x), 5)")
    #expect((grade(answer, key).verdict == .correct) == isRight)
  }

  /// Each unit at its own kink is free: their numbers need not add up to anything.
  @Test func separateKinksAreNotTied() throws {
    let key = try key("", "[0.0, 0.0]", "L = relu(x[0]) - 2 * relu(x[1])", "[0 * x[0], 0 * x[0]]")
    for answer in ["[0, 0]", "[1, 0]", "[0, -2]", "[1, -2]", "[0.5, -1]"] {
      #expect(grade(answer, key).verdict == .correct)
    }
    #expect(grade("[1, -2.5]", key).verdict == .incorrect)
    #expect(grade("[1.5, 0]", key).verdict == .incorrect)
  }

  @Test func kinksHaveToBeDeclared() throws {
    func check(_ kinks: String, _ reference: String) throws -> AssignmentCheck {
      AssignmentCheck(try key(kinks, relu.0, relu.1, reference).assignment)
    }
    #expect(try !check("", relu.2).isProved)
    #expect(try check("kinks: interval", relu.2).isProved)
    #expect(try check("kinks: convention", "3 * (x >= 0)").isProved)
    #expect(try !check("kinks: interval", "3 * (x > 0) - (abs(x) < 0.1)").isProved)
    // Smooth after all: the two kinks cancel.
    let smooth = try key(
      "kinks: interval", "[0.0, 1.5]", "L = sum(relu(x) - relu(-x))", "x > 0")
    #expect(!AssignmentCheck(smooth.assignment).isProved)
    #expect(grade("[1, 1]", smooth).verdict == .disputed)
  }
}
