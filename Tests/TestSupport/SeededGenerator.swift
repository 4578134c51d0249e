import Foundation

/// SplitMix64: a small generator whose seed is an input, for property tests.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// Creates a generator.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A normally distributed number (Box and Muller's transform).
  public mutating func normal() -> Double {
    let radius = (-2 * Foundation.log(1 - Double.random(in: 0..<1, using: &self))).squareRoot()
    return radius * Foundation.cos(2 * .pi * Double.random(in: 0..<1, using: &self))
  }

  /// A whole number below a bound.
  public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
