/// What is known about a derivative from values of the function alone.
public enum Derivative: Sendable, Hashable {
  /// The function is smooth here: its derivative differs from `value` by at most `bound`.
  ///
  /// The bound is an estimate, not a proof: a step in the extrapolation, rounding carried through
  /// it, and what may have been absorbed by larger numbers. It may be infinite.
  case smooth(value: Double, bound: Double)
  /// The slopes to the two sides differ: they are `below` and `above` the point, each up to `bound`.
  case kink(below: Double, above: Double, bound: Double)
  /// Slopes grow without end near the point, as at a jump or a vertical tangent.
  case singular
  /// The function is not finite on one side of the point, however near.
  case domainEdge
  /// The function is not finite at the point.
  case nonFinite

  /// The sum of two derivatives at one point, times a factor that is not negative.
  public static func sum(_ a: Derivative, _ b: Derivative, times factor: Double) -> Derivative {
    guard let first = a.sides, let second = b.sides else {
      return [.nonFinite, .domainEdge].first { a == $0 || b == $0 } ?? .singular
    }
    let bound = (first.bound + second.bound) * factor
    let below = (first.below + second.below) * factor
    guard a.isKink || b.isKink else { return .smooth(value: below, bound: bound) }
    return .kink(below: below, above: (first.above + second.above) * factor, bound: bound)
  }

  /// Whether the slopes to the two sides differ.
  public var isKink: Bool {
    if case .kink = self { true } else { false }
  }

  /// The slopes to the two sides and their bound, where there are any.
  public var sides: (below: Double, above: Double, bound: Double)? {
    switch self {
    case .smooth(let value, let bound): (value, value, bound)
    case .kink(let below, let above, let bound): (below, above, bound)
    case .singular, .domainEdge, .nonFinite: nil
    }
  }

  /// The value and its bound where the function is smooth.
  public var smooth: (value: Double, bound: Double)? {
    if case .smooth(let value, let bound) = self { (value, bound) } else { nil }
  }
}
