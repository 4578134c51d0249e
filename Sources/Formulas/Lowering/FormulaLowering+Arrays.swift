internal import Diagnostics
internal import Tensors

extension FormulaLowering {
  /// `a @ b` for vectors, matrices and batches of matrices, with numpy's meaning.
  mutating func matrixProduct(
    _ a: FormulaValue, _ b: FormulaValue, _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    for operand in [a, b] where operand.shape.rank == 0 {
      throw FormulaError(
        "@ takes vectors and matrices; the operands have shapes \(a.shape) and \(b.shape)",
        at: expression.anchor, help: "a product with a scalar is written *")
    }
    let (aMatrix, bMatrix) = (a.shape.dimensions.suffix(2), b.shape.dimensions.suffix(2))
    guard let inner = aMatrix.last, let other = bMatrix.first, inner == other else {
      let flipped =
        max(a.shape.rank, b.shape.rank) > 2
        ? ""
        : aMatrix.first == bMatrix.first
          ? "; the first may want .T"
          : aMatrix.last == bMatrix.last ? "; the second may want .T" : ""
      throw FormulaError(
        "shapes \(a.shape) and \(b.shape) cannot be multiplied with @: "
          + "\(aMatrix.last ?? 1) is not \(bMatrix.first ?? 1)\(flipped)",
        at: expression.anchor)
    }
    let (aBatch, bBatch) = (
      Shape(Array(a.shape.dimensions.dropLast(2))), Shape(Array(b.shape.dimensions.dropLast(2)))
    )
    guard let batch = aBatch.broadcast(with: bBatch) else {
      throw FormulaError(
        "the matrices of shapes \(a.shape) and \(b.shape) do not fit together: \(aBatch) and \(bBatch) of them",
        at: expression.anchor, help: "extents before the last two must be equal or 1")
    }
    let rows = Array(aMatrix.dropLast())
    let columns = Array(bMatrix.dropFirst())
    let lanes = union(a.lanes, b.lanes)
    let result = Shape(batch.dimensions + rows + columns)
    let extentsOfProducts = lanes.map(\.extent) + result.dimensions + [inner]
    guard let all = Shape(checking: extentsOfProducts, atMost: Shape.mostProducts) else {
      throw FormulaError(
        "@ of shapes \(a.shape) and \(b.shape) takes more than \(Shape.mostProducts) products",
        at: expression.anchor)
    }
    let aView = factor(a, lanes, batch, as: all) { own in
      own.dropLast() + [Int](repeating: 0, count: columns.count) + own.suffix(1)
    }
    let bView = factor(b, lanes, batch, as: all) { own in
      [Int](repeating: 0, count: rows.count) + own.dropFirst() + own.prefix(1)
    }
    let product = graph.add(
      .binary(.product), [graph.view(a.node, aView), graph.view(b.node, bView)], shape: all)
    let extents = try extents(lanes, result, at: expression.anchor)
    return FormulaValue(
      graph.reduce(product, .sum, length: inner, to: extents, mask: nil), lanes: lanes,
      shape: result)
  }

  /// How a factor of a product is read: lanes, batches, and then the axes of the matrix in an order.
  private func factor(
    _ x: FormulaValue, _ lanes: [IndexLane], _ batch: Shape, as all: Shape,
    _ axes: ([Int]) -> [Int]
  ) -> StridedView {
    let strides = Shape(x.laneExtents + x.shape.dimensions).strides
    let laneStrides = lanes.map { lane in x.lanes.firstIndex(of: lane).map { strides[$0] } ?? 0 }
    let own = Array(strides.suffix(x.shape.rank))
    let missing = batch.rank - (x.shape.rank - min(x.shape.rank, 2))
    // A batch that is not there, or of extent 1, is read again and again.
    let batchStrides = batch.dimensions.indices.map { axis in
      axis < missing || x.shape.dimensions[axis - missing] == 1 ? 0 : own[axis - missing]
    }
    return StridedView(
      offset: 0, shape: all, strides: laneStrides + batchStrides + axes(Array(own.suffix(2))))
  }

  /// Fails where mathematics is meant and a power entry by entry is written: `A^T`, and `A^-1` of a square matrix.
  mutating func checkIsNoTranspose(
    _ base: FormulaExpression, _ exponent: FormulaExpression
  ) throws(FormulaError) {
    let isTranspose = exponent.kind == .name("T")
    guard isTranspose || exponent.description == "-1" else { return }
    var probe = self
    let extents = try probe.value(base).shape.dimensions.suffix(2)
    guard extents.count == 2, isTranspose || extents.first == extents.last else { return }
    throw FormulaError(
      "'^' goes entry by entry, and a matrix stands before it", at: exponent.range,
      help: isTranspose
        ? "the transpose is written .T; a power is \(base)^(T + 0)"
        : "the inverse is inv(\(base)); entry by entry write 1 / \(base)")
  }

  /// `x.T`: the axes in reverse order.
  mutating func transposed(_ x: FormulaValue, _ expression: FormulaExpression)
    throws(FormulaError) -> FormulaValue
  {
    guard x.shape.rank >= 2 else {
      throw FormulaError(
        "only a matrix can be transposed; this has shape \(x.shape)", at: expression.anchor,
        help: x.shape.rank == 1 ? "a product of two vectors is outer(a, b)" : nil)
    }
    return permuted(x, Array((0..<x.shape.rank).reversed()))
  }

  /// The array axes in another order.
  mutating func permuted(_ x: FormulaValue, _ axes: [Int]) -> FormulaValue {
    let lanes = x.lanes.count
    let view = StridedView(of: Shape(x.laneExtents + x.shape.dimensions))
      .permuted(Array(0..<lanes) + axes.map { $0 + lanes })
    return FormulaValue(
      graph.view(x.node, view), lanes: x.lanes, shape: Shape(axes.map { x.shape.dimensions[$0] }))
  }

  /// Reduces some array axes; with a mask over all entries, those that it selects.
  mutating func reduced(
    _ x: FormulaValue, _ kind: ReductionKind, axes: [Int], keepsAxes: Bool,
    where mask: FormulaValue? = nil, at range: SourceRange
  ) throws(FormulaError) -> FormulaValue {
    var x = x
    if let lanes = mask?.lanes {
      x = FormulaValue(
        try aligned(x, lanes: lanes, shape: x.shape, at: range), lanes: lanes, shape: x.shape)
    }
    let kept = (0..<x.shape.rank).filter { !axes.contains($0) }
    let ordered = permuted(x, kept + axes)
    let length = axes.reduce(1) { $0 * x.shape.dimensions[$1] }
    let shape = Shape(kept.map { x.shape.dimensions[$0] })
    let extents = Shape(x.laneExtents + shape.dimensions)
    var selected = mask.map { permuted($0, kept + axes).node }
    // Lanes keep their masks: what is not selected is neither summed nor compared.
    if let ofLanes = laneMask, ofLanes.lanes.allSatisfy({ x.lanes.contains($0) }) {
      let laid = try aligned(ofLanes, lanes: x.lanes, shape: ordered.shape, at: range)
      selected = selected.map { graph.binary(.product, $0, laid) } ?? laid
    }
    let node = graph.reduce(ordered.node, kind, length: length, to: extents, mask: selected)
    let result = FormulaValue(node, lanes: x.lanes, shape: shape)
    guard keepsAxes else { return result }
    let full = Shape(
      x.shape.dimensions.indices.map { axes.contains($0) ? 1 : x.shape.dimensions[$0] })
    return reshaped(result, to: full)
  }

  /// Applies a function along one array axis.
  mutating func rows(_ x: FormulaValue, _ function: RowFunction, axis: Int, keepsAxis: Bool)
    -> FormulaValue
  {
    let others = (0..<x.shape.rank).filter { $0 != axis }
    let ordered = permuted(x, others + [axis])
    let length = x.shape.dimensions[axis]
    let outer = others.map { x.shape.dimensions[$0] }
    let rowShape = Shape(function.reduces ? outer : outer + [length])
    let node = graph.add(
      .rows(function, length: length), [ordered.node],
      shape: Shape(x.laneExtents + rowShape.dimensions))
    let result = FormulaValue(node, lanes: x.lanes, shape: rowShape)
    if function.reduces {
      guard keepsAxis else { return result }
      var kept = x.shape.dimensions
      kept[axis] = 1
      return reshaped(result, to: Shape(kept))
    }
    var back = [Int](repeating: 0, count: x.shape.rank)
    for (position, original) in (others + [axis]).enumerated() { back[original] = position }
    return permuted(result, back)
  }

  /// The same entries in another shape of the same count.
  mutating func reshaped(_ x: FormulaValue, to shape: Shape) -> FormulaValue {
    let extents = Shape(x.laneExtents + shape.dimensions)
    let node =
      graph.nodes[x.node].shape == extents
      ? x.node : graph.add(.reshape, [x.node], shape: extents)
    return FormulaValue(node, lanes: x.lanes, shape: shape)
  }

  /// `[a, b]`: values of one shape, stacked along a new first axis.
  mutating func list(_ items: [FormulaExpression], _ expression: FormulaExpression)
    throws(FormulaError) -> FormulaValue
  {
    var values: [FormulaValue] = []
    for item in items {
      values.append(
        try unmasked { lowering throws(FormulaError) in try lowering.value(item) })
    }
    guard let first = values.first else {
      throw FormulaError("an empty list", at: expression.range)
    }
    for (value, item) in zip(values, items) where value.shape != first.shape {
      throw FormulaError(
        "entries of shapes \(first.shape) and \(value.shape) in one list", at: item.range)
    }
    return try joined(
      values.map { lifted($0, axis: 0) }, axis: 0, at: expression.range)
  }
}
