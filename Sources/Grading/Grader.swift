public import Coursework
internal import Diagnostics
internal import Formulas

/// Grades submissions against a key.
public struct Grader: Sendable {
  private let key: AnswerKey
  private let takesUnproved: Bool

  /// Creates a grader.
  ///
  /// - Parameters:
  ///   - key: The right answers.
  ///   - takesUnproved: Whether a part is graded whose reference could not be proved; otherwise it is disputed.
  public init(_ key: AnswerKey, takesUnproved: Bool = false) {
    self.key = key
    self.takesUnproved = takesUnproved
  }

  /// Grades a submission; the same submission gives the same outcome, always.
  public func grade(_ submission: Submission) -> Outcome {
    prepare(for: submission)
    var parts: [PartOutcome] = []
    var earlier = EarlierAnswers()
    var held: Set<String> = []
    for partKey in key.parts {
      let reading = submission.answers[partKey.part.name] ?? .missing
      let grading = PartGrading(partKey, takesUnproved: takesUnproved)
      // A reference built on a held part is in doubt as well.
      let part = partKey.part
      let doubted =
        held.isEmpty
        ? nil
        : part.reference?.usedSymbols.sorted().first { held.contains("\(part.problem).\($0)") }
      let outcome =
        doubted.map { grading.disputed("its reference is built on \($0), which is held", nil) }
        ?? grading.outcome(reading, &earlier)
      if outcome.verdict == .disputed { held.insert(part.name) }
      parts.append(outcome)
    }
    return Outcome(
      assignment: key.assignment.id, definition: key.assignment.hash, student: submission.student,
      parts: parts, diagnostics: submission.diagnostics)
  }

  /// Works out on all cores how wrong answers may be explained; without it one part waits for another.
  private func prepare(for submission: Submission) {
    let wrong = key.parts.filter { part in
      guard case .numbers(let answer)? = submission.answers[part.part.name] else { return false }
      return !part.isPlainlyRight(answer)
    }
    if wrong.count > 1 { _ = concurrently(wrong.map { part in { _ = part.hypotheses.all } }) }
  }
}
