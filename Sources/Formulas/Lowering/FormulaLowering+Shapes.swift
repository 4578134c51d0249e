internal import Diagnostics
internal import Tensors

extension FormulaLowering {
  /// `size(x)` and `size(x, axis)`.
  mutating func size(_ call: PrimitiveCall) throws(FormulaError) -> Int {
    // Only the shape is wanted: what computes x is left out of the graph.
    var probe = self
    let shape = try call.tensor("x", &probe).shape
    guard call.has("axis") else { return shape.count }
    return shape.dimensions[try call.axis(shape, &self)]
  }

  /// A vector's diagonal matrix, or a matrix's diagonal.
  mutating func diagonal(_ x: FormulaValue, _ call: PrimitiveCall) throws(FormulaError)
    -> FormulaValue
  {
    let lanes = Shape(x.laneExtents)
    if x.shape.rank == 1 {
      let n = x.shape.dimensions[0]
      let shape = try shape([n, n], at: call.expression.anchor)
      let extents = try extents(x.lanes, shape, at: call.expression.anchor)
      let strides = Array(extents.strides.prefix(lanes.rank)) + [n + 1]
      let view = StridedView(
        offset: 0, shape: Shape(x.laneExtents + x.shape.dimensions), strides: strides)
      return FormulaValue(
        graph.assemble([(x.node, view)], shape: extents), lanes: x.lanes, shape: shape)
    }
    guard x.shape.rank == 2, x.shape.dimensions[0] == x.shape.dimensions[1] else {
      throw FormulaError(
        "diag takes a vector or a square matrix; this has shape \(x.shape)",
        at: call.expression.anchor)
    }
    let n = x.shape.dimensions[0]
    let strides = Shape(x.laneExtents + x.shape.dimensions).strides
    let view = StridedView(
      offset: 0, shape: Shape(x.laneExtents + [n]),
      strides: Array(strides.prefix(lanes.rank)) + [n + 1])
    return FormulaValue(graph.view(x.node, view), lanes: x.lanes, shape: Shape([n]))
  }

  /// The entries in reverse order along some axes.
  mutating func flipped(_ x: FormulaValue, axes: [Int]) -> FormulaValue {
    var view = StridedView(of: Shape(x.laneExtents + x.shape.dimensions))
    for axis in axes.map({ $0 + x.lanes.count }) {
      view.offset += (view.shape.dimensions[axis] - 1) * view.strides[axis]
      view.strides[axis] = -view.strides[axis]
    }
    return FormulaValue(graph.view(x.node, view), lanes: x.lanes, shape: x.shape)
  }

  /// Zeros around a tensor.
  mutating func padded(_ x: FormulaValue, _ call: PrimitiveCall) throws(FormulaError)
    -> FormulaValue
  {
    var widths = try call.wholeNumbers("widths", &self)
    if widths.count == 1 { widths = [Int](repeating: widths[0], count: x.shape.rank) }
    guard widths.count == x.shape.rank,
      widths.allSatisfy({ $0 >= 0 && $0 <= Shape.largestCount })
    else {
      throw FormulaError(
        "pad needs one width, not negative, for each axis of shape \(x.shape)",
        at: call.argument("widths").range)
    }
    let shape = try shape(
      zip(x.shape.dimensions, widths).map { $0 + 2 * $1 }, at: call.expression.anchor)
    let extents = try extents(x.lanes, shape, at: call.expression.anchor)
    let strides = extents.strides
    let offset = zip(widths, strides.suffix(x.shape.rank)).reduce(0) { $0 + $1.0 * $1.1 }
    let view = StridedView(
      offset: offset, shape: Shape(x.laneExtents + x.shape.dimensions), strides: strides)
    return FormulaValue(
      graph.assemble([(x.node, view)], shape: extents), lanes: x.lanes, shape: shape)
  }

  /// 1 at the label, else 0; not a number where a label is none of the classes, so that what is built on
  /// it is never mistaken for an answer.
  mutating func oneHot(_ call: PrimitiveCall) throws(FormulaError) -> FormulaValue {
    let classes = try call.wholeNumber("classes", &self)
    let columns = try shape([classes], at: call.argument("classes").range)
    if let label = try wholeNumber(call.argument("labels")), label < 0 || label >= classes {
      throw FormulaError(
        "label \(label) is not among \(classes) classes, which are numbered from 0",
        at: call.argument("labels").range)
    }
    let labels = try call.tensor("labels", &self)
    let column = reshaped(labels, to: Shape(labels.shape.dimensions + [1]))
    let numbers = graph.constant(
      Tensor(shape: columns, scalars: (0..<classes).map(Double.init)))
    let matches = try pointwise(
      BinaryFunction(Equal.self), column, FormulaValue(numbers, shape: columns),
      call.expression)
    let found = try reduced(
      matches, .sum, axes: [labels.shape.rank], keepsAxes: true, at: call.expression.anchor)
    return try pointwise(
      BinaryFunction(LabelShare.self), matches, found, call.expression)
  }
}
