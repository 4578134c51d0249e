/// Directions for projecting large gradients: fixed by their number, the same everywhere.
///
/// Each entry is `± (0.5 + U)` with `U` uniform in [0, 1). An error `e` stays below a threshold `τ`
/// along one such direction with probability at most `τ / max|e|`; an error of a single entry
/// above `2τ` is never missed.
public enum RandomDirection {
  /// The direction of a number.
  public static func entries(count: Int, number: Int) -> [Double] {
    // SplitMix64, seeded by the number of the direction.
    var state = 0x6e61_626c_6100_0000 &+ UInt64(number)
    return (0..<count).map { _ in
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      z ^= z >> 31
      let size = 0.5 + Double(z >> 12) * 0x1p-52
      return z & 1 == 0 ? size : -size
    }
  }
}
