/// What can earn points.
public protocol Worth {
  /// What a right answer earns.
  var points: Points { get }
  /// Whether these points come on top: they are earned, and are no part of what there is to earn.
  var isBonus: Bool { get }
}

extension Sequence where Element: Worth {
  /// The points there are to earn, without those that come on top.
  public var maximum: Points { reduce(.zero) { $0 + ($1.isBonus ? .zero : $1.points) } }
}
