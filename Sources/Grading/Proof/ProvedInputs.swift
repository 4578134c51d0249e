public import Coursework

/// Inputs of a student's own at which every reference is proved and right can be told from wrong.
public struct ProvedInputs: Sendable {
  /// The assignment with these inputs.
  public let assignment: Assignment
  /// How many sets of inputs were drawn before and could not be used.
  public let counter: Int

  /// What they were proved by.
  public let record: NumericRecord?

  /// The most sets that are drawn.
  public static let mostTries = 100

  /// Draws until a set is proved: the first one is every student's, unless it happens to be a bad one.
  ///
  /// - Parameters:
  ///   - assignment: An assignment that draws inputs.
  ///   - secret: What makes the numbers unpredictable.
  ///   - owner: Whose they are.
  ///   - first: The counter to start from.
  /// - Returns: nil if none could be proved.
  public static func find(
    _ assignment: Assignment, secret: [UInt8], for owner: InputsOwner, from first: Int = 0
  ) -> ProvedInputs? {
    for counter in first..<first + mostTries {
      let draw = StudentDraw(secret: secret, for: owner, counter: counter)
      guard let drawn = assignment.drawn(draw) else { continue }
      let check = AssignmentCheck(provedFor: drawn)
      // Where the right answer is zero, a blank page would earn the points.
      if check.isProved, !check.hasZeroAnswers {
        return ProvedInputs(
          assignment: drawn, counter: counter, record: check.numericRecord)
      }
    }
    return nil
  }
}
