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
  ///
  /// - Parameters:
  ///   - submission: The submission.
  ///   - settled: Problems that are left out.
  /// - Returns: The outcome.
  public func grade(_ submission: Submission, without settled: Set<String> = []) -> Outcome {
    var parts: [PartOutcome] = []
    parts.reserveCapacity(key.parts.count)
    var start = key.parts.startIndex
    while start < key.parts.endIndex {
      // Nothing is inherited from one problem to another.
      let problem = key.parts[start...].prefix { $0.part.problem == key.parts[start].part.problem }
      start = problem.endIndex
      if let id = problem.first?.part.problem, settled.contains(id) { continue }
      var prior = PriorAnswers(rounding: RoundingEvidence(problem, of: submission))
      var ruled: [(key: PartKey, reading: AnswerReading, ruling: Ruling)] = []
      for partKey in problem {
        let reading = submission.reading(of: partKey.part.name)
        let ruling = PartQuestion(partKey, reading, prior, takesUnproved: takesUnproved).ruling
        prior.keep(ruling, for: partKey)
        if let (named, diagnosis) = ruling.nameOfEarlier {
          for place in ruled.indices where named.contains(ruled[place].key.part.id) {
            ruled[place].ruling.name(diagnosis, in: ruled[place].key.part)
          }
        }
        ruled.append((partKey, reading, ruling))
      }
      parts += ruled.map { PartOutcome($0.ruling, $0.key, $0.reading) }
    }
    return Outcome(
      assignment: key.assignment.id, definition: key.assignment.hash, student: submission.student,
      parts: parts, diagnostics: submission.diagnostics)
  }
}
