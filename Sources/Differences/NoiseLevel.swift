/// How much rounding moves a function's value, measured (the idea of Moré and Wild's ECnoise).
enum NoiseLevel {
  /// The noise of each component at a point.
  ///
  /// Values at five points so close that the function itself hardly moves are differenced two and
  /// three times; what is left is rounding: `3 · max(rms Δ² / √6, rms Δ³ / √20)`. Where the points
  /// sit on a plateau the spacing is widened. The point itself is left out: a jump there is no
  /// rounding.
  static func measure(_ line: SampledLine, components: [Range<Int>]) -> [Double] {
    var noise = [Double](repeating: 0, count: components.count)
    for exponent in [45, 30, 20] {
      let spacing = SampledLine.powerOfTwo(
        near: line.scale * Double(sign: .plus, exponent: -exponent, significand: 1))
      let points = (1...5).map { line.evaluate(at: line.origin + Double($0) * spacing) }
      guard points.allSatisfy(\.isFinite) else { return noise }
      var moves = false
      for (index, component) in components.enumerated() {
        let values = points.map { point in
          var sum = CompensatedSum()
          for i in component { sum.add(point.values[i] - points[0].values[i]) }
          return sum.value
        }
        let first = differences(values)
        let second = differences(first)
        let third = differences(second)
        let level = 3 * max(rms(second) / 6.0.squareRoot(), rms(third) / 20.0.squareRoot())
        noise[index] = max(noise[index], level)
        if first.count(where: { $0 == 0 }) < 2 { moves = true }
      }
      if moves { break }
    }
    return noise
  }

  private static func differences(_ values: [Double]) -> [Double] {
    zip(values.dropFirst(), values).map { $0 - $1 }
  }

  private static func rms(_ values: [Double]) -> Double {
    let largest = values.map(\.magnitude).max() ?? 0
    guard largest > 0 else { return 0 }
    let mean = values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } / Double(values.count)
    return largest * mean.squareRoot()
  }
}
