internal import Diagnostics
internal import Tensors

/// A name whose entries along one axis are computed one after the other, while this goes on.
struct GrowingName: Sendable {
  /// The axis of the whole along which it grows.
  let axis: Int
  /// The shape of one step.
  let shape: Shape
  /// The values so far, by their index.
  var steps: [Int: NodeID] = [:]
  /// Where it was begun.
  let range: SourceRange

  /// The items of an index without the one that says which step, and that one; nil if none does.
  func split(_ items: [IndexItem]) -> (step: FormulaExpression, rest: [IndexItem])? {
    var axis = 0
    for (place, item) in items.enumerated() {
      if case .newAxis = item { continue }
      if axis == self.axis {
        guard case .at(let step) = item else { return nil }
        var rest = items
        rest.remove(at: place)
        return (step, rest)
      }
      axis += 1
    }
    return nil
  }
}

/// Names that grow: what gives a step its value, what reads one, and how the steps are put together.
extension FormulaLowering {
  /// Gives a name its value at one step.
  mutating func grow(
    _ target: FormulaStatement.Target, _ indices: [FormulaExpression], axis: Int, at place: Int,
    _ statement: FormulaStatement, notes: Bool
  ) throws(FormulaError) -> FormulaStatement {
    try checkNew(target)
    var rest = indices
    rest.remove(at: axis)
    let known = growing[target.name]
    guard place >= 0, place <= Shape.largestCount else {
      throw FormulaError(
        "'\(indices[axis])' is \(place) here, and steps go from 0 to \(Shape.largestCount)",
        at: indices[axis].range)
    }
    if let known, known.steps[place] != nil {
      throw FormulaError("\(target.name)[\(place)] has a value already", at: target.range)
    }
    if let known, known.axis != axis || !rest.isEmpty && rest.count != known.shape.rank {
      throw FormulaError("'\(target.name)' was begun with other axes", at: target.range)
    }
    let inner = FormulaStatement(
      target: rest.isEmpty
        ? nil
        : FormulaStatement.Target(
          name: target.name, indices: rest, accumulates: false, at: target.range),
      value: statement.value, binders: statement.binders.filter { !$0.isLoop })
    let value: FormulaValue
    let solution: RangeInference.Solution
    if rest.isEmpty {
      solution = try RangeInference.solve(inner, free: [], known: [:], in: self)
      value = try self.value(solution.statement.value)
    } else {
      (value, solution) = try laidOut(target, rest, inner, known: known?.shape)
    }
    if let known, known.shape != value.shape {
      throw FormulaError(
        "\(target.name)[\(place)] has shape \(value.shape), but earlier steps have shape \(known.shape)",
        at: statement.value.range)
    }
    let node = ownNode(for: value)
    var grown =
      known ?? GrowingName(axis: axis, shape: value.shape, range: target.range)
    grown.steps[place] = node
    if known == nil { growingOrder.append(target.name) }
    growing[target.name] = grown
    if notes { inferred += solution.inferred }
    return FormulaStatement(
      target: target, value: solution.statement.value, binders: solution.settled.binders)
  }

  // MARK: Reading

  /// `h[t - 1]` while `h` grows.
  mutating func grown(
    _ name: String, _ growing: GrowingName, _ items: [IndexItem], _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    guard let (step, rest) = growing.split(items), let place = try wholeNumber(step) else {
      throw isGrowing(name, at: expression.range)
    }
    guard let node = growing.steps[place] else {
      throw FormulaError(
        place < 0
          ? "'\(step)' reaches \(place), and indices start at 0"
          : "\(name)[\(place)] has no value yet when it is read here", at: step.range,
        help: place < 0
          ? "let the loop begin later, or give more first values"
          : growing.steps.keys.contains { $0 > place }
            ? "later steps have values: a loop that goes down is written for n > t >= 0"
            : "give it one before, \(name)[\(place)] = …; statements that stand together and have the same range are one loop, which steps along one axis"
      )
    }
    let value = FormulaValue(node, shape: growing.shape)
    return rest.isEmpty
      ? value
      : try indexed(
        value, rest, of: FormulaExpression(.name(name), at: expression.range), expression)
  }

  func isGrowing(_ name: String, at range: SourceRange) -> FormulaError {
    FormulaError(
      "'\(name)' is computed step by step, and not all of it has a value here", at: range,
      help:
        "read one step of it, such as \(name)[t - 1]; a statement of another range, or one that reads \(name) "
        + "as a whole, ends the loop")
  }

  // MARK: Completion

  /// Completes what a statement without a loop's range changes.
  mutating func endLoop(before statement: FormulaStatement, _ target: FormulaStatement.Target)
    throws(FormulaError)
  {
    if !target.accumulates, target.indices != nil {
      throw FormulaError(
        "'\(target.name)' is computed step by step, and this line has no loop's range",
        at: target.range, help: "write both ends: for 1 <= t < n")
    }
    _ = try complete(target.name)
  }

  /// Puts together what an expression reads as a whole.
  mutating func complete(namesIn expression: FormulaExpression, but others: Set<String> = [])
    throws(FormulaError)
  {
    for name in growingOrder where !others.contains(name) {
      if try readsWhole(name, in: expression) { _ = try complete(name) }
    }
  }

  /// Whether an expression reads more of a name than steps that are known beforehand.
  private mutating func readsWhole(_ name: String, in expression: FormulaExpression)
    throws(FormulaError) -> Bool
  {
    if case .name(name) = expression.kind { return true }
    if case .indexed(let base, let items) = expression.kind, case .name(name) = base.kind,
      let (step, rest) = growing[name]?.split(items), try wholeNumber(step) != nil
    {
      for item in rest.flatMap(\.expressions) where try readsWhole(name, in: item) { return true }
      return false
    }
    for child in expression.kind.children where try readsWhole(name, in: child) { return true }
    return false
  }

  /// Whether a name has a value at every step from 0 on.
  func isWhole(_ name: String) -> Bool {
    guard let steps = growing[name]?.steps else { return false }
    return steps.keys.max() == steps.count - 1
  }

  /// Puts a name's steps together as one tensor; nil if it does not grow.
  mutating func complete(_ name: String) throws(FormulaError) -> FormulaValue? {
    guard let grown = growing[name] else { return nil }
    let count = (grown.steps.keys.max() ?? 0) + 1
    if let missing = (0..<count).first(where: { grown.steps[$0] == nil }) {
      throw FormulaError(
        "\(name)[\(missing)] has no value", at: grown.range,
        help: "give it one, \(name)[\(missing)] = …, or let the loop begin there")
    }
    var dimensions = grown.shape.dimensions
    dimensions.insert(count, at: grown.axis)
    let shape = try shape(dimensions, at: grown.range)
    var strides = shape.strides
    let stride = strides.remove(at: grown.axis)
    let steps = (0..<count).compactMap { grown.steps[$0] }
    let views = steps.indices.map {
      StridedView(offset: $0 * stride, shape: grown.shape, strides: strides)
    }
    growing[name] = nil
    growingOrder.removeAll { $0 == name }
    let node = graph.assemble(Array(zip(steps, views)), shape: shape)
    let result = define(name, FormulaValue(node, shape: shape))
    let direct = graph.add(.view(StridedView(of: shape)), [node], shape: shape)
    graph.setRecursion(node, Recursion(steps: steps, views: views, isDirect: false))
    graph.setRecursion(direct, Recursion(steps: steps, views: views, isDirect: true))
    directNodes[name] = direct
    return result
  }
}
