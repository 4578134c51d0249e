import Coursework
import Foundation
import TestSupport
import Testing

@testable import Grading

@Suite struct RoundingEvidenceTests {
  /// `%.4f` prints zeros at the end of some numbers, and other programs do not: both say the same about how steps were rounded.
  @Test(arguments: [false, true])
  func zerosAtTheEndSayNothingAboutSteps(printsZeros: Bool) throws {
    let parts = try graded { answers in
      if printsZeros { answers = answers.mapValues(withZeros) }
    }
    #expect(parts.filter { $0.verdict != .correct }.map(\.why) == [])
  }

  /// Where the largest number of each answer has one digit before its four decimals, five digits may be meant as well: those
  /// of smaller numbers say which.
  @Test(arguments: [["p.P", "p.dL_dS"], ["p.dL_dY", "p.dL_dS"], ["p.dL_dY", "p.dL_dK"]])
  func decimalsAreToldFromDigitsByNumbersOfOtherSizes(missing: [String]) throws {
    let parts = try graded { answers in
      for part in missing { answers[part] = nil }
    }
    #expect(parts.filter { $0.verdict == .imprecise }.map(\.why) == [])
    #expect(parts.filter { $0.verdict == .correct }.count == parts.count - missing.count)
  }

  /// Answers whose steps were rounded to four decimals, with something done to them.
  private func graded(_ change: (inout [String: Any]) -> Void) throws -> [PartOutcome] {
    let folder = ProjectFiles.path("Tests/Data/rounded")
    let assignment = try AssignmentReader.read(folder: folder)
    let text = try ProjectFiles.text("Tests/Data/rounded/answers.json")
    var answers = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    change(&answers)
    let written = "{" + answers.map { "\"\($0)\": \(json($1))" }.joined(separator: ", ") + "}"
    let submission = SubmissionReader.read(
      [.init(name: "answers.json", bytes: Array(written.utf8))], student: "student",
      for: assignment)
    let parts = Grader(AnswerKey(assignment, witnesses: .all)).grade(submission).parts
    #expect(parts.count == 10)
    return parts
  }

  /// The numbers as texts with four decimals.
  private func withZeros(_ value: Any) -> Any {
    if let list = value as? [Any] { return list.map(withZeros) }
    return (value as? Double).map { String(format: "%.4f", $0) } ?? value
  }

  private func json(_ value: Any) -> String {
    (value as? [Any]).map { "[" + $0.map(json).joined(separator: ", ") + "]" } ?? "\(value)"
  }

  /// 2.72 for e does as much as rounding: where the answer is nearer to what is right, it says nothing.
  @Test func eInTwoDecimalsStopsNoRounding() throws {
    let problem = try OneProblem(
      """
      given:
        X: [[0.241, 0.341, 0.295], [0.845, 0.417, 0.474], [0.107, 0.236, 0.188], [0.675, 0.299, 0.685]]
        W: [[0.773, 1.045, 0.541], [1.071, 0.528, 0.801], [0.646, 0.752, -0.126]]
        e: [[0.179, -0.478, 0.382], [0.62, 0.501, 0.211], [0.201, 1.517, 0.653], [0.387, 1.536, -0.231]]
        D: [[0.095, -0.735], [0.024, 0.046], [-1.293, 0.782]]
      forward: |
        v = X @ W
        z = exp(v / 2) * e
        a = z @ D
        q = a^2
      parts:
        - {id: z, value: z}
        - {id: a, value: a}
        - {id: q, value: q}
      """)
    let x = [
      [0.241, 0.341, 0.295], [0.845, 0.417, 0.474], [0.107, 0.236, 0.188], [0.675, 0.299, 0.685],
    ]
    let w = [[0.773, 1.045, 0.541], [1.071, 0.528, 0.801], [0.646, 0.752, -0.126]]
    let e = [
      [0.179, -0.478, 0.382], [0.62, 0.501, 0.211], [0.201, 1.517, 0.653], [0.387, 1.536, -0.231],
    ]
    let d = [[0.095, -0.735], [0.024, 0.046], [-1.293, 0.782]]
    func graded(base: Double, _ round: (Double) -> Double) -> [Verdict] {
      let v = product(x, w).map { $0.map(round) }
      let z = zip(v, e).map { zip($0, $1).map { round(round(pow(base, round($0 / 2))) * $1) } }
      let a = product(z, d).map { $0.map(round) }
      let q = a.map { $0.map { round($0 * $0) } }
      return problem.graded("{\"z\": \(z), \"a\": \(a), \"q\": \(q)}").map(\.verdict)
    }
    let toFour = { (number: Double) in (number * 1e4).rounded() / 1e4 }
    #expect(graded(base: M_E, toFour) == [.correct, .correct, .correct])
    #expect(graded(base: 2.72, { $0 })[0] == .incorrect)
    #expect(graded(base: 2.72, toFour)[0] != .correct)
  }
}
