internal import Coursework
internal import Diagnostics
public import Grading
internal import Writing

/// The `results.json` that Gradescope reads (gradescope/autograder_samples, `docs/specs.md`).
public enum GradescopeResults {
  /// The file's bytes.
  ///
  /// A disputed part has no score, and the total is of the others.
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
    let tests = outcome.parts.map { part -> JSONValue in
      let problem = part.name.problem
      if !problems.contains(problem) { problems.append(problem) }
      counts[problem, default: 0] += 1
      let number = (problems.firstIndex(of: problem) ?? 0) + 1
      let score = part.score.map { ("score", JSONValue.number($0.value)) }
      return .object(
        [
          ("number", .text("\(number).\(counts[problem] ?? 1)")),
          (
            "name",
            .text("\(part.name)" + (part.title.map { " \($0)" } ?? ""))
          ),
        ] + (score.map { [$0] } ?? []) + [
          ("max_score", .number(part.points.value)),
          (
            "status",
            .text(
              part.verdict == .correct || part.score == part.points ? "passed" : "failed")
          ), ("output", .text("\(part.verdict.rawValue): \(part.why)")),
          ("output_format", .text("text")), ("name_format", .text("text")),
        ])
    }
    let sum = "\(outcome.score) of \(outcome.maximum) points"
    let told = outcome.diagnostics.map(DiagnosticRenderer().render).joined()
    let text = ([sum] + remarks).joined(separator: "\n") + (told.isEmpty ? "" : "\n\n" + told)
    let results = JSONValue.object([
      ("score", .number(score ?? outcome.score.value)), ("output", .text(text)),
      ("output_format", .text("text")), ("tests", .list(tests)),
      (
        "extra_data",
        .object([
          ("assignment", .text(outcome.assignment)), ("definition", .text(outcome.definition)),
          ("attempts_used", .text("\(attemptsUsed)")),
        ])
      ),
    ])
    return Array(results.document(breaks: 3).utf8)
  }
}
