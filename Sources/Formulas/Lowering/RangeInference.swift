internal import Diagnostics
internal import Tensors

/// Finds the range of every index variable of one statement and writes it down in the statement.
///
/// A range comes from, in this order: a stated range; the known shape of the left side; a bare use
/// as an index; and, where that is allowed, the largest range that stays in bounds.
///
/// The file is long because collecting, solving and rewriting share what was collected.
struct RangeInference {
  private struct Variable {
    let name: String
    let range: SourceRange
    var extent: Int?
    /// What decided the extent; used in messages.
    var reason = ""
    var isStated = false
  }

  /// An index expression on an axis: its variables are numbers of `variables`.
  private struct Use {
    let constant: Int
    let coefficients: [Int: Int]
    let extent: Int
    let text: String
    /// The axis it is used on, for messages.
    let axis: String
    let range: SourceRange
    /// Whether the index is one variable and nothing else.
    let isBare: Bool
  }

  private var lowering: FormulaLowering
  private var variables: [Variable] = []
  private var uses: [Use] = []

  private init(_ lowering: FormulaLowering) { self.lowering = lowering }

  /// The outcome: the statement with all ranges stated, and those of its free variables.
  struct Solution {
    let statement: FormulaStatement
    let free: [(name: String, extent: Int, range: SourceRange)]
    let inferred: [InferredRange]

    /// The statement with the ranges of its free variables written out as well.
    var settled: FormulaStatement {
      FormulaStatement(
        target: statement.target, value: statement.value,
        binders: free.map { index in
          IndexBinder(
            name: index.name,
            bound: FormulaExpression(.number(String(index.extent)), at: index.range),
            at: index.range)
        }, condition: statement.condition)
    }
  }

  /// Solves a statement.
  ///
  /// - Parameters:
  ///   - statement: The statement.
  ///   - free: The variables that no reduction binds, in their order.
  ///   - known: Ranges that the shape of the left side gives.
  ///   - lowering: What is known before the statement.
  /// - Returns: the statement with every range stated.
  /// - Throws: a ``FormulaError`` where a range is unknown or contradicts another.
  static func solve(
    _ statement: FormulaStatement, free: [(name: String, range: SourceRange)],
    known: [String: Int], in lowering: FormulaLowering
  ) throws(FormulaError) -> Solution {
    var inference = RangeInference(lowering)
    var environment: [String: Int] = [:]
    for (name, range) in free {
      environment[name] = inference.variables.count
      inference.variables.append(
        Variable(name: name, range: range, extent: known[name], reason: "the left side"))
    }
    for binder in statement.binders {
      guard let number = environment[binder.name] else {
        throw FormulaError(
          "index '\(binder.name)' is not used in this statement", at: binder.range)
      }
      try inference.state(binder, number)
    }
    if let target = statement.target, let indices = target.indices,
      let entry = lowering.names[target.name]
    {
      let items = indices.map { IndexItem.at($0) }
      try inference.collect(items, on: entry.value.shape, of: target.name, environment)
    }
    if let condition = statement.condition { try inference.walk(condition, environment) }
    try inference.walk(statement.value, environment)
    try inference.settle()
    return Solution(
      statement: inference.rewritten(statement, freeCount: free.count),
      free: free.enumerated().map {
        ($1.name, inference.variables[$0].extent ?? 1, $1.range)
      },
      inferred: inference.inferred)
  }

  private var inferred: [InferredRange] = []

  // MARK: Collecting

  private mutating func state(_ binder: IndexBinder, _ number: Int) throws(FormulaError) {
    guard let bound = binder.bound else { return }
    let extent = try lowering.requiredWholeNumber(bound, "the range of \(binder.name)")
    try lowering.checkExtent(extent, of: binder.name, at: bound.range)
    variables[number].extent = extent
    variables[number].reason = "the stated range"
    variables[number].isStated = true
  }

  private mutating func walk(_ expression: FormulaExpression, _ environment: [String: Int])
    throws(FormulaError)
  {
    switch expression.kind {
    case .reduction(_, let binders, let condition, let body):
      var inner = environment
      for binder in binders {
        try lowering.checkFree(binder.name, at: binder.range)
        if environment[binder.name] != nil {
          throw FormulaError(
            "'\(binder.name)' is an index already", at: binder.range, help: "choose another letter")
        }
        inner[binder.name] = variables.count
        variables.append(Variable(name: binder.name, range: binder.range))
        try state(binder, variables.count - 1)
      }
      if let condition { try walk(condition, inner) }
      try walk(body, inner)
    case .indexed(let base, let items):
      if case .name(let name) = base.kind, let growing = lowering.growing[name] {
        if let (_, rest) = growing.split(items), rest.count <= growing.shape.rank {
          try collect(rest, on: growing.shape, of: name, environment)
        }
        return
      }
      try walk(base, environment)
      // A base that depends on an index has no shape before the ranges are known.
      if !mentions(base, environment) {
        let shape = try shape(of: base)
        if items.count <= shape.rank {
          try collect(items, on: shape, of: base.description, environment)
        }
      }
    default:
      for child in expression.kind.children { try walk(child, environment) }
    }
  }

  /// The shape of what is indexed.
  private func shape(of base: FormulaExpression) throws(FormulaError) -> Shape {
    // A name has its shape at hand: only other expressions are lowered on a copy, to be thrown away.
    if case .name(let name) = base.kind, lowering.lanes[name] == nil,
      let entry = lowering.names[name]
    {
      return entry.value.shape
    }
    var probe = lowering
    return try probe.value(base).shape
  }

  private func mentions(_ expression: FormulaExpression, _ environment: [String: Int]) -> Bool {
    switch expression.kind {
    case .name(let name): environment[name] != nil
    case .reduction: true
    default: expression.kind.children.contains { mentions($0, environment) }
    }
  }

  private mutating func collect(
    _ items: [IndexItem], on shape: Shape, of base: String, _ environment: [String: Int]
  ) throws(FormulaError) {
    let own = items.filter { if case .newAxis = $0 { false } else { true } }
    for (axis, (item, extent)) in zip(own, shape.dimensions).enumerated() {
      guard case .at(let expression) = item else { continue }
      let known = lowering.lanes
      if try lowering.isLookedUp(expression, isVariable: { environment[$0] != nil }) {
        try walk(expression, environment)
        continue
      }
      let index = try lowering.affine(expression) { environment[$0] != nil || known[$0] != nil }
      var coefficients: [Int: Int] = [:]
      for (name, coefficient) in index.coefficients {
        guard let number = environment[name] else { return }
        coefficients[number] = coefficient
      }
      uses.append(
        Use(
          constant: index.constant, coefficients: coefficients, extent: extent,
          text: expression.description, axis: "axis \(axis) of \(base)", range: expression.range,
          isBare: index.bareVariable != nil))
    }
  }

  // MARK: Solving

  private mutating func settle() throws(FormulaError) {
    for use in uses where use.isBare {
      guard let number = use.coefficients.keys.first else { continue }
      let variable = variables[number]
      guard let extent = variable.extent else {
        variables[number].extent = use.extent
        variables[number].reason = use.axis
        continue
      }
      if extent != use.extent, !variable.isStated {
        throw FormulaError(
          "index '\(variable.name)' has \(use.extent) values by \(use.axis), but \(extent) by \(variable.reason)",
          at: use.range, help: "state the range that is meant: \(variable.name) < …")
      }
    }
    for number in variables.indices where variables[number].extent == nil {
      guard lowering.infersLargestRange else { throw unknownRange(variables[number]) }
    }
    while let number = variables.firstIndex(where: { $0.extent == nil }) {
      guard try settleByBounds() else { throw unknownRange(variables[number]) }
    }
  }

  /// Gives a range to every variable that is the only open one wherever it is used; false if none.
  private mutating func settleByBounds() throws(FormulaError) -> Bool {
    var progress = false
    for number in variables.indices where variables[number].extent == nil {
      var largest: Int?
      for use in uses {
        guard let coefficient = use.coefficients[number] else { continue }
        let others = use.coefficients.filter { $0.key != number }
        guard coefficient > 0, others.keys.allSatisfy({ variables[$0].extent != nil }) else {
          continue
        }
        let rest = AffineIndex(
          constant: use.constant,
          coefficients: Dictionary(uniqueKeysWithValues: others.map { ("\($0.key)", $0.value) }))
        guard let reach = rest.bounds({ Int($0).flatMap { variables[$0].extent } ?? 1 }) else {
          throw FormulaError("an index out of range", at: use.range)
        }
        let (room, isBeyond) = (use.extent - 1).subtractingReportingOverflow(reach.upperBound)
        guard !isBeyond else { throw FormulaError("an index out of range", at: use.range) }
        guard room >= 0 else {
          throw FormulaError(
            "'\(use.text)' leaves the axis of \(use.extent) entries for every value of "
              + "'\(variables[number].name)'", at: use.range)
        }
        largest = min(largest ?? .max, room / coefficient + 1, Shape.largestCount + 1)
      }
      if let largest {
        variables[number].extent = largest
        inferred.append(InferredRange(name: variables[number].name, extent: largest))
        progress = true
      }
    }
    return progress
  }

  private func unknownRange(_ variable: Variable) -> FormulaError {
    FormulaError(
      "the range of index '\(variable.name)' cannot be inferred", at: variable.range,
      help:
        "state it: \(variable.name) < n after 'for', or in the brackets of sum, max, min or mean")
  }

  // MARK: Rewriting

  /// The statement with each reduction's ranges written out, met in the order of the walk.
  private func rewritten(_ statement: FormulaStatement, freeCount: Int) -> FormulaStatement {
    var next = freeCount
    let condition = statement.condition.map { rewrite($0, &next) }
    let value = rewrite(statement.value, &next)
    return FormulaStatement(target: statement.target, value: value, condition: condition)
  }

  private func rewrite(_ expression: FormulaExpression, _ next: inout Int) -> FormulaExpression {
    let kind: FormulaExpression.Kind
    switch expression.kind {
    case .number, .name, .flag, .text: return expression
    case .unary(let symbol, let operand): kind = .unary(symbol, rewrite(operand, &next))
    case .binary(let symbol, let left, let right):
      let first = rewrite(left, &next)
      kind = .binary(symbol, first, rewrite(right, &next))
    case .indexed(let base, let items):
      kind = .indexed(rewrite(base, &next), items)
    case .call(let name, let arguments):
      kind = .call(
        name,
        arguments.map { CallArgument(label: $0.label, value: rewrite($0.value, &next)) })
    case .reduction(let name, let binders, let condition, let body):
      let stated = binders.map { binder in
        defer { next += 1 }
        let extent = String(variables[next].extent ?? 1)
        return IndexBinder(
          name: binder.name, bound: FormulaExpression(.number(extent), at: binder.range),
          at: binder.range)
      }
      let selected = condition.map { rewrite($0, &next) }
      kind = .reduction(name, stated, condition: selected, rewrite(body, &next))
    case .list(let items): kind = .list(items.map { rewrite($0, &next) })
    case .transposed(let operand): kind = .transposed(rewrite(operand, &next))
    }
    return FormulaExpression(kind, at: expression.range, anchor: expression.anchor)
  }
}
