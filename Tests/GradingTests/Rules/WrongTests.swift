import Foundation
import Testing

@testable import Grading

@Suite struct WrongTests {
  private func part(_ answer: String, rules: String = "title: T", mistakes: String = "") throws
    -> PartOutcome
  {
    try OneProblem(
      """
      given: {x: [0.123456, -0.734567, 1.345678, 0.456789]}
      parts: [{id: a, reference: 2 * x, points: 4\(mistakes)}]
      """, rules: rules
    ).graded("{\"a\": \(answer)}")[0]
  }

  private func twice(_ factor: Double) -> [Double] {
    [0.123456, -0.734567, 1.345678, 0.456789].map { 2 * factor * $0 }
  }

  @Test func theWorstEntryAndTheMistakeAreNamed() throws {
    let part = try part("\(twice(-1))")
    #expect(part.verdict == .incorrect)
    #expect(part.note == "a.sign")
    #expect(part.worst?.index == [2])
    #expect(part.worst?.got == -2 * 1.345678)
    #expect(part.why.contains("all 4 entries are wrong; the sign of the whole answer is flipped"))
  }

  /// An id that is also the word for a generated cause: the credit is for the author's mistake alone.
  @Test func creditIsForTheAuthoredMistakeAlone() throws {
    let own = ", mistakes: [{id: factor, formula: 'x^2', says: squared, credit: 0.5}]"
    let squared = [0.123456, -0.734567, 1.345678, 0.456789].map { $0 * $0 }
    let authored = try part("\(squared)", mistakes: own)
    #expect(authored.note == "a.factor")
    #expect(authored.score?.value == 2)
    let generated = try part("\(twice(1.37))", mistakes: own)
    #expect(generated.note == "a.factor")
    #expect(generated.score == .zero)
    let sign = ", mistakes: [{id: sign, formula: 'x^3', says: cubed, credit: 0.25}]"
    #expect(try part("\(twice(-1))", mistakes: sign).score == .zero)
    // The right numbers in other places.
    let permuted = ", mistakes: [{id: permuted, formula: 'x^3', says: cubed, credit: 0.25}]"
    let elsewhere = [0.123456, 0.456789, 1.345678, -0.734567].map { 2 * $0 }
    #expect(try part("\(elsewhere)", mistakes: permuted).score == .zero)
  }

  @Test func rightEntriesMayEarnTheirShare() throws {
    var values = twice(1)
    values[3] = 9
    #expect(try part("\(values)").score == .zero)
    #expect((try part("\(values)", rules: "partial-credit: per-entry").score?.value ?? 0) > 2)
  }

  /// Numbers off by a few thousandths: of a derivative it may be a numeric one, of a value it is none.
  @Test func aNearMissSaysWhatItMayBe() throws {
    func why(_ part: String) throws -> String {
      let problem = try OneProblem(
        """
        given: {x: [0.123456, -0.734567, 1.345678]}
        forward: L = 2 * sum(exp(x))
        parts: [{id: d, \(part)reference: 2 * exp(x)}]
        """)
      let near = zip([0.123456, -0.734567, 1.345678], [1.003, 0.998, 1.002]).map {
        2 * exp($0) * $1
      }
      return problem.graded("{\"d\": \(near)}")[0].why
    }
    #expect(try why("").contains("agrees to about 2 digits: rounded on the way?"))
    #expect(
      try why("derivative: {of: L, wrt: x}, ").contains(
        "rounded on the way, or a numeric derivative with too large"))
  }

  /// Weights after a small step are near the given ones whatever the step was.
  @Test func whatIsNearAGivenIsNoNearMiss() throws {
    let step = try OneProblem(
      """
      given: {w: [0.61234, -0.93418, 1.45187], g: [0.7123, -1.1456, 0.4321]}
      parts: [{id: w2, reference: w - 0.01 * g}]
      """)
    let (w, g) = ([0.61234, -0.93418, 1.45187], [0.7123, -1.1456, 0.4321])
    let wrong = zip(w, g).map { $0 - 0.01 * ($1 + 0.3 * $0 * $0) }
    let part = step.graded("{\"w2\": \(wrong)}")[0]
    #expect(part.verdict == .incorrect && !part.why.contains("agrees"), "\(part.why)")
  }
}
