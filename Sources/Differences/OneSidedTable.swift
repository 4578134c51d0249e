/// The slope of one component to one side of the point, extrapolated to step zero.
///
/// The Neville table eliminates every power of h, since nothing is known of the other side.
struct OneSidedTable {
  enum Outcome {
    case slope(value: Double, bound: Double)
    case singular
  }

  private static let mostColumns = 8
  private static let mostRows = 14

  /// Extrapolates from a level on, all of whose smaller steps take the same branches.
  static func run(
    _ line: SampledLine, _ side: SampledLine.Side, component: Range<Int>, noise: Double,
    from firstLevel: Int
  ) -> Outcome {
    if line.base.magnitude == .infinity { return .slope(value: 0, bound: .infinity) }
    let u = CentralTable.roundoff
    let base = line.base.values
    var parent: (values: [Double], noise: [Double]) = ([], [])
    var best: (bound: Double, value: Double)?
    var slopes: [Double] = []
    var floor = 0.0
    for level in firstLevel...min(line.levels, firstLevel + mostRows) {
      let sample = line.sample(level, side)
      guard sample.isFinite else { break }
      var difference = CompensatedSum()
      var size = ScaledNorm()
      var moves = false
      for i in component {
        difference.add(sample.values[i] - base[i])
        if sample.values[i] != base[i] {
          moves = true
          size.add(sample.values[i].magnitude + base[i].magnitude)
        }
      }
      let h = line.stepTaken(level, side)
      let slope = side.rawValue * difference.value / h
      let level = max(
        4 * u * size.value + u * difference.value.magnitude, noise, u * sample.magnitude)
      if slopes.isEmpty, !moves {
        floor = u * (sample.magnitude > 0 ? sample.magnitude : 1) / h
      }
      slopes.append(slope)
      var row: (values: [Double], noise: [Double]) = ([slope], [level / h])
      for j in 1..<max(1, min(parent.values.count, mostColumns) + 1) {
        CentralTable.extrapolate(
          &row.values, &row.noise, parent.values[j - 1], parent.noise[j - 1],
          divisor: Double(1 << j) - 1)
        let truncation = max(
          (row.values[j] - row.values[j - 1]).magnitude,
          (row.values[j] - parent.values[j - 1]).magnitude)
        let bound = truncation + row.noise[j] + floor
        if !(bound >= best?.bound ?? .infinity) { best = (bound, row.values[j]) }
      }
      parent = row
      if let best, slopes.count >= 4,
        best.bound <= 1e-11 * best.value.magnitude || row.noise[0] + floor > best.bound
      {
        break
      }
    }
    guard let best else { return .singular }
    let middle = slopes[slopes.count / 2].magnitude
    if let last = slopes.last, slopes.count > 6, last.magnitude > 4 * middle { return .singular }
    return .slope(value: best.value, bound: best.bound)
  }
}
