public import Coursework
public import Diagnostics

/// The result of grading a submission: a pure function of the assignment and the submission.
public struct Outcome: Sendable {
  /// The assignment's id.
  public let assignment: String
  /// The hash of the assignment's definition.
  public let definition: String
  /// The student.
  public let student: String
  /// The result of each part, in the assignment's order.
  public let parts: [PartOutcome]
  /// What could not be read, and how the rest was understood.
  public let diagnostics: [Diagnostic]

  /// The outcome without what a level of feedback does not tell: no output made from it holds that.
  ///
  /// - Parameters:
  ///   - level: The level.
  ///   - tellsEntries: Whether a level that tells where an answer is wrong tells single entries, because no attempt can be
  ///     spent on asking.
  /// - Returns: The outcome, of which no more can be told.
  public func redacted(to level: FeedbackLevel, tellsEntries: Bool = false) -> Outcome {
    Outcome(
      assignment: assignment, definition: definition, student: student,
      parts: parts.map { $0.redacted(to: level, tellsEntries: tellsEntries) },
      diagnostics: diagnostics)
  }

  /// The points earned.
  public var score: Points { parts.reduce(.zero) { $0 + ($1.score ?? .zero) } }

  /// The points there are, without disputed parts and those that come on top.
  public var maximum: Points { parts.lazy.filter { $0.verdict != .disputed }.maximum }

  /// The gravest thing that somebody has to do something about.
  public enum Concern: Int, Sendable, Comparable {
    /// All parts are correct.
    case none
    /// A part is not correct.
    case notCorrect
    /// Something that was handed in cannot be read.
    case unreadable
    /// A part waits for a person to decide.
    case disputed

    /// Whether it is less grave.
    public static func < (a: Concern, b: Concern) -> Bool { a.rawValue < b.rawValue }
  }

  /// The gravest concern.
  public var concern: Concern {
    if parts.contains(where: { $0.verdict == .disputed }) { return .disputed }
    if parts.contains(where: { $0.verdict == .malformed })
      || diagnostics.contains(where: { $0.severity == .error })
    {
      return .unreadable
    }
    return parts.allSatisfy { $0.verdict == .correct } ? .none : .notCorrect
  }
}

/// One entry of an answer beside the reference's.
public struct EntryComparison: Sendable, Hashable {
  /// The index along each axis.
  public let index: [Int]
  /// The student's number.
  public let got: Double
  /// The reference's.
  public let wanted: Double
  /// The largest difference that counts as right.
  public let tolerance: Double

  /// The difference.
  public var error: Double { (got - wanted).magnitude }

  /// The difference in terms of the tolerance; infinite where nothing is tolerated.
  public var ratio: Double { error == 0 ? 0 : error / tolerance }
}
