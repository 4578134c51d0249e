public import Formulas

/// A sample of answers and how they must be graded, which `check` tries.
public struct Expectation: Sendable {
  /// One answer: a formula whose value is handed in.
  public struct Sample: Sendable {
    /// The part's full name.
    public let part: String
    /// What is handed in, in terms of all that the problem names; the part's own name is the right answer.
    public let formula: CompiledFormula
  }

  /// What is tried, for people.
  public let title: String
  /// Where it stands: `file:line:col`.
  public let place: String
  /// The answers as formulas; other parts are left out.
  public let answers: [Sample]
  /// The files of a sample submission instead; nil if there is none, or none were read.
  public let files: [Submission.File]?
  /// The decimals that the answers are printed with; nil for all digits.
  public let decimals: Int?
  /// The verdicts that parts must get, in the order of their names.
  public let verdicts: [(part: String, verdict: Verdict)]
  /// The notes that parts must get, in the order of their names; nil for none.
  public let notes: [(part: String, note: String?)]
}
