/// Numeric differentiation with an error bound.
public enum NumericDerivative {
  /// A set of derivatives and what they cost.
  public struct Result: Sendable {
    /// The derivative of each component.
    public let derivatives: [Derivative]
    /// The number of evaluations of the function.
    public let evaluations: Int
  }

  /// Differentiates functions of one number that share their evaluations.
  ///
  /// - Parameters:
  ///   - x: The point.
  ///   - scale: The size of a typical change of the argument; the largest step is near a sixteenth
  ///     of it.
  ///   - count: The number of values of a sample.
  ///   - components: Which values are summands of which function; a sum is never formed where a
  ///     difference of summands will do.
  ///   - noise: The noise of each component where it was measured before; nil measures it.
  ///   - function: Evaluates; must give the same values for the same argument.
  /// - Returns: a derivative for each component.
  public static func differentiate(
    at x: Double, scale: Double, count: Int, components: [Range<Int>], noise: [Double]? = nil,
    _ function: @escaping SampledFunction
  ) -> Result {
    guard let line = SampledLine(origin: x, scale: scale, count: count, function: function),
      line.base.isFinite
    else {
      return Result(
        derivatives: [Derivative](repeating: .nonFinite, count: components.count), evaluations: 1)
    }
    let levels = noise ?? NoiseLevel.measure(line, components: components)
    let start = line.firstLevel { isUsable(line, $0) }
    let derivatives = zip(components, levels).map { component, noise in
      derivative(line, component, noise, from: start)
    }
    return Result(derivatives: derivatives, evaluations: line.evaluations)
  }

  /// The noise of each component, for use at neighbouring points.
  public static func noise(
    at x: Double, scale: Double, count: Int, components: [Range<Int>],
    _ function: @escaping SampledFunction
  ) -> [Double] {
    guard let line = SampledLine(origin: x, scale: scale, count: count, function: function),
      line.base.isFinite
    else { return [Double](repeating: 0, count: components.count) }
    return NoiseLevel.measure(line, components: components)
  }

  private static func isUsable(_ line: SampledLine, _ level: Int) -> Bool {
    [SampledLine.Side.above, .below].allSatisfy { side in
      let sample = line.sample(level, side)
      return sample.isFinite && sample.signature == line.base.signature
    }
  }

  private static func derivative(
    _ line: SampledLine, _ component: Range<Int>, _ noise: Double, from start: Int?
  ) -> Derivative {
    guard let start else { return acrossBranches(line, component, noise) }
    var table = CentralTable(line, component: component, noise: noise)
    switch table.run(from: start) {
    case .kink(let below, let above, let bound):
      return .kink(below: below, above: above, bound: bound)
    case .singular: return .singular
    case .smooth(let value, let bound):
      let isSharp = bound <= 1e-9 * value.magnitude
      guard start >= 4, !isSharp else { return .smooth(value: value, bound: bound) }
      // A branch is near: the far side of the point allows larger steps.
      var best = (value: value, bound: bound)
      for side in [SampledLine.Side.above, .below] {
        guard let slope = farSlope(line, component, noise, side, before: start),
          slope.bound < best.bound
        else { continue }
        best = slope
      }
      return .smooth(value: best.value, bound: best.bound)
    }
  }

  /// The slope to one side where that side's branch reaches further than the other's.
  private static func farSlope(
    _ line: SampledLine, _ component: Range<Int>, _ noise: Double, _ side: SampledLine.Side,
    before start: Int
  ) -> (value: Double, bound: Double)? {
    let base = line.base.signature
    guard
      let level = line.firstLevel(where: {
        let sample = line.sample($0, side)
        return sample.isFinite && sample.signature == base
      }), level + 2 <= start,
      case .slope(let value, let bound) = OneSidedTable.run(
        line, side, component: component, noise: noise, from: level)
    else { return nil }
    return (value, bound)
  }

  /// The derivative where a branch changes at the very point, or the function ends there.
  private static func acrossBranches(
    _ line: SampledLine, _ component: Range<Int>, _ noise: Double
  ) -> Derivative {
    var slopes: [(value: Double, bound: Double)] = []
    let sides = [SampledLine.Side.above, .below]
    guard sides.allSatisfy({ line.sample(line.levels, $0).isFinite }) else { return .domainEdge }
    for side in sides {
      let nearest = line.sample(line.levels, side)
      let level = line.firstLevel {
        let sample = line.sample($0, side)
        return sample.isFinite && sample.signature == nearest.signature
      }
      guard
        case .slope(let value, let bound) = OneSidedTable.run(
          line, side, component: component, noise: noise, from: level ?? line.levels)
      else { return .singular }
      slopes.append((value, bound))
    }
    let (above, below) = (slopes[0].value, slopes[1].value)
    let bound = max(slopes[0].bound, slopes[1].bound)
    if (above - below).magnitude <= slopes[0].bound + slopes[1].bound {
      let sharper = slopes[0].bound <= slopes[1].bound ? slopes[0] : slopes[1]
      return .smooth(value: sharper.value, bound: sharper.bound)
    }
    return .kink(below: below, above: above, bound: bound)
  }
}
