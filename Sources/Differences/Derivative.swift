/// What is known about a derivative from values of the function alone.
public enum Derivative: Sendable, Hashable {
  /// The function is smooth here: its derivative differs from `value` by at most `bound`.
  ///
  /// The bound is an estimate, not a proof: a step in the extrapolation, rounding carried through
  /// it, and what may have been absorbed by larger numbers. It may be infinite.
  case smooth(value: Double, bound: Double)
  /// The slopes to the two sides differ: they are `lower` and `upper`, each up to `bound`.
  case kink(lower: Double, upper: Double, bound: Double)
  /// Slopes grow without end near the point, as at a jump or a vertical tangent.
  case singular
  /// The function is not finite on one side of the point, however near.
  case domainEdge
  /// The function is not finite at the point.
  case nonFinite

  /// The value and its bound where the function is smooth.
  public var smooth: (value: Double, bound: Double)? {
    if case .smooth(let value, let bound) = self { (value, bound) } else { nil }
  }
}
