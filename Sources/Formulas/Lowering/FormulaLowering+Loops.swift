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

/// Recursions: `h[0] = h0`, and then `h[t] = f(h[t-1]) for 1 <= t < T`, step by step.
extension FormulaLowering {
  /// The most nodes that a formula with loops may have.
  static let mostLoopNodes = 400_000

  /// The statements that make one loop with the first one: they stand together and have the same range.
  static func loop(at position: Int, of statements: [FormulaStatement]) -> ArraySlice<
    FormulaStatement
  > {
    guard let range = statements[position].loopRange else { return [] }
    return statements[position...].prefix { $0.loopRange == range }
  }

  /// Carries a loop out, each step through all of its statements.
  ///
  /// - Parameter statements: Its statements, all with the same range.
  /// - Throws: the first ``FormulaError``.
  mutating func loop(_ statements: ArraySlice<FormulaStatement>) throws(FormulaError) {
    guard let range = statements.first?.loopRange, let first = range.first, let end = range.bound
    else { return }
    try checkFree(range.name, at: range.range)
    let targets = Set(statements.compactMap(\.target?.name))
    for statement in statements { try complete(namesIn: statement.value, but: targets) }
    let (low, high) = (
      try requiredWholeNumber(first, "the start of \(range.name)"),
      try requiredWholeNumber(end, "the end of \(range.name)")
    )
    guard low >= 0, low <= high, high <= Shape.largestCount else {
      throw FormulaError(
        "'\(range)' is no range: it goes from \(low) to \(high)", at: range.range)
    }
    let steps = range.order == .up ? Array(low..<high) : (low..<high).reversed()
    var solved: [[FormulaStatement]] = statements.map { _ in [] }
    var ranges: [[Range<NodeID>]] = statements.map { _ in [] }
    for step in steps {
      names[range.name] = Entry(
        value: FormulaValue(graph.constant(Double(step)), shape: .scalar), size: step,
        origin: .step)
      for (number, statement) in statements.enumerated() {
        let start = graph.nodes.count
        let settled = try self.step(statement, range, isFirst: step == steps.first)
        if solved[number].last != settled { solved[number].append(settled) }
        ranges[number].append(start..<graph.nodes.count)
        guard graph.nodes.count <= FormulaLowering.mostLoopNodes else {
          throw FormulaError("this loop has too many steps", at: range.range)
        }
      }
    }
    names[range.name] = nil
    ranges.forEach { graph.pair($0) }
    let numbers = IndexBinder(
      name: range.name, bound: FormulaExpression(.number("\(high)"), at: end.range),
      first: FormulaExpression(.number("\(low)"), at: first.range), order: range.order,
      at: range.range)
    for (statement, solved) in zip(statements, solved) {
      // A range that is another one at each step is left for each step to find.
      let one = solved.count == 1 ? solved[0] : statement
      settled.append(
        FormulaStatement(
          target: statement.target, value: one.value,
          binders: [numbers] + one.binders.filter { !$0.isLoop }))
    }
  }

  /// One step of one statement.
  private mutating func step(
    _ statement: FormulaStatement, _ range: IndexBinder, isFirst: Bool
  ) throws(FormulaError) -> FormulaStatement {
    guard let target = statement.target, let indices = target.indices else {
      throw FormulaError("a loop needs indices on the left side", at: statement.range)
    }
    if target.accumulates {
      throw FormulaError(
        "a loop gives each entry its value once, and '\(target.name)' adds to one",
        at: target.range,
        help: "add up afterwards: sum[\(range.name)](…)")
    }
    if let condition = statement.condition {
      throw FormulaError(
        "a loop has no condition", at: condition.range, help: "write where(condition, a, b)")
    }
    let axes = indices.indices.filter { indices[$0].names.contains(range.name) }
    guard let axis = axes.first, axes.count == 1 else {
      throw FormulaError(
        "the left side must name its step once, such as \(target.name)[\(range.name)]",
        at: target.range)
    }
    let place = try requiredWholeNumber(indices[axis], "the step of '\(target.name)'")
    return try grow(target, indices, axis: axis, at: place, statement, notes: isFirst)
  }

  /// Whether a statement gives a name of its own a value at one step, which begins a recursion.
  mutating func beginsRecursion(_ statement: FormulaStatement) throws(FormulaError) -> Bool {
    guard let target = statement.target, let indices = target.indices, !target.accumulates,
      statement.condition == nil, names[target.name] == nil
    else { return false }
    for index in indices where try wholeNumber(index) != nil { return true }
    return false
  }

  /// `h[0] = h0`, or `alpha[0, s] = …`.
  mutating func begin(_ statement: FormulaStatement) throws(FormulaError) {
    guard let target = statement.target, let indices = target.indices else { return }
    var axis: Int?
    for (place, index) in indices.enumerated() where try wholeNumber(index) != nil {
      axis = axis ?? place
    }
    guard let axis = growing[target.name]?.axis ?? axis else { return }
    let place = try requiredWholeNumber(indices[axis], "the step of '\(target.name)'")
    let solved = try grow(target, indices, axis: axis, at: place, statement, notes: true)
    settled.append(solved)
  }

  /// Gives a name its value at one step.
  private mutating func grow(
    _ target: FormulaStatement.Target, _ indices: [FormulaExpression], axis: Int, at place: Int,
    _ statement: FormulaStatement, notes: Bool
  ) throws(FormulaError) -> FormulaStatement {
    try checkNew(target)
    var rest = indices
    rest.remove(at: axis)
    let known = growing[target.name]
    guard place >= 0, place <= Shape.largestCount else {
      throw FormulaError("'\(indices[axis])' is \(place) here", at: indices[axis].range)
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
        help: "give it one before: \(name)[\(max(place, 0))] = …")
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
      help: "read one step of it, such as \(name)[t - 1]")
  }

  // MARK: Completion

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

extension FormulaStatement {
  /// The range of the loop that it stands in; nil if it stands in none.
  var loopRange: IndexBinder? { binders.first(where: \.isLoop) }
}
