public import Coursework

/// A mark that a student was told.
///
/// It does not fall by itself: only an act of a person, with a reason and a name, takes its place.
public struct ToldMark: Sendable, Hashable {
  /// The points, after lateness and decisions.
  public let score: Points
  /// The points there were.
  public let maximum: Points

  /// Creates a mark.
  public init(score: Points, maximum: Points) {
    self.score = score
    self.maximum = maximum
  }
}
