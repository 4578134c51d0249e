/// What an evaluation did besides its result: which branches it took, how large numbers became.
public struct EvaluationTrace: Sendable {
  /// A hash of every branch decision: of relu, abs, maxima, comparisons and their like.
  public private(set) var signature: UInt64 = 0xcbf2_9ce4_8422_2325
  /// The largest magnitude among the intermediate results; not-a-number never counts, nor does the logarithm of 0, which
  /// is never selected and absorbs nothing.
  public var magnitude: Double = 0

  /// Creates an empty trace.
  public init() {}

  /// Adds one decision.
  @inline(__always)
  mutating func decide(_ branch: UInt64) {
    signature = (signature ^ (branch &+ 1)) &* 0x0000_0100_0000_01b3
    signature ^= signature >> 29
  }
}
