/// What counts as right where the forward has a kink, and several slopes meet.
public enum KinkPolicy: String, Sendable, CaseIterable {
  /// Every number between the slopes of the two sides; of entries that are tied, as the places of a maximum are,
  /// those whose sum is the slope of moving them together.
  case interval
  /// The reference's number alone.
  case convention
  /// Anything: such entries are not looked at.
  case exclude
}
