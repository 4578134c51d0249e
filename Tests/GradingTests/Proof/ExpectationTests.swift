import Coursework
import Diagnostics
import Grading
import TestSupport
import Testing

@Suite struct ExpectationTests {
  private func check(_ expect: String, given: String = "[1.5, -0.7, 2.2]") throws
    -> AssignmentCheck
  {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {x: \(given)}
          forward: L = sum(x^3) / 3
          parts:
            - {id: d, derivative: {of: L, wrt: x}, reference: x^2}
            - {id: n, reference: sum(d)}
      expect:
        - title: sample
          \(expect.replacing("\n", with: "\n    "))
      """
    return AssignmentCheck(
      try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a"))
  }

  @Test func samplesAreGradedAsExpected() throws {
    for given in ["[1.5, -0.7, 2.2]", "{draw: normal, shape: [3], away-from: 0, margin: 0.2}"] {
      let good = try check(
        "answers: {p.d: -d, p.n: -n}\nverdicts: {p.d: incorrect, p.n: carried}\nnotes: {p.d: d.sign}",
        given: given)
      #expect(good.isProved, "\(good.failures)")
      let bad = try check("answers: {p.d: -d}\nverdicts: {p.d: correct}", given: given)
      #expect(!bad.isProved)
      #expect(
        bad.failures.contains {
          $0.hasSuffix("expected 'sample': p.d is incorrect, not correct")
        })
    }
    #expect(try check("answers: {p.d: d}\ndecimals: 3\nverdicts: {p.d: correct}").isProved)
    #expect(try check("answers: {p.d: d}\ndecimals: 0\nnotes: {p.d: rounded}").failures.count == 1)
  }

  @Test(arguments: [
    ("answers: {p.e: d}\nverdicts: {p.d: correct}", "there is no part 'p.e'"),
    ("answers: {p.d: q}\nverdicts: {p.d: correct}", "unknown name 'q'"),
    ("answers: {p.d: d}\nverdicts: {p.d: right}", "a verdict is one of correct, carried"),
    ("answers: {p.d: d}", "an expectation needs 'verdicts' or 'notes'"),
    ("answers: {p.d: d}\ndecimals: -1\nverdicts: {p.d: correct}", "'decimals' must be"),
    ("answer: {p.d: d}\nverdicts: {p.d: correct}", "unknown key 'answer'"),
  ])
  func faultsAreLocated(_ expect: String, _ message: String) {
    let error = #expect(throws: Diagnostics.self) { try check(expect) }
    let shown = (error?.list ?? []).map { DiagnosticRenderer().render($0) }.joined()
    #expect(shown.contains(message), "\(shown)")
    #expect(error?.list.first?.location != nil)
  }
}
