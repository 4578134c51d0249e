/// What an evaluation did besides its result: which branches it took, how large numbers became.
public struct EvaluationTrace: Sendable {
  /// A hash of every branch decision: of relu, abs, maxima, comparisons and their like.
  public private(set) var signature: UInt64 = 0xcbf2_9ce4_8422_2325
  /// The largest magnitude among the intermediate results; not-a-number never counts, nor does the logarithm of 0, which
  /// is never selected and absorbs nothing.
  public var magnitude: Double = 0
  /// Whether the largest of a sum's products is wanted: finding it costs as much as adding them up.
  let measuresProducts: Bool

  /// Creates an empty trace.
  public init() { self.init(measuresProducts: true) }

  init(measuresProducts: Bool) { self.measuresProducts = measuresProducts }

  /// Adds one decision.
  @inline(__always)
  mutating func decide(_ branch: UInt64) {
    signature = (signature ^ (branch &+ 1)) &* 0x0000_0100_0000_01b3
    signature ^= signature >> 29
  }

  /// Takes the largest magnitude among some numbers; where it is infinite, that of the numbers but for logarithms of 0.
  ///
  /// Loops find the largest without looking at signs, which would keep them from being vectorised.
  @inline(__always)
  mutating func measure<S: FormulaScalar>(
    _ largest: S, of values: UnsafePointer<S>, _ count: Int
  ) {
    guard Double(largest) > magnitude else { return }
    guard largest == .infinity else {
      magnitude = Double(largest)
      return
    }
    for i in 0..<count where values[i] != -.infinity {
      if Double(values[i].magnitude) > magnitude { magnitude = Double(values[i].magnitude) }
    }
  }
}
