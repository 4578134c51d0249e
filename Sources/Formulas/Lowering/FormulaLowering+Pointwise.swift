internal import Diagnostics
internal import Tensors

extension FormulaLowering {
  /// Applies a function to each entry.
  mutating func pointwise(
    _ function: UnaryFunction, _ x: FormulaValue, _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    let lanes = masked(x.lanes)
    let mask = try mask(lanes, x.shape, expression)
    let node = try aligned(x, lanes: lanes, shape: x.shape, at: expression.anchor)
    let extents = try extents(lanes, x.shape, at: expression.anchor)
    return FormulaValue(
      graph.add(.unary(function), [node] + mask, shape: extents), lanes: lanes, shape: x.shape)
  }

  /// Applies a function to each pair of entries, after broadcasting.
  mutating func pointwise(
    _ function: BinaryFunction, _ a: FormulaValue, _ b: FormulaValue,
    _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    let shape = try broadcast(a, b, expression)
    let lanes = masked(union(a.lanes, b.lanes))
    let mask = try mask(lanes, shape, expression)
    let extents = try extentsOfProducts(lanes, shape, at: expression.anchor)
    var inputs: [NodeID] = []
    for operand in [a, b] {
      // A single number is read again and again; anything else is laid out in full.
      inputs.append(
        graph.nodes[operand.node].shape.count == 1
          ? operand.node : try aligned(operand, lanes: lanes, shape: shape, at: expression.anchor))
    }
    return FormulaValue(
      graph.add(.binary(function), inputs + mask, shape: extents), lanes: lanes, shape: shape)
  }

  /// The lanes of entrywise work under the current condition.
  ///
  /// What depends on no index is computed once, whatever is selected.
  private func masked(_ lanes: [IndexLane]) -> [IndexLane] {
    lanes.isEmpty ? [] : union(lanes, laneMask?.lanes ?? [])
  }

  func broadcast(_ a: FormulaValue, _ b: FormulaValue, _ expression: FormulaExpression)
    throws(FormulaError) -> Shape
  {
    guard let shape = a.shape.broadcast(with: b.shape) else {
      throw FormulaError(
        "shapes \(a.shape) and \(b.shape) do not fit together", at: expression.anchor,
        help: a.shape.rank == 2 && b.shape.rank == 2
          && a.shape.dimensions.last == b.shape.dimensions.first
          ? "a matrix product is written @; * works entry by entry"
          : a.shape.rank != b.shape.rank && a.shape.rank > 0 && b.shape.rank > 0
            ? "extents must be equal or 1, counted from the last axis; a sum or mean over an axis "
              + "keeps it with keepdims=true"
            : "entry by entry, extents must be equal or 1, counted from the last axis")
    }
    return shape
  }

  /// Chooses entries; what is not chosen is not evaluated.
  mutating func choice(
    _ condition: FormulaExpression, _ yes: FormulaExpression, _ no: FormulaExpression,
    _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    let condition = try value(condition)
    let a = try selecting(condition, expression) { lowering throws(FormulaError) in
      try lowering.value(yes)
    }
    let zero = FormulaValue(graph.constant(0), shape: .scalar)
    let otherwise = try pointwise(
      BinaryFunction(Equal.self), condition, zero, expression)
    let b = try selecting(otherwise, expression) { lowering throws(FormulaError) in
      try lowering.value(no)
    }
    let shape = try broadcast(
      FormulaValue(0, shape: try broadcast(a, b, expression)), condition, expression)
    let lanes = union(condition.lanes, a.lanes, b.lanes)
    var inputs: [NodeID] = []
    for operand in [condition, a, b] {
      inputs.append(try aligned(operand, lanes: lanes, shape: shape, at: expression.anchor))
    }
    let extents = try extents(lanes, shape, at: expression.anchor)
    return FormulaValue(
      graph.add(.select, inputs, shape: extents), lanes: lanes, shape: shape)
  }

  /// Lowers under a further condition.
  mutating func selecting(
    _ condition: FormulaValue, _ expression: FormulaExpression,
    _ body: (inout FormulaLowering) throws(FormulaError) -> FormulaValue
  ) throws(FormulaError) -> FormulaValue {
    let saved = (laneMask, arrayMask)
    defer { (laneMask, arrayMask) = saved }
    if condition.shape == .scalar {
      laneMask = try conjunction(laneMask, condition, expression)
    } else if let outer = arrayMask, outer.shape == condition.shape {
      arrayMask = try conjunction(outer, condition, expression)
    } else {
      arrayMask = condition
    }
    return try body(&self)
  }

  private mutating func conjunction(
    _ outer: FormulaValue?, _ inner: FormulaValue, _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    guard let outer else { return inner }
    let saved = (laneMask, arrayMask)
    defer { (laneMask, arrayMask) = saved }
    (laneMask, arrayMask) = (nil, nil)
    return try pointwise(.product, outer, inner, expression)
  }

  /// The mask of an entrywise result as a node, or nothing if everything is evaluated.
  private mutating func mask(
    _ lanes: [IndexLane], _ shape: Shape, _ expression: FormulaExpression
  ) throws(FormulaError) -> [NodeID] {
    var mask = lanes.isEmpty ? nil : laneMask
    if let entries = arrayMask, entries.shape == shape,
      entries.lanes.allSatisfy({ lanes.contains($0) })
    {
      mask = try conjunction(mask, entries, expression)
    }
    guard let mask else { return [] }
    return [try aligned(mask, lanes: lanes, shape: shape, at: expression.anchor)]
  }
}
