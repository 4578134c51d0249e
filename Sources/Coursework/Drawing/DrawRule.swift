public import Tensors

/// How an input is drawn for each student.
public struct DrawRule: Sendable, Hashable {
  /// What the entries are.
  public enum Kind: Sendable, Hashable {
    /// Nearly normal, rounded.
    case normal(mean: Double, deviation: Double)
    /// The same, with `a[i, j] = a[j, i]`.
    case symmetric(mean: Double, deviation: Double)
    /// Zeros above the diagonal, and on it numbers from 1/2 on.
    case lowerTriangular(mean: Double, deviation: Double)
    /// Symmetric, with all eigenvalues above 0.
    case positiveDefinite(deviation: Double)
    /// A product of two reflections whose entries are exact decimal numbers.
    case orthogonal
    /// Equally likely everywhere between two numbers, rounded.
    case uniform(from: Double, to: Double)
    /// Whole numbers, both ends included.
    case integers(from: Int, to: Int)
    /// 1 at one place along an axis, else 0.
    case oneHot(axis: Int)
  }

  /// Windows over the last two axes whose largest entry must stand out.
  public struct Windows: Sendable, Hashable {
    /// The extent of a window along both axes.
    let size: Int
    /// The step from one window to the next.
    let stride: Int
    /// The least lead of a window's largest entry over its second largest.
    let gap: Double
  }

  let kind: Kind
  /// The extents.
  public let shape: Shape
  /// Digits after the point that entries are rounded to.
  let decimals: Int
  /// Whether no two entries may be equal.
  let isDistinct: Bool
  /// A number and how far from it every entry must be.
  let away: Away?
  let windows: Windows?

  struct Away: Sendable, Hashable {
    let value: Double
    let margin: Double
  }

  /// The most times that an entry, or a tensor for its windows, is drawn again.
  static let mostTries = 1_000
  /// The most numbers that an assignment may draw in all.
  static let mostEntries = 1 << 16
  /// The most entries of windows that are looked at in all tries of one tensor.
  static let mostWindowEntries = 20_000_000
  /// So many numbers of 64 bits may be drawn for each entry on average: a normal one takes twelve.
  private static let wordsPerEntry = 48

  /// Whether the matrix is its own transpose.
  public var isSymmetric: Bool {
    switch kind {
    case .symmetric, .positiveDefinite: true
    default: false
    }
  }

  /// Whether the matrix as a whole has a property that was asked for.
  public var hasProperty: Bool {
    switch kind {
    case .symmetric, .positiveDefinite, .lowerTriangular, .orthogonal: true
    case .normal, .uniform, .integers, .oneHot: false
    }
  }

  /// Whether it is a lower triangle.
  public var isLowerTriangular: Bool {
    if case .lowerTriangular = kind { true } else { false }
  }

  /// Whether few values are possible: that students share some is no mistake.
  public var isCategorical: Bool {
    switch kind {
    case .oneHot, .integers, .orthogonal: true
    case .normal, .symmetric, .lowerTriangular, .positiveDefinite, .uniform: false
    }
  }

  /// Draws a tensor; nil if the constraints cannot be kept.
  func tensor(from stream: inout DrawStream) -> Tensor<Double>? {
    stream.limit(to: DrawRule.wordsPerEntry * shape.count + 100_000)
    let tries = min(DrawRule.mostTries, DrawRule.mostWindowEntries / max(1, windowEntries))
    for _ in 0..<(windows == nil ? 1 : tries) {
      guard let scalars = scalars(from: &stream) else { return nil }
      let tensor = Tensor(shape: shape, scalars: scalars)
      if windows.map({ stands($0, in: tensor) }) ?? true { return tensor }
    }
    return nil
  }

  /// The entries of all windows together: what it takes to look at them once.
  var windowEntries: Int {
    guard let windows else { return 0 }
    let places = shape.dimensions.suffix(2).map { ($0 - windows.size) / windows.stride + 1 }
    let planes = shape.dimensions.dropLast(2).reduce(1, *)
    return places.reduce(planes * windows.size * windows.size, *)
  }

  private func scalars(from stream: inout DrawStream) -> [Double]? {
    switch kind {
    case .oneHot(let axis): return oneHot(axis, from: &stream)
    case .lowerTriangular, .positiveDefinite, .orthogonal: return matrix(from: &stream)
    case .normal, .symmetric, .uniform, .integers: break
    }
    var scalars: [Double] = []
    var seen: Set<Double> = []
    for position in 0..<shape.count {
      if case .symmetric = kind {
        let (row, column) = position.quotientAndRemainder(dividingBy: shape.dimensions[1])
        if column < row {
          scalars.append(scalars[column * shape.dimensions[1] + row])
          continue
        }
      }
      guard let entry = entry(from: &stream, unlike: seen) else { return nil }
      if isDistinct { seen.insert(entry) }
      scalars.append(entry)
    }
    return scalars
  }

  private func entry(from stream: inout DrawStream, unlike seen: Set<Double>) -> Double? {
    for _ in 0..<DrawRule.mostTries where stream.budget > 0 {
      let entry = number(from: &stream)
      if seen.contains(entry) { continue }
      if let away, (entry - away.value).magnitude < away.margin { continue }
      if case .uniform(let from, let to) = kind, entry < from || entry > to { continue }
      return entry
    }
    return nil
  }

  private func number(from stream: inout DrawStream) -> Double {
    switch kind {
    case .normal(let mean, let deviation), .symmetric(let mean, let deviation),
      .lowerTriangular(let mean, let deviation):
      rounded(mean + deviation * stream.normal())
    case .uniform(let from, let to): rounded(from + (to - from) * stream.unit())
    case .integers(let from, let to): Double(from + stream.whole(below: to - from + 1))
    case .oneHot, .positiveDefinite, .orthogonal: 0
    }
  }

  /// The number nearest to a decimal one: both steps are rounded correctly everywhere.
  func rounded(_ value: Double) -> Double {
    let unit = powerOfTen(decimals)
    let result = (value * unit).rounded(.toNearestOrAwayFromZero) / unit
    return result == 0 ? 0 : result
  }

  private func oneHot(_ axis: Int, from stream: inout DrawStream) -> [Double] {
    let classes = shape.dimensions[axis]
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    var scalars = [Double](repeating: 0, count: shape.count)
    for sample in 0..<shape.count / classes {
      let (outside, inside) = sample.quotientAndRemainder(dividingBy: inner)
      let label = stream.whole(below: classes)
      scalars[(outside * classes + label) * inner + inside] = 1
    }
    return scalars
  }

  private func stands(_ windows: Windows, in tensor: Tensor<Double>) -> Bool {
    let extents = tensor.shape.dimensions
    let (height, width) = (extents[extents.count - 2], extents[extents.count - 1])
    for plane in 0..<tensor.shape.count / (height * width) {
      for top in Swift.stride(from: 0, through: height - windows.size, by: windows.stride) {
        for left in Swift.stride(from: 0, through: width - windows.size, by: windows.stride) {
          var (first, second) = (-Double.infinity, -Double.infinity)
          for row in top..<top + windows.size {
            for column in left..<left + windows.size {
              let entry = tensor.scalars[(plane * height + row) * width + column]
              if entry > first {
                (first, second) = (entry, first)
              } else if entry > second {
                second = entry
              }
            }
          }
          if first - second < windows.gap { return false }
        }
      }
    }
    return true
  }
}
