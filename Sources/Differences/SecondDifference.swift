/// The second derivative of a function of one number, from its values alone.
///
/// Central second differences (f(h) − 2 f(0) + f(−h)) / h² have an error in even powers of h, so Neville's scheme extrapolates
/// them as it does central slopes. Half of the digits are lost: the bound is some 1e-7 of the derivative at best.
public enum SecondDifference {
  private static let levels = 14
  private static let mostColumns = 5

  /// Differentiates twice at 0.
  ///
  /// - Parameters:
  ///   - count: The number of values of a sample: summands of one number.
  ///   - function: Evaluates; its values change on the scale of 1.
  /// - Returns: the second derivative and how far it may be off; nil where the function is not finite, or takes another
  ///   branch however near.
  public static func differentiate(count: Int, _ function: @escaping SampledFunction) -> (
    value: Double, bound: Double
  )? {
    guard let line = SampledLine(origin: 0, scale: 1, count: count, function: function),
      line.base.isFinite
    else { return nil }
    let measured = NoiseLevel.measure(line, components: [0..<count])[0]
    var best: (value: Double, bound: Double)?
    var parent: (values: [Double], noise: [Double])?
    for level in 0...min(levels, line.levels) {
      let (above, below) = (line.sample(level, .above), line.sample(level, .below))
      guard above.isFinite, below.isFinite, above.signature == line.base.signature,
        below.signature == line.base.signature
      else {
        parent = nil
        continue
      }
      var difference = CompensatedSum()
      var size = ScaledNorm()
      for i in 0..<count {
        let (p, m, f) = (above.values[i], below.values[i], line.base.values[i])
        difference.add(p - f)
        difference.add(m - f)
        size.add(p.magnitude + m.magnitude + 2 * f.magnitude)
      }
      let h = line.step(level)
      let largest = max(line.base.magnitude, above.magnitude, below.magnitude)
      let roundings = max(
        4 * CentralTable.roundoff * size.value, 4 * measured, 4 * CentralTable.roundoff * largest)
      var row = (
        values: [difference.value / (h * h)],
        noise: [(roundings + .leastNonzeroMagnitude) / (h * h)]
      )
      if let parent {
        for column in 1...min(parent.values.count, mostColumns) {
          CentralTable.extrapolate(
            &row.values, &row.noise, parent.values[column - 1], parent.noise[column - 1],
            divisor: Double(1 << (2 * column)) - 1)
          let value = row.values[column]
          let truncation = max(
            (value - row.values[column - 1]).magnitude,
            (value - parent.values[column - 1]).magnitude)
          let bound = truncation + row.noise[column]
          if !(bound >= best?.bound ?? .infinity) { best = (value, bound) }
        }
      }
      parent = row
    }
    return best
  }
}
