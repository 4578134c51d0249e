internal import Coursework
internal import Formulas
internal import Tensors
internal import Writing

/// Grades an assignment's own samples of answers, and compares the verdicts with those that are expected.
enum ExpectationTrial {
  /// What was graded otherwise, a sentence each.
  static func failures(_ key: AnswerKey) -> [String] {
    key.assignment.expectations.flatMap { expectation -> [String] in
      let values = expectation.answers.map { sample in
        (sample.part, sample.formula.evaluate(scope(of: sample.part, key)))
      }
      guard values.allSatisfy({ $0.1.isFinite }) else {
        return ["\(expectation.place): expected '\(expectation.title)': an answer is not finite"]
      }
      let text = JSONValue.object(
        values.map { ($0, .verbatim($1.nestedText(decimals: expectation.decimals))) }
      ).line
      let submission = SubmissionReader.read(
        expectation.files ?? [Submission.File(name: "answers.json", bytes: Array(text.utf8))],
        student: "expected", for: key.assignment)
      let outcome = Grader(key, takesUnproved: true).grade(submission)
      func found(_ name: String) -> PartOutcome? {
        outcome.parts.first { $0.name.description == name }
      }
      return expectation.verdicts.compactMap { part, verdict in
        guard let got = found(part)?.verdict, got != verdict else { return nil }
        return
          "\(expectation.place): expected '\(expectation.title)': \(part) is \(got.rawValue), "
          + "not \(verdict.rawValue)"
      }
        + expectation.notes.compactMap { part, note in
          let (got, wanted) = (found(part)?.note ?? "none", note ?? "none")
          return got == wanted
            ? nil
            : "\(expectation.place): expected '\(expectation.title)': the note of \(part) is \(got), "
              + "not \(wanted)"
        }
    }
  }

  /// The values of everything that a part's problem names, all parts included.
  private static func scope(of part: String, _ key: AnswerKey) -> [String: Tensor<Double>] {
    guard let own = key.parts.first(where: { $0.part.name.description == part })?.part.problem
    else {
      return [:]
    }
    let parts = key.parts.filter { $0.part.problem == own }
    return parts.reduce(into: parts.last?.scope ?? [:]) { $0[$1.part.id] = $1.reference }
  }
}
