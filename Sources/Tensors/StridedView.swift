/// A tensor's entries read through another shape: entry `i` stands at `offset + Σ iₐ · strideₐ`.
///
/// Broadcasting, transposition, slices, diagonals and affine index expressions are all such views.
public struct StridedView: Hashable, Sendable {
  /// The position of the first entry.
  public var offset: Int
  /// The extents that are read.
  public var shape: Shape
  /// The distance in the source between neighbours along each axis of ``shape``.
  public var strides: [Int]

  /// Creates a view; one stride an axis.
  public init(offset: Int, shape: Shape, strides: [Int]) {
    precondition(shape.rank == strides.count, "one stride an axis")
    self.offset = offset
    self.shape = shape
    self.strides = strides
  }

  /// Creates the view that reads a tensor as it is.
  public init(of shape: Shape) {
    self.init(offset: 0, shape: shape, strides: shape.strides)
  }

  /// Whether the view reads a source of a given count in order, whole.
  public func isWhole(of count: Int) -> Bool {
    guard offset == 0, shape.count == count else { return false }
    return zip(zip(strides, shape.strides), shape.dimensions).allSatisfy { pair, extent in
      pair.0 == pair.1 || extent == 1
    }
  }

  /// The view of what this view reads, where another one reads it with some of its axes, each in order, and repeats it
  /// along the others; nil where it reads it otherwise.
  public func read(through other: StridedView) -> StridedView? {
    guard other.offset == 0 else { return nil }
    let own = shape.strides
    var composed: [Int] = []
    for (stride, extent) in zip(other.strides, other.shape.dimensions) {
      if stride == 0 || extent == 1 {
        composed.append(0)
        continue
      }
      let axis = own.indices.first { own[$0] == stride && shape.dimensions[$0] >= extent }
      guard let axis else { return nil }
      composed.append(strides[axis])
    }
    return StridedView(offset: offset, shape: other.shape, strides: composed)
  }

  /// The view with its axes in another order.
  public func permuted(_ axes: [Int]) -> StridedView {
    StridedView(
      offset: offset, shape: Shape(axes.map { shape.dimensions[$0] }),
      strides: axes.map { strides[$0] })
  }

  /// The view of what begins the last axis.
  public var withoutLastAxis: StridedView {
    StridedView(
      offset: offset, shape: Shape(Array(shape.dimensions.dropLast())),
      strides: Array(strides.dropLast()))
  }

  /// The view as two: of its leading axes, and of the trailing axes that hold `length` entries.
  ///
  /// A position of the whole is a position of the first plus one of the second.
  public func split(length: Int) -> (outer: StridedView, inner: StridedView) {
    var axis = shape.rank
    var count = 1
    while axis > 0, count < length || shape.dimensions[axis - 1] == 1 {
      axis -= 1
      count *= shape.dimensions[axis]
    }
    precondition(count == length, "no trailing axes of \(shape) hold \(length) entries")
    return (
      StridedView(
        offset: offset, shape: Shape(Array(shape.dimensions[..<axis])),
        strides: Array(strides[..<axis])),
      StridedView(
        offset: 0, shape: Shape(Array(shape.dimensions[axis...])), strides: Array(strides[axis...]))
    )
  }

  /// The axes along which a view reads a source of a given count, each entry once, outermost first.
  ///
  /// The other axes only repeat. Nil where entries are left out, or read along several ways.
  public func axesOfWhole(count: Int) -> [Int]? {
    let moving = (0..<shape.rank).filter { strides[$0] != 0 && shape.dimensions[$0] > 1 }
      .sorted { strides[$0] > strides[$1] }
    var expected = 1
    for axis in moving.reversed() {
      guard strides[axis] == expected else { return nil }
      expected *= shape.dimensions[axis]
    }
    return offset == 0 && expected == count ? moving : nil
  }

  /// The positions that are read, in row-major order of ``shape``.
  public var positions: [Int] {
    var positions = [offset]
    positions.reserveCapacity(shape.count)
    // Built from the innermost axis out: each axis repeats what is there, shifted.
    for axis in stride(from: shape.rank - 1, through: 0, by: -1) {
      let extent = shape.dimensions[axis]
      if extent == 0 { return [] }
      let block = positions.count
      for step in 1..<max(extent, 1) {
        let shift = step * strides[axis]
        for k in 0..<block { positions.append(positions[k] + shift) }
      }
    }
    return positions
  }
}
