internal import RealModule

/// Samples of a function around a point, at steps that halve; each is evaluated at most once.
final class SampledLine {
  struct Sample {
    let values: [Double]
    let signature: UInt64
    let magnitude: Double
    let isFinite: Bool
  }

  /// One side of the point.
  enum Side: Double {
    case above = 1
    case below = -1
  }

  let origin: Double
  let scale: Double
  /// The largest step: the power of two nearest `scale / 16`.
  let largestStep: Double
  /// The number of halvings down to the smallest useful step, `scale · 2⁻⁴⁴`.
  let levels: Int
  private(set) var evaluations = 0
  private let function: SampledFunction
  private let count: Int
  private var above: [Sample?]
  private var below: [Sample?]
  private(set) lazy var base = evaluate(at: origin)

  /// Scales whose steps, and differences of these, are numbers of full precision.
  private static let scales = 0x1p-900...0x1p900

  /// Creates a line; nil if no steps can be taken: the point or the scale is not finite, or nearly so.
  init?(origin: Double, scale: Double, count: Int, function: @escaping SampledFunction) {
    let most = SampledLine.scales.upperBound
    guard origin.magnitude <= most, scale > 0, scale <= most else { return nil }
    let scale = Swift.max(scale, SampledLine.scales.lowerBound)
    self.origin = origin
    self.scale = Swift.max(origin.magnitude, scale)
    self.count = count
    self.function = function
    largestStep = SampledLine.powerOfTwo(near: scale / 16)
    let smallest = self.scale * 0x1p-44
    let halvings = Double.log2(largestStep / smallest).rounded(.down)
    levels = Int(exactly: Swift.max(1, Swift.min(64, halvings))) ?? 1
    above = [Sample?](repeating: nil, count: levels + 1)
    below = above
  }

  /// The power of two nearest a positive, finite number.
  static func powerOfTwo(near x: Double) -> Double {
    x.significand < 2.0.squareRoot() ? x.binade : 2 * x.binade
  }

  func step(_ level: Int) -> Double {
    largestStep * Double(sign: .plus, exponent: -level, significand: 1)
  }

  /// The step really taken: the point moved by a step is rounded.
  func stepTaken(_ level: Int, _ side: Side) -> Double {
    (origin + side.rawValue * step(level) - origin) * side.rawValue
  }

  func sample(_ level: Int, _ side: Side) -> Sample {
    if let known = side == .above ? above[level] : below[level] { return known }
    let sample = evaluate(at: origin + side.rawValue * step(level))
    if side == .above { above[level] = sample } else { below[level] = sample }
    return sample
  }

  func evaluate(at x: Double) -> Sample {
    evaluations += 1
    var values = [Double](repeating: 0, count: count)
    let seen = function(x, &values)
    return Sample(
      values: values, signature: seen.signature, magnitude: seen.magnitude,
      isFinite: values.allSatisfy(\.isFinite))
  }

  /// The first level from which on a condition holds, or nil; assumes that it keeps holding.
  ///
  /// Strides double until the condition holds, then the gap is halved: a kink at a distance of
  /// 10⁻⁹ costs ten probes, not thirty.
  func firstLevel(where holds: (Int) -> Bool) -> Int? {
    var missed = -1
    var level = 0
    var stride = 1
    while !holds(level) {
      if level == levels { return nil }
      missed = level
      level = min(levels, level + stride)
      stride *= 2
    }
    while level - missed > 1 {
      let middle = (level + missed) / 2
      if holds(middle) { level = middle } else { missed = middle }
    }
    return level
  }
}
