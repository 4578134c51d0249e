/// How much rounding moves a function's value, measured (the idea of Moré and Wild's ECnoise).
enum NoiseLevel {
  /// The noise of each component at a point.
  ///
  /// Values at five points so close that the function itself hardly moves are differenced two and
  /// three times; what is left is rounding: `3 · max(rms Δ² / √6, rms Δ³ / √20)`. Where the points
  /// sit on a plateau the spacing is widened.
  static func measure(_ line: SampledLine, components: [Range<Int>]) -> [Double] {
    var noise = [Double](repeating: 0, count: components.count)
    let base = line.base
    for exponent in [45, 30, 20] {
      let spacing = SampledLine.powerOfTwo(
        near: line.scale * Double(sign: .plus, exponent: -exponent, significand: 1))
      let samples = (1...4).map { line.evaluate(at: line.origin + Double($0) * spacing) }
      guard samples.allSatisfy(\.isFinite) else { return noise }
      var moves = false
      for (index, component) in components.enumerated() {
        var values = [0.0]
        for sample in samples {
          var sum = CompensatedSum()
          for i in component { sum.add(sample.values[i] - base.values[i]) }
          values.append(sum.value)
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
