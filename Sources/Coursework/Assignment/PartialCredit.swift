/// What an incorrect answer earns for the entries that are right.
public enum PartialCredit: Sendable, Hashable {
  /// Nothing.
  case none
  /// `(share − share₀) / (1 − share₀)` of the points, where `share` is the share of right entries and `share₀`
  /// the share that the best constant answer gets; nothing below `least`.
  case perEntry(least: Double)
}
