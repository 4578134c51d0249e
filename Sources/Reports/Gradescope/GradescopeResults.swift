internal import Coursework
internal import Diagnostics
internal import Foundation
public import Grading

/// The `results.json` that Gradescope reads (gradescope/autograder_samples, `docs/specs.md`).
public enum GradescopeResults {
  /// The file's bytes.
  ///
  /// A held part has no score, and the total is of the others.
  ///
  /// - Parameters:
  ///   - outcome: What was found, as far as the student is told.
  ///   - score: The score after what the policy says; nil for the sum of the parts.
  ///   - remarks: What the student should know besides, a sentence each.
  ///   - attemptsUsed: How many attempts were used, this one included: the next submission is told.
  /// - Returns: JSON with a line feed at its end.
  public static func json(
    _ outcome: Outcome, score: Double?, remarks: [String], attemptsUsed: Int = 1
  ) -> [UInt8] {
    var problems: [String] = []
    var counts: [String: Int] = [:]
    let tests = outcome.parts.map { part -> Test in
      let problem = String(part.part.prefix { $0 != "." })
      if !problems.contains(problem) { problems.append(problem) }
      counts[problem, default: 0] += 1
      let number = (problems.firstIndex(of: problem) ?? 0) + 1
      let ownName = part.part.split(separator: ".").last.map(String.init)
      return Test(
        number: "\(number).\(counts[problem] ?? 1)",
        name: part.title == ownName ? part.part : "\(part.part) \(part.title)",
        score: part.score?.value, max_score: part.points.value,
        status: part.verdict == .correct || part.score == part.points ? "passed" : "failed",
        output: part.why.isEmpty ? part.verdict.rawValue : "\(part.verdict.rawValue): \(part.why)",
        output_format: "text", name_format: "text")
    }
    let sum = "\(outcome.score) of \(outcome.maximum) points"
    let told = outcome.diagnostics.map(DiagnosticRenderer().render).joined()
    let text = ([sum] + remarks).joined(separator: "\n") + (told.isEmpty ? "" : "\n\n" + told)
    let results = Results(
      score: score ?? outcome.score.value, output: text, output_format: "text", tests: tests,
      extra_data: [
        "assignment": outcome.assignment, "definition": outcome.definition,
        "attempts_used": "\(attemptsUsed)",
      ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in it can fail to be encoded: all numbers are finite.
    return Array(((try? encoder.encode(results)) ?? Data()) + Data("\n".utf8))
  }

  private struct Results: Encodable {
    let score: Double
    let output: String
    let output_format: String
    let tests: [Test]
    let extra_data: [String: String]
  }

  private struct Test: Encodable {
    let number: String
    let name: String
    let score: Double?
    let max_score: Double
    let status: String
    let output: String
    let output_format: String
    let name_format: String
  }
}
