public import Coursework

/// The one road from what was handed in to an outcome: an assignment, ready to grade any number of submissions.
///
/// Where everybody has the same inputs, the key is worked out once; where inputs are drawn, once for each student's.
public struct GradingSession: Sendable {
  /// The assignment, as it was published.
  public let assignment: Assignment
  /// The key that all students share; nil if each has inputs of their own.
  public let sharedKey: AnswerKey?
  private let takesUnproved: Bool
  private let library: HypothesisLibrary

  /// Works out what all submissions have in common.
  ///
  /// - Parameters:
  ///   - assignment: The assignment.
  ///   - takesUnproved: Whether a part is graded whose reference could not be proved; otherwise it is disputed.
  ///   - record: The numeric derivatives of an earlier proof; nil to differentiate.
  public init(
    _ assignment: Assignment, takesUnproved: Bool = false, record: NumericRecord? = nil
  ) {
    self.assignment = assignment
    self.takesUnproved = takesUnproved
    library = HypothesisLibrary()
    sharedKey =
      assignment.draws
      ? nil
      : AnswerKey(
        assignment, witnesses: record.map(AnswerKey.Witnesses.kept) ?? .all, library: library)
  }

  /// The assignment at a student's inputs.
  ///
  /// - Parameter inputs: What was handed out to the student; nil if nothing is drawn.
  /// - Returns: nil if these inputs do not fit the definition any more.
  func assignment(at inputs: DrawnInputs?) -> Assignment? {
    assignment.draws ? inputs.flatMap(assignment.with) : assignment
  }

  /// The key at a student's inputs.
  func key(at own: Assignment, _ record: NumericRecord? = nil) -> AnswerKey {
    sharedKey
      ?? AnswerKey(
        own, witnesses: record.map(AnswerKey.Witnesses.kept) ?? .all, library: library)
  }

  /// Grades a submission at a student's inputs; the same submission gives the same outcome, always.
  ///
  /// - Parameters:
  ///   - submission: The submission.
  ///   - own: The assignment at the student's inputs.
  ///   - record: What the references were proved by at these inputs; nil to prove them.
  /// - Returns: The outcome.
  public func grade(
    _ submission: Submission, at own: Assignment, record: NumericRecord? = nil
  ) -> Outcome {
    Grader(key(at: own, record), takesUnproved: takesUnproved).grade(submission)
  }

  /// Reads files as they were handed in, and finds the key they are to be graded by.
  ///
  /// - Parameters:
  ///   - files: The files.
  ///   - student: Who handed them in.
  ///   - inputs: What was handed out to the student; nil if nothing is drawn.
  /// - Returns: nil if the inputs do not fit the definition any more.
  public func read(_ files: [Submission.File], student: String, at inputs: DrawnInputs?) -> (
    submission: Submission, key: AnswerKey
  )? {
    guard let own = assignment(at: inputs) else { return nil }
    return (SubmissionReader.read(files, student: student, for: own), key(at: own))
  }

  /// Draws questions about what was handed in.
  ///
  /// - Parameters:
  ///   - files: The files.
  ///   - student: Who handed them in.
  ///   - inputs: What was handed out to the student; nil if nothing is drawn.
  ///   - count: How many are wanted.
  ///   - rank: A number for a text, the same on every machine: the smallest is drawn first.
  /// - Returns: nil if the inputs do not fit the definition any more.
  public func questions(
    _ files: [Submission.File], student: String, at inputs: DrawnInputs?, count: Int,
    rank: (String) -> String
  ) -> OralQuestions? {
    guard let own = assignment(at: inputs),
      let outcome = grade(files, student: student, at: inputs)
    else { return nil }
    return OralQuestions(outcome, own, count: count, rank: rank)
  }

  /// Reads files as they were handed in, and grades them.
  ///
  /// - Parameters:
  ///   - files: The files.
  ///   - student: Who handed them in.
  ///   - inputs: What was handed out to the student; nil if nothing is drawn.
  ///   - settled: Problems that are left out.
  /// - Returns: The outcome; nil if the inputs do not fit the definition any more.
  public func grade(
    _ files: [Submission.File], student: String, at inputs: DrawnInputs?,
    without settled: Set<String> = []
  ) -> Outcome? {
    read(files, student: student, at: inputs).map { submission, key in
      Grader(key, takesUnproved: takesUnproved).grade(submission, without: settled)
    }
  }
}
