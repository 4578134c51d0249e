/// The decision about one part.
public enum Verdict: String, Sendable, CaseIterable {
  /// Every entry is within its tolerance.
  case correct
  /// Right given the student's own earlier answer, which was wrong.
  case carried
  /// Would be right, but has too few digits to tell.
  case imprecise
  /// Readable, of the right shape, finite, and wrong.
  case incorrect
  /// Cannot be read, is not finite, or has the wrong shape.
  case malformed
  /// Nothing was handed in for the part.
  case missing
  /// The witnesses disagree: the assignment is at fault, the part leaves score and maximum.
  case disputed
}
