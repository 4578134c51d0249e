public import Coursework

/// The right answers of an assignment, with the witnesses that prove them.
public struct AnswerKey: Sendable {
  /// The assignment.
  public let assignment: Assignment
  /// The key of each part, in the assignment's order.
  public let parts: [PartKey]

  /// Which witnesses are asked besides the reference.
  public enum Witnesses: Sendable {
    /// None: the key is only printed.
    case none
    /// Numeric derivatives of an earlier proof: what grading needs.
    case kept(NumericRecord)
    /// Numeric differentiation and reverse mode: what a proof needs.
    case all
  }

  /// Works the key out.
  ///
  /// - Parameters:
  ///   - assignment: The assignment.
  ///   - witnesses: Which witnesses are asked.
  ///   - made: Told of each part as its key is made, on any thread.
  public init(
    _ assignment: Assignment, witnesses: Witnesses, made: (@Sendable (PartName) -> Void)? = nil
  ) {
    self.init(assignment, witnesses: witnesses, library: HypothesisLibrary(), made: made)
  }

  init(
    _ assignment: Assignment, witnesses: Witnesses, library: HypothesisLibrary,
    made: (@Sendable (PartName) -> Void)? = nil
  ) {
    self.assignment = assignment
    let parts = AnswerKey.parts(of: assignment, witnesses, library, made)
    // A record that proves nothing is no reason to doubt a reference.
    if case .kept = witnesses, parts.contains(where: { $0.proof.finding > .agrees }) {
      self.parts = AnswerKey.parts(of: assignment, .all, library, made)
    } else {
      self.parts = parts
    }
  }

  private static func parts(
    of assignment: Assignment, _ witnesses: Witnesses, _ library: HypothesisLibrary,
    _ made: (@Sendable (PartName) -> Void)?
  ) -> [PartKey] {
    var jobs: [@Sendable () -> PartKey] = []
    for problem in assignment.problems {
      let values = ProblemValues(problem, library.mutants)
      for part in problem.parts {
        jobs.append {
          defer { made?(part.name) }
          return PartKey(
            part, problem: problem, values: values, witnesses: witnesses, library: library)
        }
      }
    }
    return concurrently(jobs)
  }
}
