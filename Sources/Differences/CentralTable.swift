internal import RealModule

/// The derivative of one component from central differences, extrapolated to step zero.
///
/// Two Neville tables are built from the same samples: of central slopes, in powers of h², for the
/// value; and of the difference of the one-sided slopes, in odd powers of h, for a kink. A
/// central difference at a kink converges perfectly, to a wrong number: only the second table sees
/// it. Where the kink is at a distance, steps that reach across it are dropped.
struct CentralTable {
  static let roundoff = 0x1p-53

  enum Outcome {
    case smooth(value: Double, bound: Double)
    case kink(below: Double, above: Double, bound: Double)
    case singular
  }

  private struct Row {
    var values: [Double]
    var noise: [Double]
  }

  private let line: SampledLine
  private let component: Range<Int>
  private let measuredNoise: Double
  private let mostColumns = 4

  private var slopes: [Row] = []
  private var jumps: [Row] = []
  private var sided: [(above: Double, below: Double, noise: Double)] = []
  private var best: (bound: Double, value: Double)?
  private var bestJump: (bound: Double, value: Double)?
  private var start = 0
  private var smoothRun = 0
  private var inKink = false
  private var moved: [Bool]
  private var floor = 0.0

  init(_ line: SampledLine, component: Range<Int>, noise: Double) {
    self.line = line
    self.component = component
    measuredNoise = noise
    moved = [Bool](repeating: false, count: component.count)
  }

  /// Adds levels from the given one on until the value is settled.
  mutating func run(from firstLevel: Int) -> Outcome {
    var level = firstLevel
    // An infinite intermediate result absorbs everything: no bound can be given.
    if line.base.magnitude == .infinity { return .smooth(value: 0, bound: .infinity) }
    while level <= line.levels {
      let above = line.sample(level, .above)
      let below = line.sample(level, .below)
      guard above.isFinite, below.isFinite else { break }
      add(level, above, below, isFirst: level == firstLevel)
      if isSettled { break }
      level += 1
    }
    if growsWithoutEnd { return .singular }
    if let best, smoothRun >= 2, jumpIsZero { return .smooth(value: best.value, bound: best.bound) }
    return oneSided
  }

  private mutating func add(
    _ level: Int, _ above: SampledLine.Sample, _ below: SampledLine.Sample, isFirst: Bool
  ) {
    let base = line.base.values
    let hAbove = line.stepTaken(level, .above)
    let hBelow = line.stepTaken(level, .below)
    var difference = CompensatedSum()
    var up = CompensatedSum()
    var down = CompensatedSum()
    var size = ScaledNorm()
    var still = ScaledNorm()
    for (k, i) in component.enumerated() {
      let (p, m, f) = (above.values[i], below.values[i], base[i])
      difference.add(p - m)
      up.add(p - f)
      down.add(f - m)
      if p != m || p != f { moved[k] = true }
      if moved[k] { size.add(p.magnitude + m.magnitude) } else { still.add(f) }
    }
    let u = CentralTable.roundoff
    let magnitude = max(line.base.magnitude, above.magnitude, below.magnitude)
    let noise =
      max(
        4 * u * size.value + u * difference.value.magnitude, measuredNoise, u * magnitude)
      + .leastNonzeroMagnitude
    if isFirst {
      // What did not move may have been absorbed: by its own size, or by intermediate results.
      let h = line.step(level)
      floor = u * still.value / h
      if !moved.contains(true) { floor = max(floor, u * (magnitude > 0 ? magnitude : 1) / h) }
    }
    let slope = difference.value / (hAbove + hBelow)
    let sides = (up.value / hAbove, down.value / hBelow)
    let slopeNoise = noise / line.step(level)
    sided.append((sides.0, sides.1, slopeNoise))
    extend(slope, slopeNoise, jump: sides.0 - sides.1)
  }

  private mutating func extend(_ slope: Double, _ noise: Double, jump: Double) {
    let row = slopes.count
    let jumpNoise = 2 * noise
    if row > 0 {
      classify(jump, jumpNoise, after: jumps[row - 1].values[0], row: row)
    }
    var slopeRow = Row(values: [slope], noise: [noise])
    var jumpRow = Row(values: [jump], noise: [jumpNoise])
    if row > start {
      let slopeParent = slopes[row - 1]
      let jumpParent = jumps[row - 1]
      for j in 1...min(row - start, mostColumns) {
        CentralTable.extrapolate(
          &slopeRow.values, &slopeRow.noise, slopeParent.values[j - 1], slopeParent.noise[j - 1],
          divisor: Double(1 << (2 * j)) - 1)
        CentralTable.extrapolate(
          &jumpRow.values, &jumpRow.noise, jumpParent.values[j - 1], jumpParent.noise[j - 1],
          divisor: Double(1 << (2 * j - 1)) - 1)
        let value = slopeRow.values[j]
        let truncation = max(
          (value - slopeRow.values[j - 1]).magnitude, (value - slopeParent.values[j - 1]).magnitude)
        let bound = truncation + slopeRow.noise[j] + floor
        if !(bound >= best?.bound ?? .infinity) { best = (bound, value) }
        let jumpBound =
          (jumpRow.values[j] - jumpRow.values[j - 1]).magnitude + jumpRow.noise[j]
        if !(jumpBound >= bestJump?.bound ?? .infinity) {
          bestJump = (jumpBound, jumpRow.values[j])
        }
      }
    }
    slopes.append(slopeRow)
    jumps.append(jumpRow)
  }

  /// One step of Neville's scheme, with the noise it passes on.
  static func extrapolate(
    _ values: inout [Double], _ noise: inout [Double], _ parent: Double, _ parentNoise: Double,
    divisor: Double
  ) {
    let j = values.count
    values.append(values[j - 1] + (values[j - 1] - parent) / divisor)
    noise.append(noise[j - 1] * (1 + 1 / divisor) + parentNoise / divisor)
  }

  /// Whether the difference of the one-sided slopes shrinks with the step, as it must where the
  /// function is smooth; where it does not, larger steps reached across a kink and are dropped.
  private mutating func classify(_ jump: Double, _ noise: Double, after last: Double, row: Int) {
    let isSmooth: Bool
    if jump.magnitude <= 4 * noise {
      // A real drop; or, after a kink, merely swallowed by noise.
      isSmooth = last.magnitude > 16 * noise || !inKink
    } else {
      isSmooth = jump.magnitude <= 0.75 * last.magnitude
    }
    inKink = !isSmooth
    if isSmooth {
      smoothRun += 1
    } else {
      start = row
      smoothRun = 0
      best = nil
      bestJump = nil
    }
  }

  private var jumpIsZero: Bool {
    guard let bestJump, let best, let last = sided.last else { return false }
    let slope = max(best.value.magnitude, last.above.magnitude, last.below.magnitude, 1e-300)
    return bestJump.value.magnitude <= max(10 * bestJump.bound, 1e-9 * slope)
  }

  /// Whether slopes double as steps halve, beyond what rounding does to them: the function jumps by as
  /// much to both sides.
  private var growsWithoutEnd: Bool {
    let last = slopes.suffix(6)
    guard last.count == 6 else { return false }
    return zip(last.dropFirst(), last).allSatisfy { current, larger in
      let slope = current.values[0].magnitude
      return slope > 1.9 * larger.values[0].magnitude && slope > 16 * current.noise[0]
    }
  }

  private var isSettled: Bool {
    guard let best, let last = slopes.last, smoothRun >= 2, slopes.count - start >= 4, jumpIsZero
    else { return false }
    if best.bound <= 1e-11 * max(best.value.magnitude, 1e-300) { return true }
    if last.noise[0] + floor > best.bound { return true }
    let spread = zip(last.values.dropFirst(), last.values).map { ($0 - $1).magnitude }.max() ?? 0
    return spread <= (last.noise.max() ?? 0) + floor
  }

  /// Slopes to the two sides from the best pair of neighbouring steps.
  private var oneSided: Outcome {
    var best: (bound: Double, above: Double, below: Double)?
    for (current, larger) in zip(sided.dropFirst(), sided) {
      let above = 2 * current.above - larger.above
      let below = 2 * current.below - larger.below
      let bound =
        max((above - current.above).magnitude, (below - current.below).magnitude)
        + 3 * current.noise
      if !(bound >= best?.bound ?? .infinity) { best = (bound, above, below) }
    }
    guard let best, let last = sided.last else { return .singular }
    let middle = sided[sided.count / 2]
    if last.above.magnitude + last.below.magnitude
      > 4 * (middle.above.magnitude + middle.below.magnitude)
    {
      return .singular
    }
    return .kink(below: best.below, above: best.above, bound: best.bound)
  }
}

/// The root of a sum of squares, scaled so that nothing overflows or vanishes.
struct ScaledNorm {
  private var scale = 0.0
  private var sum = 0.0

  mutating func add(_ value: Double) {
    let size = value.magnitude
    guard size > 0 else { return }
    if size > scale {
      sum = sum * (scale / size) * (scale / size) + 1
      scale = size
    } else {
      sum += (size / scale) * (size / scale)
    }
  }

  var value: Double { scale * sum.squareRoot() }
}
