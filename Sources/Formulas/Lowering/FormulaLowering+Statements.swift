internal import Diagnostics
internal import Tensors

extension FormulaLowering {
  /// Lowers a block; the answer is its last statement's value, or what that statement defined.
  ///
  /// - Parameters:
  ///   - formula: The block.
  ///   - answerShape: The shape of the answer where it is known beforehand.
  /// - Returns: the answer.
  /// - Throws: the first ``FormulaError``.
  mutating func block(_ formula: Formula, answerShape: Shape?) throws(FormulaError) -> FormulaValue
  {
    var answer: FormulaValue?
    var position = 0
    while position < formula.statements.count {
      let loop = FormulaLowering.loop(at: position, of: formula.statements)
      let statement = loop.last ?? formula.statements[position]
      position += max(loop.count, 1)
      let isLast = position == formula.statements.count
      if !loop.isEmpty {
        try self.loop(loop)
      } else if try beginsRecursion(statement) {
        try begin(statement)
      } else {
        if let target = statement.target, growing[target.name] != nil {
          try endLoop(before: statement, target)
        }
        try complete(namesIn: statement.value)
        answer = try self.statement(statement, answerShape: isLast ? answerShape : nil)
      }
      if isLast {
        // What has no value at some step is of use inside loops only.
        for name in growingOrder where isWhole(name) || name == statement.target?.name {
          let value = try complete(name)
          if name == statement.target?.name { answer = value }
        }
      }
      try checkSize(at: statement.range)
      if isLast, let answerShape, let answer, answer.shape != answerShape {
        throw FormulaError(
          "this has shape \(answer.shape), but the answer must have shape \(answerShape)",
          at: statement.range,
          help: Shape(answer.shape.dimensions.reversed()) == answerShape
            ? "the transpose, .T, would fit" : nil)
      }
    }
    guard let answer else { preconditionFailure("a formula has at least one statement") }
    return answer
  }

  private mutating func note(_ solution: RangeInference.Solution) {
    inferred += solution.inferred
    settled.append(solution.settled)
  }

  private mutating func statement(_ statement: FormulaStatement, answerShape: Shape?)
    throws(FormulaError) -> FormulaValue
  {
    guard let target = statement.target else {
      let solution = try RangeInference.solve(statement, free: [], known: [:], in: self)
      note(solution)
      return try value(solution.statement.value)
    }
    guard let indices = target.indices else { return try whole(target, statement) }
    if names[target.name] == nil, !target.accumulates, statement.condition == nil {
      return try definition(of: target, indices, statement, answerShape: answerShape)
    }
    return try update(of: target, indices, statement)
  }

  /// `y = …` and `y += …`.
  private mutating func whole(_ target: FormulaStatement.Target, _ statement: FormulaStatement)
    throws(FormulaError) -> FormulaValue
  {
    let solution = try RangeInference.solve(statement, free: [], known: [:], in: self)
    note(solution)
    guard target.accumulates else {
      try checkNew(target)
      return define(target.name, try value(solution.statement.value))
    }
    let current = try changeable(target)
    let sum = FormulaExpression(
      .binary(.add, FormulaExpression(.name(target.name), at: target.range), statement.value),
      at: statement.range, anchor: target.range)
    let added = try value(solution.statement.value)
    try checkUnread(target, [added.node], statement)
    let result = try pointwise(BinaryFunction(Sum.self), current, added, sum)
    guard result.shape == current.shape else {
      throw FormulaError(
        "shape \(result.shape) cannot be added to '\(target.name)', which has shape \(current.shape)",
        at: statement.value.range)
    }
    return define(target.name, result)
  }

  /// `y[k, i] = …`: the left side names the axes.
  private mutating func definition(
    of target: FormulaStatement.Target, _ indices: [FormulaExpression],
    _ statement: FormulaStatement, answerShape: Shape?
  ) throws(FormulaError) -> FormulaValue {
    try checkNew(target)
    let (value, solution) = try laidOut(target, indices, statement, known: answerShape)
    note(solution)
    return define(target.name, value)
  }

  /// The values for all choices of the indices that the left side names.
  ///
  /// - Parameters:
  ///   - target: The left side.
  ///   - indices: Its indices, each one variable.
  ///   - statement: The statement.
  ///   - answerShape: The shape where it is known beforehand.
  /// - Returns: a value with an axis for each index, and the ranges of all indices.
  /// - Throws: the first ``FormulaError``.
  mutating func laidOut(
    _ target: FormulaStatement.Target, _ indices: [FormulaExpression],
    _ statement: FormulaStatement, known answerShape: Shape?
  ) throws(FormulaError) -> (FormulaValue, RangeInference.Solution) {
    var free: [(name: String, range: SourceRange)] = []
    for index in indices {
      guard case .name(let name) = index.kind else {
        throw FormulaError(
          "'\(index)' cannot name an axis of the new '\(target.name)'; expected an index variable",
          at: index.range,
          help: "to write into computed places, first define it: \(target.name) = zeros_like(x)")
      }
      try checkFree(name, at: index.range)
      if free.contains(where: { $0.name == name }) {
        throw FormulaError("index '\(name)' names two axes", at: index.range)
      }
      free.append((name, index.range))
    }
    var known: [String: Int] = [:]
    if let answerShape {
      guard answerShape.rank == free.count else {
        throw FormulaError(
          "the left side names \(free.count) axes, but the answer must have shape \(answerShape)",
          at: target.range)
      }
      for (index, extent) in zip(free, answerShape.dimensions) { known[index.name] = extent }
    }
    let solution = try RangeInference.solve(statement, free: free, known: known, in: self)
    let saved = lanes
    defer { lanes = saved }
    var axes: [IndexLane] = []
    for (name, extent, range) in solution.free {
      axes.append(try introduce(name, extent: extent, at: range))
    }
    let result = try entry(solution.statement.value)
    let node = try aligned(result, lanes: axes, shape: .scalar, at: target.range)
    return (FormulaValue(node, shape: try extents(axes, .scalar, at: target.range)), solution)
  }

  /// `dx[t, i*s + m] += … for m < 3 if …`: values are added, or written in row-major order of the
  /// indices, at computed places.
  private mutating func update(
    of target: FormulaStatement.Target, _ indices: [FormulaExpression],
    _ statement: FormulaStatement
  ) throws(FormulaError) -> FormulaValue {
    let current = try changeable(target)
    guard indices.count == current.shape.rank else {
      throw FormulaError(
        "\(indices.count) indices for '\(target.name)', which has shape \(current.shape)",
        at: target.range)
    }
    var free: [(name: String, range: SourceRange)] = []
    for index in indices { collectFree(in: index, &free) }
    collectIndexed(in: statement.value, [], &free)
    if let condition = statement.condition { collectIndexed(in: condition, [], &free) }
    let solution = try RangeInference.solve(statement, free: free, known: [:], in: self)
    note(solution)
    let saved = (lanes, laneMask)
    defer { (lanes, laneMask) = saved }
    var axes: [IndexLane] = []
    for (name, extent, range) in solution.free {
      axes.append(try introduce(name, extent: extent, at: range))
    }
    var values: FormulaValue
    var mask: [NodeID] = []
    if let condition = solution.statement.condition {
      let selected = try entry(condition)
      values = try selecting(selected, condition) { lowering throws(FormulaError) in
        try lowering.entry(solution.statement.value)
      }
      mask = [try aligned(selected, lanes: axes, shape: .scalar, at: condition.range)]
    } else {
      values = try entry(solution.statement.value)
    }
    let laid = try aligned(values, lanes: axes, shape: .scalar, at: statement.value.range)
    try checkUnread(target, [laid] + mask, statement)
    let place = FormulaExpression(
      .indexed(
        FormulaExpression(.name(target.name), at: target.range), indices.map { .at($0) }),
      at: target.range)
    let view = try view(of: place, current, axes)
    let node = graph.add(
      .scatter(view, overwrites: !target.accumulates), [current.node, laid] + mask,
      shape: current.shape)
    return define(target.name, FormulaValue(node, shape: current.shape))
  }

  /// The positions in a tensor that an index expression visits, over all lanes in their order.
  private mutating func view(
    of place: FormulaExpression, _ current: FormulaValue, _ axes: [IndexLane]
  ) throws(FormulaError) -> StridedView {
    guard case .indexed(let base, let items) = place.kind else {
      preconditionFailure("a place is an indexed name")
    }
    // Numbering the entries and gathering the numbers would do too; the strides are exact and cheap.
    let strides = current.shape.strides
    var offset = 0
    var laneStrides: [IndexLane: Int] = [:]
    for (axis, item) in items.enumerated() {
      guard case .at(let index) = item else { continue }
      let affine = try checkedIndex(
        index, axis: axis, of: base, extent: current.shape.dimensions[axis])
      offset += affine.constant * strides[axis]
      for (name, coefficient) in affine.coefficients {
        guard let lane = lanes[name] else { continue }
        laneStrides[lane, default: 0] += coefficient * strides[axis]
      }
    }
    return StridedView(
      offset: offset, shape: try extents(axes, .scalar, at: place.range),
      strides: axes.map { laneStrides[$0] ?? 0 })
  }

  /// An index-style right side: one number for each choice of indices.
  private mutating func entry(_ expression: FormulaExpression) throws(FormulaError) -> FormulaValue
  {
    let result = try value(expression)
    guard result.shape == .scalar else {
      throw FormulaError(
        "for each choice of indices this has shape \(result.shape); expected one number",
        at: expression.range,
        help:
          "index every axis, or drop the brackets on the left side; the steps of a loop, for 0 <= t < n, may be arrays"
      )
    }
    return result
  }

  /// Names inside an index that stand for nothing else are index variables.
  private func collectFree(
    in index: FormulaExpression, _ free: inout [(name: String, range: SourceRange)]
  ) {
    if case .name(let name) = index.kind, names[name] == nil, lanes[name] == nil,
      !free.contains(where: { $0.name == name })
    {
      free.append((name, index.range))
    }
    for child in index.kind.children { collectFree(in: child, &free) }
  }

  private func collectIndexed(
    in expression: FormulaExpression, _ bound: Set<String>,
    _ free: inout [(name: String, range: SourceRange)]
  ) {
    switch expression.kind {
    case .indexed(let base, let items):
      collectIndexed(in: base, bound, &free)
      for case .at(let index) in items {
        var found: [(name: String, range: SourceRange)] = []
        collectFree(in: index, &found)
        for item in found
        where !bound.contains(item.name) && !free.contains(where: { $0.name == item.name }) {
          free.append(item)
        }
      }
    case .reduction(_, let binders, let condition, let body):
      let inner = bound.union(binders.map(\.name))
      for part in [condition, body].compactMap({ $0 }) { collectIndexed(in: part, inner, &free) }
    default:
      for child in expression.kind.children { collectIndexed(in: child, bound, &free) }
    }
  }
}
