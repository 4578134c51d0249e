internal import Diagnostics
internal import Tensors

extension FormulaLowering {
  /// `x[i*s + m, 0:3]`: a view of the base, one axis an item; axes without an item stay whole, and `None` is a new one.
  mutating func indexed(
    _ base: FormulaExpression, _ items: [IndexItem], _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    if case .name(let name) = base.kind, let growing = growing[name] {
      return try grown(name, growing, items, expression)
    }
    let source = try unmasked { lowering throws(FormulaError) in try lowering.value(base) }
    if let (rest, index, axis) = try lookUp(in: items) {
      let kept = try indexed(source, rest, of: base, expression)
      return try unmasked { lowering throws(FormulaError) in
        try lowering.gathered(kept, index, axis: axis, expression)
      }
    }
    return try indexed(source, items, of: base, expression)
  }

  /// The entries of a value; `base` is what it is called in messages.
  mutating func indexed(
    _ source: FormulaValue, _ items: [IndexItem], of base: FormulaExpression,
    _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    let asked = items.count { if case .newAxis = $0 { false } else { true } }
    guard asked <= source.shape.rank else {
      throw FormulaError(
        "\(asked) indices for shape \(source.shape), which has \(source.shape.rank) axes",
        at: expression.range)
    }
    let strides = Shape(source.laneExtents + source.shape.dimensions).strides
    var laneStrides: [IndexLane: Int] = [:]
    for (lane, stride) in zip(source.lanes, strides) { laneStrides[lane] = stride }
    var offset = 0
    var kept: [(extent: Int, stride: Int)] = []
    var axis = 0
    for item in items {
      if case .newAxis = item {
        kept.append((1, 0))
        continue
      }
      let extent = source.shape.dimensions[axis]
      let stride = strides[source.lanes.count + axis]
      defer { axis += 1 }
      switch item {
      case .newAxis: break
      case .at(let index):
        let affine = try checkedIndex(index, axis: axis, of: base, extent: extent)
        offset += affine.constant * stride
        for (name, coefficient) in affine.coefficients {
          guard let lane = lanes[name] else { continue }
          laneStrides[lane, default: 0] += coefficient * stride
        }
      case .slice(let from, let to, let range):
        let (low, high) = try sliceBounds(from, to, extent: extent, axis: axis, at: range)
        offset += low * stride
        kept.append((high - low, stride))
      }
    }
    for rest in axis..<source.shape.rank {
      kept.append((source.shape.dimensions[rest], strides[source.lanes.count + rest]))
    }
    let lanes = Array(laneStrides.keys).sorted { $0.order < $1.order }
    let shape = Shape(kept.map(\.extent))
    let view = StridedView(
      offset: offset, shape: try extentsOfProducts(lanes, shape, at: expression.range),
      strides: lanes.map { laneStrides[$0] ?? 0 } + kept.map(\.stride))
    return FormulaValue(graph.view(source.node, view), lanes: lanes, shape: shape)
  }

  /// An index expression that stays inside its axis for every value of its variables.
  mutating func checkedIndex(
    _ expression: FormulaExpression, axis: Int, of base: FormulaExpression, extent: Int
  ) throws(FormulaError) -> AffineIndex {
    let known = lanes
    let index = try affine(expression) { known[$0] != nil }
    guard let bounds = index.bounds({ known[$0]?.extent ?? 1 }) else {
      throw FormulaError("an index out of range", at: expression.range)
    }
    guard bounds.lowerBound >= 0, bounds.upperBound < extent else {
      let reached = bounds.lowerBound < 0 ? bounds.lowerBound : bounds.upperBound
      let ranges = index.coefficients.keys.sorted().compactMap { known[$0] }
        .map { "\($0.name) < \($0.extent)" }.joined(separator: ", ")
      throw FormulaError(
        "'\(expression)' reaches \(reached)\(ranges.isEmpty ? "" : " (\(ranges))"), "
          + "but axis \(axis) of \(base) has indices 0 to \(extent - 1)",
        at: expression.range,
        help: bounds.lowerBound < 0 ? "negative indices never wrap around" : nil)
    }
    // An index of one value never moves, whatever it is multiplied by.
    return AffineIndex(
      constant: index.constant,
      coefficients: index.coefficients.filter { known[$0.key]?.extent ?? 1 > 1 })
  }

  private mutating func sliceBounds(
    _ from: FormulaExpression?, _ to: FormulaExpression?, extent: Int, axis: Int,
    at range: SourceRange
  ) throws(FormulaError) -> (Int, Int) {
    let low = try from.map { bound throws(FormulaError) in
      try requiredWholeNumber(bound, "a slice bound")
    }
    let high = try to.map { bound throws(FormulaError) in
      try requiredWholeNumber(bound, "a slice bound")
    }
    let bounds = (low ?? 0, high ?? extent)
    guard bounds.0 >= 0, bounds.0 < bounds.1, bounds.1 <= extent else {
      throw FormulaError(
        "slice \(bounds.0):\(bounds.1) does not lie inside axis \(axis), which has \(extent) entries",
        at: range, help: "negative bounds never wrap around, and a slice must hold something")
    }
    return bounds
  }

  /// `sum[i, j < 3 if i != j](…)`; every range was made explicit before.
  mutating func reduction(
    _ kind: ReductionKind, _ binders: [IndexBinder], _ condition: FormulaExpression?,
    _ body: FormulaExpression, _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    let saved = (lanes, laneMask)
    defer { (lanes, laneMask) = saved }
    var bound: [IndexLane] = []
    for binder in binders { bound.append(try introduce(binder)) }
    if let condition {
      let selected = try unmasked { lowering throws(FormulaError) in
        try lowering.value(condition)
      }
      guard selected.shape == .scalar else {
        throw FormulaError(
          "a condition must be one number for each choice of indices; this has shape \(selected.shape)",
          at: condition.range)
      }
      return try selecting(selected, expression) { lowering throws(FormulaError) in
        try lowering.reduction(of: body, kind, bound, expression)
      }
    }
    return try reduction(of: body, kind, bound, expression)
  }

  private mutating func reduction(
    of body: FormulaExpression, _ kind: ReductionKind, _ bound: [IndexLane],
    _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    let terms = try unmasked { lowering throws(FormulaError) in try lowering.value(body) }
    let outer = union(terms.lanes, laneMask?.lanes ?? []).filter { !bound.contains($0) }
    let node = try aligned(
      terms, lanes: outer, shape: terms.shape, more: bound, at: expression.anchor)
    var mask: NodeID?
    if let laneMask {
      let selected = try aligned(
        laneMask, lanes: outer, shape: .scalar, more: bound, at: expression.anchor)
      let laid = FormulaValue(selected, lanes: outer + bound, shape: .scalar)
      mask = try alignedBetween(laid, outer, terms.shape, bound, at: expression.anchor)
    }
    let length = bound.reduce(1) { $0 * $1.extent }
    let extents = try extents(outer, terms.shape, at: expression.anchor)
    return FormulaValue(
      graph.reduce(node, kind, length: length, to: extents, mask: mask), lanes: outer,
      shape: terms.shape)
  }

  /// Lays a value over lanes out over the array axes that stand between its outer and inner lanes.
  private mutating func alignedBetween(
    _ value: FormulaValue, _ outer: [IndexLane], _ shape: Shape, _ inner: [IndexLane],
    at range: SourceRange
  ) throws(FormulaError) -> NodeID {
    guard shape.rank > 0 else { return value.node }
    let strides = Shape(value.laneExtents).strides
    let view = StridedView(
      offset: 0, shape: try extentsOfProducts(outer, shape, inner, at: range),
      strides: Array(strides.prefix(outer.count)) + [Int](repeating: 0, count: shape.rank)
        + Array(strides.suffix(inner.count)))
    return graph.view(value.node, view)
  }

  /// Brings an index variable into scope.
  mutating func introduce(_ binder: IndexBinder) throws(FormulaError) -> IndexLane {
    guard let expression = binder.bound else {
      preconditionFailure("ranges are made explicit before a formula is lowered")
    }
    let extent = try requiredWholeNumber(expression, "the range of \(binder.name)")
    return try introduce(binder.name, extent: extent, at: binder.range)
  }

  mutating func introduce(_ name: String, extent: Int, at range: SourceRange)
    throws(FormulaError) -> IndexLane
  {
    try checkFree(name, at: range)
    try checkExtent(extent, of: name, at: range)
    let lane = IndexLane(order: laneCount, name: name, extent: extent)
    laneCount += 1
    lanes[name] = lane
    return lane
  }

  /// Fails where an index would have no values, or more than a tensor has entries.
  func checkExtent(_ extent: Int, of name: String, at range: SourceRange) throws(FormulaError) {
    guard extent < 1 || extent > Shape.largestCount else { return }
    throw FormulaError(
      "index '\(name)' would have \(extent) values, expected 1 to \(Shape.largestCount)", at: range)
  }

  /// Fails where an index variable would hide a name.
  func checkFree(_ name: String, at range: SourceRange) throws(FormulaError) {
    if let entry = names[name] {
      throw FormulaError(
        "'\(name)' is a \(entry.origin.rawValue) here and cannot be an index too", at: range,
        help: "choose another letter for the index")
    }
    if lanes[name] != nil {
      throw FormulaError("'\(name)' is an index already", at: range, help: "choose another letter")
    }
  }
}
