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
    var parts: [PartOutcome] = []
    parts.reserveCapacity(key.parts.count)
    var start = key.parts.startIndex
    while start < key.parts.endIndex {
      // Nothing is inherited from one problem to another.
      let problem = key.parts[start...].prefix { $0.part.problem == key.parts[start].part.problem }
      var prior = PriorAnswers(rounding: RoundingEvidence(problem, of: submission))
      var rulings: [Ruling] = []
      for partKey in problem {
        let reading = submission.reading(of: partKey.part.name)
        let ruling = PartQuestion(partKey, reading, prior, takesUnproved: takesUnproved).ruling
        prior.keep(ruling, for: partKey)
        if let (parts, diagnosis) = ruling.nameOfEarlier {
          for (place, earlier) in problem.prefix(rulings.count).enumerated()
          where parts.contains(earlier.part.id) {
            rulings[place] = rulings[place].named(diagnosis, in: earlier.part.id)
          }
        }
        rulings.append(ruling)
      }
      for (partKey, ruling) in zip(problem, rulings) {
        parts.append(PartOutcome(ruling, partKey, submission.reading(of: partKey.part.name)))
      }
      start = problem.endIndex
    }
    return Outcome(
      assignment: key.assignment.id, definition: key.assignment.hash, student: submission.student,
      parts: parts, diagnostics: submission.diagnostics)
  }
}
