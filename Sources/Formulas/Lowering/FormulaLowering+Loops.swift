internal import Diagnostics
internal import Tensors

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
    for statement in statements {
      if let other = statement.binders.first(where: { $0.isLoop && $0.name != range.name }) {
        throw FormulaError(
          "a loop steps along one index, and '\(range.name)' is that one", at: other.range,
          help:
            "the ranges of all others start at 0: \(other.name) < n; to leave some out, write where(\(other.name) >= a, …, 0)"
        )
      }
    }
    let targets = Set(statements.compactMap(\.target?.name))
    for statement in statements { try complete(namesIn: statement.value, but: targets) }
    let (low, high) = (
      try requiredWholeNumber(first, "the start of \(range.name)"),
      try requiredWholeNumber(end, "the end of \(range.name)")
    )
    guard low >= 0, low <= high, high <= Shape.largestCount else {
      throw FormulaError(
        low < 0 || low > high
          ? "'\(range)' is no range: it goes from \(low) to \(high)"
          : "a loop to \(high) has too many steps", at: range.range)
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
          throw FormulaError(
            "this loop comes to more than \(FormulaLowering.mostLoopNodes) operations",
            at: range.range)
        }
      }
    }
    names[range.name] = nil
    graph.pair(ranges)
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
        help: "where no step needs another one, write for \(range.name) < n if \(range.name) >= a")
    }
    if let entry = names[target.name], entry.isLocal {
      throw FormulaError(
        "a loop defines '\(target.name)' itself, and it is a binding already", at: target.range,
        help: "leave that line out, and give the first step its value: \(target.name)[0] = …")
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
    for (place, index) in indices.enumerated() where place != axis {
      if try wholeNumber(index) != nil {
        throw FormulaError(
          "a recursion goes along one axis: one index says which step, and the others name axes",
          at: index.range, help: "write \(target.name)[0, j] = … for all j at once")
      }
    }
    let place = try requiredWholeNumber(indices[axis], "the step of '\(target.name)'")
    let solved = try grow(target, indices, axis: axis, at: place, statement, notes: true)
    settled.append(solved)
  }
}

extension FormulaStatement {
  /// The range of the loop that it stands in; nil if it stands in none.
  var loopRange: IndexBinder? { binders.first(where: \.isLoop) }
}
