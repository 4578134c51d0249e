/// The extents of a tensor's axes; no axes at all is a scalar.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// The largest number of entries a tensor may have.
  public static let largestCount = 1 << 24
  /// The largest number of products that may be added up, none of which is held.
  public static let mostProducts = 1 << 31

  /// The extent of each axis, outermost first.
  public let dimensions: [Int]
  /// The number of entries.
  public let count: Int

  /// A scalar's shape.
  public static let scalar = Shape([])

  /// Creates a shape from extents that are known to be valid.
  public init(_ dimensions: [Int]) {
    guard let shape = Shape(checking: dimensions, atMost: Shape.mostProducts) else {
      preconditionFailure("a shape out of range: \(dimensions)")
    }
    self = shape
  }

  /// Creates a shape, or nil if an extent is negative or the count is above a limit.
  public init?(checking dimensions: [Int], atMost most: Int = Shape.largestCount) {
    var count = 1
    for extent in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, extent <= Shape.largestCount, !overflow, product <= most
      else { return nil }
      count = product
    }
    self.dimensions = dimensions
    self.count = count
  }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The distance between neighbours along each axis, row-major.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  /// The index along each axis of the entry at a row-major position.
  public func index(at position: Int) -> [Int] {
    var rest = position
    return strides.map { stride in
      defer { rest %= max(stride, 1) }
      return rest / max(stride, 1)
    }
  }

  /// The shape without its axes of extent 1.
  public var squeezed: Shape { Shape(dimensions.filter { $0 != 1 }) }

  /// The common shape of two operands under numpy's broadcasting rule, or nil if there is none.
  ///
  /// Shapes are aligned at their last axes; extents agree where they are equal or one of them is 1.
  public func broadcast(with other: Shape) -> Shape? {
    let rank = max(self.rank, other.rank)
    var result = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let a = axis < rank - self.rank ? 1 : dimensions[axis - (rank - self.rank)]
      let b = axis < rank - other.rank ? 1 : other.dimensions[axis - (rank - other.rank)]
      guard a == b || a == 1 || b == 1 else { return nil }
      result[axis] = a == 1 ? b : a
    }
    return Shape(checking: result)
  }

  /// The shape as a list, `[3, 4]`; a scalar is `[]`.
  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }
}
