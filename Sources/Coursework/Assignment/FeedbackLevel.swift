/// How much of what was found a report tells; everything is stored whatever the level.
public enum FeedbackLevel: String, Sendable, CaseIterable, Comparable {
  /// Points and verdicts, and what could not be read.
  case scores
  /// Also how many entries are wrong, and where.
  case locations
  /// Also which mistake explains the numbers.
  case mistakes
  /// Also the right numbers.
  case full

  /// Whether this level tells less.
  public static func < (a: FeedbackLevel, b: FeedbackLevel) -> Bool {
    allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
  }
}
