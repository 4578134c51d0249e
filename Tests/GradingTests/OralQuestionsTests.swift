import Coursework
import Diagnostics
import Grading
import Testing

/// Questions about a student's own work.
@Suite struct OralQuestionsTests {
  private func assignment() throws -> Assignment {
    try AssignmentReader.read(
      SourceText(
        name: "a.yaml",
        text: """
          title: T
          problems:
            - id: p
              given: {x: [1.5, -2.25, 0.5], W: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]}
              forward: |
                y = W @ x
                h = relu(x)
                L = sum(y^2)
              parts:
                - {id: y, value: y}
                - {id: h, value: h}
                - {id: dL_dy, derivative: {of: L, wrt: y}, reference: 2 * y}

          """), id: "t")
  }

  private func questions(_ json: String, seed: String = "1", count: Int = 3) throws
    -> [OralQuestions.Question]
  {
    let assignment = try assignment()
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array(json.utf8))], student: "s", for: assignment)
    let outcome = Grader(AnswerKey(assignment, witnesses: .all)).grade(submission)
    return OralQuestions(outcome, assignment, count: count) { text in
      // Texts in an order that the seed mixes.
      let mixed = "\(seed)\(text)".utf8.reduce(UInt64(7)) {
        ($0 &* 31 &+ UInt64($1)) &* 0x9E37_79B9_7F4A_7C15
      }
      return String(mixed, radix: 16)
    }.questions
  }

  private let right =
    "{\"p\": {\"y\": [-0.15, -0.225], \"h\": [1.5, 0, 0.5], \"dL_dy\": [-0.3, -0.45]}}"

  @Test func theyAreAboutWhatWasHandedIn() throws {
    let wrong = try questions(right.replacing("[-0.3, -0.45]", with: "[0.3, 0.45]"))
    #expect(wrong.count == 3)
    let first = try #require(wrong.first)
    #expect(first.part == "p.dL_dy")
    #expect(first.text.hasSuffix("in your answer. How did you get it?"))
    #expect(first.answer.hasPrefix("-0.45 is right; "))
    #expect(Set(wrong.map(\.part)).count == 3)
    // Nothing was handed in, nothing is asked.
    #expect(try questions("{}").isEmpty)
  }

  /// What would change is what an evaluation by hand says: y = W x, with x[1] one more.
  @Test func whatDependsOnWhatIsFoundByEvaluation() throws {
    let all = try (0..<40).flatMap { try questions(right, seed: "\($0)", count: 9) }
    let dependence = all.filter { $0.text.hasPrefix("If ") }
    #expect(!dependence.isEmpty)
    for question in dependence
    where question.text.hasPrefix("If x[1] of p were -1.25 and not -2.25, ") {
      switch question.part {
      case "p.y":
        #expect(question.text.contains("entry [1] of p.y rise or fall"))
        #expect(question.answer == "it would rise, from -0.225 to 0.275")
      case "p.h": #expect(question.answer == "nothing")
      default: break
      }
    }
    for question in dependence
    where question.text.hasPrefix("If W[0, 2] of p were 1.3 and not 0.3, ") {
      if question.part == "p.y" {
        #expect(question.text.hasSuffix("which entries of p.y would change?"))
        #expect(question.answer == "1 of 2: [0]; most of all [0], from -0.15 to 0.35")
      }
    }
    let zeros = all.filter { $0.text == "Entry [1] of p.h is 0. Why?" }
    #expect(
      zeros.allSatisfy {
        $0.answer.hasPrefix("it would not be 0 with other numbers for x; 1 of 3 entries is 0")
      } && !zeros.isEmpty)
  }

  @Test func theSameSeedDrawsTheSame() throws {
    #expect(try questions(right, seed: "a").map(\.text) == questions(right, seed: "a").map(\.text))
    let different = try Set((0..<20).map { try questions(right, seed: "\($0)").map(\.text) })
    #expect(different.count > 1)
  }
}
