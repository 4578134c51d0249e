internal import Foundation

/// Where numbers lie and how far they spread.
public struct SummaryStatistics: Sendable, Hashable {
  /// How many there are.
  public let count: Int
  /// The arithmetic mean; nil of none.
  public let mean: Double?
  /// The middle one, or the mean of the middle two; nil of none.
  public let median: Double?
  /// The sample standard deviation, with n − 1; nil of fewer than two.
  public let deviation: Double?
  /// The smallest; nil of none.
  public let least: Double?
  /// The largest; nil of none.
  public let most: Double?

  /// Measures numbers.
  public init(_ numbers: [Double]) {
    let sorted = numbers.sorted()
    count = sorted.count
    mean = SummaryStatistics.mean(sorted)
    let middle = count / 2
    median =
      sorted.isEmpty
      ? nil : count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    deviation = SummaryStatistics.variance(sorted).map { $0.squareRoot() }
    least = sorted.first
    most = sorted.last
  }

  static func mean(_ numbers: [Double]) -> Double? {
    numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
  }

  /// The sample variance, about the mean, with n − 1; nil of fewer than two.
  static func variance(_ numbers: [Double]) -> Double? {
    guard numbers.count > 1, let mean = mean(numbers) else { return nil }
    return numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count - 1)
  }

  /// Pearson's correlation of as many numbers; nil if one of the two does not vary.
  public static func correlation(_ a: [Double], _ b: [Double]) -> Double? {
    guard a.count == b.count, let meanA = mean(a), let meanB = mean(b) else { return nil }
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    // What differs by rounding alone does not vary.
    guard aa > 1e-24 * meanA * meanA * Double(a.count), bb > 1e-24 * meanB * meanB * Double(b.count)
    else { return nil }
    return ab / (aa.squareRoot() * bb.squareRoot())
  }
}
