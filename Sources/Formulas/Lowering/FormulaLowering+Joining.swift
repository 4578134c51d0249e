internal import Diagnostics
internal import Tensors

/// Arrays put together from pieces of others.
extension FormulaLowering {
  /// Values one after the other along an axis.
  mutating func joined(_ values: [FormulaValue], axis: Int, at range: SourceRange)
    throws(FormulaError) -> FormulaValue
  {
    guard let first = values.first else { throw FormulaError("nothing to join", at: range) }
    var dimensions = first.shape.dimensions
    for value in values.dropFirst() {
      var own = value.shape.dimensions
      guard own.count == dimensions.count, axis < own.count else {
        throw FormulaError(
          "shapes \(first.shape) and \(value.shape) cannot be joined along axis \(axis)", at: range)
      }
      let (sum, overflow) = dimensions[axis].addingReportingOverflow(own[axis])
      own[axis] = dimensions[axis]
      guard own == dimensions, !overflow else {
        throw FormulaError(
          "shapes \(first.shape) and \(value.shape) cannot be joined along axis \(axis): all other extents must be equal",
          at: range)
      }
      dimensions[axis] = sum
    }
    let lanes = values.reduce(into: [IndexLane]()) { $0 = union($0, $1.lanes) }
    let shape = try shape(dimensions, at: range)
    let extents = try extents(lanes, shape, at: range)
    var parts: [(NodeID, StridedView)] = []
    var start = 0
    for value in values {
      let laid = try aligned(value, lanes: lanes, shape: value.shape, at: range)
      let view = StridedView(
        offset: start * extents.strides[lanes.count + axis],
        shape: try self.extents(lanes, value.shape, at: range), strides: extents.strides)
      parts.append((laid, view))
      start += value.shape.dimensions[axis]
    }
    return FormulaValue(graph.assemble(parts, shape: extents), lanes: lanes, shape: shape)
  }

  /// A value with a new axis of extent 1.
  mutating func lifted(_ x: FormulaValue, axis: Int) -> FormulaValue {
    var extents = x.shape.dimensions
    extents.insert(1, at: min(axis, extents.count))
    return reshaped(x, to: Shape(extents))
  }

  /// Each entry along an axis so many times.
  mutating func repeated(_ x: FormulaValue, _ times: Int, axis: Int, _ call: PrimitiveCall)
    throws(FormulaError) -> FormulaValue
  {
    guard times >= 1 else {
      throw FormulaError("'times' must be 1 or more", at: call.argument("times").range)
    }
    var dimensions = x.shape.dimensions
    let (extent, overflow) = dimensions[axis].multipliedReportingOverflow(by: times)
    dimensions[axis] = overflow ? .max : extent
    let result = try shape(dimensions, at: call.expression.anchor)
    let whole = try extents(x.lanes, result, at: call.expression.anchor)
    let source = StridedView(of: Shape(x.laneExtents + x.shape.dimensions))
    var (extents, strides) = (source.shape.dimensions, source.strides)
    extents.insert(times, at: x.lanes.count + axis + 1)
    strides.insert(0, at: x.lanes.count + axis + 1)
    let view = StridedView(offset: 0, shape: Shape(extents), strides: strides)
    let node = graph.add(.reshape, [graph.view(x.node, view)], shape: whole)
    return FormulaValue(node, lanes: x.lanes, shape: result)
  }

  /// The entries moved along an axis, round the end.
  mutating func rolled(_ x: FormulaValue, _ shift: Int, axis: Int, _ call: PrimitiveCall)
    throws(FormulaError) -> FormulaValue
  {
    let extent = x.shape.dimensions[axis]
    let moved = (shift % extent + extent) % extent
    guard moved > 0 else { return x }
    let last = slice(x, axis: axis, from: extent - moved, count: moved)
    let rest = slice(x, axis: axis, from: 0, count: extent - moved)
    return try joined([last, rest], axis: axis, at: call.expression.anchor)
  }

  private mutating func slice(_ x: FormulaValue, axis: Int, from start: Int, count: Int)
    -> FormulaValue
  {
    var view = StridedView(of: Shape(x.laneExtents + x.shape.dimensions))
    var dimensions = x.shape.dimensions
    dimensions[axis] = count
    view.offset = start * view.strides[x.lanes.count + axis]
    view.shape = Shape(x.laneExtents + dimensions)
    return FormulaValue(graph.view(x.node, view), lanes: x.lanes, shape: Shape(dimensions))
  }

  /// The sum of each entry along an axis and those before it: a product with a triangle of ones.
  mutating func cumulated(_ x: FormulaValue, axis: Int, _ expression: FormulaExpression)
    throws(FormulaError) -> FormulaValue
  {
    let others = (0..<x.shape.rank).filter { $0 != axis }
    let ordered = permuted(x, others + [axis])
    let extent = x.shape.dimensions[axis]
    let triangle = Tensor(
      shape: try shape([extent, extent], at: expression.anchor),
      scalars: (0..<extent * extent).map { $0 % extent <= $0 / extent ? 1.0 : 0.0 })
    let lifted = reshaped(
      ordered, to: Shape(others.map { x.shape.dimensions[$0] } + [1, extent]))
    let products = try pointwise(
      .product, lifted, FormulaValue(graph.constant(triangle), shape: triangle.shape), expression)
    let sums = try reduced(
      products, .sum, axes: [products.shape.rank - 1], keepsAxes: false, at: expression.anchor)
    var back = [Int](repeating: 0, count: x.shape.rank)
    for (position, original) in (others + [axis]).enumerated() { back[original] = position }
    return permuted(sums, back)
  }
}
