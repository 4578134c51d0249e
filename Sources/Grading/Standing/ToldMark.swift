public import Coursework

/// A mark that a student was told.
///
/// It does not fall by itself: only an act of a person, with a reason and a name, takes its place.
public struct ToldMark: Sendable, Hashable {
  /// The points, after lateness and decisions.
  public let score: Points
  /// The points there were.
  public let maximum: Points

  /// The share of the points; 0 where there are none.
  public var share: Double { maximum > .zero ? score.value / maximum.value : 0 }

  /// The same share of other points, and not a millionth less.
  func score(of whole: Points) -> Points {
    guard whole != maximum, maximum > .zero else { return score }
    let exact = Int128(score.millionths) * Int128(whole.millionths)
    let (quotient, rest) = exact.quotientAndRemainder(dividingBy: Int128(maximum.millionths))
    return Points(millionths: Int(clamping: quotient + (rest > 0 ? 1 : 0)))
  }

  /// Creates a mark.
  public init(score: Points, maximum: Points) {
    self.score = score
    self.maximum = maximum
  }
}
