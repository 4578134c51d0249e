extension FormulaMutator {
  private static let entrywise: Set<String> = [
    "relu", "sigmoid", "tanh", "exp", "log", "sqrt", "abs", "softplus", "sign", "sin", "cos",
  ]
  private static let alongAxis: Set<String> = ["softmax", "log_softmax"]
  private static let reductions = ["sum", "mean", "max", "min"]

  /// Functions that are taken for one another.
  private static let confused: [String: [String]] = [
    "sigmoid": ["tanh"], "tanh": ["sigmoid"], "softmax": ["log_softmax"], "sum": ["mean", "max"],
    "mean": ["sum"], "max": ["min", "mean"], "min": ["max"], "logsumexp": ["max", "sum"],
    "maximum": ["minimum"], "minimum": ["maximum"], "norm": ["sum"],
  ]

  func callEdits(
    _ name: String, _ arguments: [CallArgument], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    let first = arguments.first { $0.label == nil }?.value
    if let first,
      Self.entrywise.contains(name) || Self.alongAxis.contains(name)
        || ["diag", "outer"].contains(name)
    {
      edits.append(
        FormulaEdit("function-lost.\(name)", "\(name) is left out", rank: 4, whole, first))
    }
    for other in Self.confused[name] ?? [] {
      edits.append(
        FormulaEdit(
          "\(other)-for-\(name)", "\(other) was taken", rank: 5, whole, .call(other, arguments)))
    }
    if name == "outer", arguments.count == 2 {
      edits.append(
        FormulaEdit(
          "swapped.\(FormulaEdit.word(arguments[0].value)).\(FormulaEdit.word(arguments[1].value))",
          "the operands are swapped", rank: 4, whole, .call(name, Array(arguments.reversed()))))
    }
    if ["maximum", "minimum"].contains(name), arguments.count == 2 {
      for argument in arguments {
        edits.append(
          FormulaEdit(
            "function-lost.\(name)", "\(name) is left out", rank: 5, whole, argument.value))
      }
    }
    if let first, ["sum", "mean"].contains(name),
      let axis = arguments.first(where: { $0.label == "axis" })?.value
    {
      edits += samples(of: first, axis, whole)
    }
    if let first, Self.reductions.contains(name) {
      edits.append(
        FormulaEdit("\(name)-lost", "the \(name) is lost", rank: 4, whole, first))
    }
    for (place, argument) in arguments.enumerated() where argument.label == "axis" {
      for axis in ["0", "1", "2"] where argument.value.kind != .number(axis) {
        var changed = arguments
        changed[place] = CallArgument(label: "axis", value: .number(axis))
        edits.append(
          FormulaEdit(
            "axis.\(name)", "taken along the wrong axis", rank: 5, whole, .call(name, changed)))
      }
    }
    return edits
  }

  /// The first or the last place along an axis in place of its sum.
  private func samples(
    of base: FormulaExpression, _ axis: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    guard axis == .number("0") || axis == .number("1") else { return [] }
    let size = FormulaExpression.call(
      "size", [CallArgument(label: nil, value: base), CallArgument(label: "axis", value: axis)])
    let before: [IndexItem] = axis == .number("1") ? [FormulaExpression.slice(nil, nil)] : []
    func at(_ place: FormulaExpression) -> FormulaExpression {
      .indexed(base, before + [.at(place)])
    }
    return [
      FormulaEdit(
        "one-sample.first", "only the first counts", rank: 5, whole, at(.number("0"))),
      FormulaEdit(
        "one-sample.last", "only the last counts", rank: 5, whole,
        at(size.combined(.subtract, .number("1")))),
    ]
  }

  // MARK: Index style

  func indexEdits(
    _ base: FormulaExpression, _ items: [IndexItem], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    var indices: [FormulaExpression] = []
    for item in items {
      guard case .at(let index) = item else { return [] }
      indices.append(index)
    }
    let word = FormulaEdit.word(base)
    func edit(_ note: String, _ phrase: String, _ rank: Int, _ changed: [FormulaExpression])
      -> FormulaEdit
    {
      FormulaEdit(note, phrase, rank: rank, whole, .indexed(base, changed.map { .at($0) }))
    }
    var edits: [FormulaEdit] = []
    for a in indices.indices {
      for b in indices.indices where b > a && indices[a] != indices[b] {
        var changed = indices
        changed.swapAt(a, b)
        edits.append(edit("transposed.\(word)", "two indices are swapped", 4, changed))
      }
      for (note, phrase, changed) in slips(indices[a], base, axis: a) {
        var all = indices
        all[a] = changed
        edits.append(edit("\(note).\(word)", phrase, 5, all))
      }
    }
    // A kernel is turned in its last two axes at once.
    if indices.count >= 2 {
      var turned = indices
      for axis in indices.count - 2..<indices.count {
        turned[axis] = FormulaMutator.mirrored(indices[axis], base, axis: axis)
      }
      edits.append(edit("rotated.\(word)", "it is turned by 180 degrees", 5, turned))
    }
    return edits
  }

  private static func mirrored(
    _ index: FormulaExpression, _ base: FormulaExpression, axis: Int
  ) -> FormulaExpression {
    let size = FormulaExpression.call(
      "size",
      [
        CallArgument(label: nil, value: base),
        CallArgument(label: "axis", value: .number("\(axis)")),
      ])
    return size.combined(.subtract, .number("1")).combined(.subtract, index)
  }

  /// An index with its stride lost, or reversed.
  private func slips(_ index: FormulaExpression, _ base: FormulaExpression, axis: Int)
    -> [(note: String, phrase: String, index: FormulaExpression)]
  {
    var slips: [(String, String, FormulaExpression)] = []
    switch index.kind {
    case .binary(.add, let left, let right):
      for (strided, offset) in [(left, right), (right, left)] {
        guard case .binary(.multiply, let a, let b) = strided.kind else { continue }
        let plain = shapesKnow(a) ? b : a
        slips.append(("stride-lost", "the stride is lost", plain.combined(.add, offset)))
        slips.append(("offset-lost", "the offset is lost", strided))
      }
    case .name:
      slips.append(
        ("reversed", "an index runs backwards", FormulaMutator.mirrored(index, base, axis: axis)))
    default: break
    }
    return slips
  }

  /// Whether an expression is a size and no index.
  private func shapesKnow(_ expression: FormulaExpression) -> Bool {
    switch expression.kind {
    case .number: true
    case .name(let name): isSymbol(name)
    default: false
    }
  }

  func reductionEdits(
    _ name: String, _ binders: [IndexBinder], _ condition: FormulaExpression?,
    _ body: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    func reduction(
      _ name: String, _ binders: [IndexBinder], _ condition: FormulaExpression?,
      _ body: FormulaExpression
    ) -> FormulaExpression {
      FormulaExpression(
        .reduction(name, binders, condition: condition, body), at: whole.range, anchor: whole.anchor
      )
    }
    for other in Self.confused[name] ?? [] where Self.reductions.contains(other) {
      edits.append(
        FormulaEdit(
          "\(other)-for-\(name)", "\(other) was taken", rank: 4, whole,
          reduction(other, binders, condition, body)))
    }
    if condition != nil {
      edits.append(
        FormulaEdit(
          "condition-lost", "the condition is lost", rank: 3, whole,
          reduction(name, binders, nil, body)))
    }
    let words = binders.map(\.name).joined()
    let first = binders.reduce(body) { $0.replacing($1.name, with: .number("0")) }
    edits.append(
      FormulaEdit("sum-lost.\(words)", "only the first term counts", rank: 3, whole, first))
    for (place, binder) in binders.enumerated() where binders.count > 1 {
      var rest = binders
      rest.remove(at: place)
      edits.append(
        FormulaEdit(
          "sum-lost.\(binder.name)", "only the first term along an index counts", rank: 4, whole,
          reduction(
            name, rest, condition?.replacing(binder.name, with: .number("0")),
            body.replacing(binder.name, with: .number("0")))))
    }
    return edits
  }

  // MARK: Statements

  /// Edits of a statement as a whole.
  func statementEdits(of statement: FormulaStatement) -> [(FormulaEdit, FormulaStatement)] {
    guard let target = statement.target, let indices = target.indices else { return [] }
    var edits: [(FormulaEdit, FormulaStatement)] = []
    func with(
      indices: [FormulaExpression], accumulates: Bool, value: FormulaExpression,
      binders: [IndexBinder]
    ) -> FormulaStatement {
      FormulaStatement(
        target: FormulaStatement.Target(
          name: target.name, indices: indices, accumulates: accumulates, at: target.range),
        value: value, binders: binders, condition: statement.condition)
    }
    if target.accumulates {
      // Only what is chosen by a comparison is written, and the last one stays.
      if let (rest, comparison) = chosen(statement.value), statement.condition == nil {
        edits.append(
          (
            FormulaEdit(
              "accumulation-lost", "what arrives at one place is overwritten, not added up",
              rank: 2, statement.value, statement.value),
            FormulaStatement(
              target: FormulaStatement.Target(
                name: target.name, indices: indices, accumulates: false, at: target.range),
              value: rest, binders: statement.binders, condition: comparison)
          ))
      }
      edits.append(
        (
          FormulaEdit(
            "accumulation-lost", "what arrives at one place is overwritten, not added up", rank: 2,
            statement.value, statement.value),
          with(
            indices: indices, accumulates: false, value: statement.value, binders: statement.binders
          )
        ))
      // Indices that move the window: only the first window is left.
      let moving = indices.flatMap { index -> [String] in
        guard case .binary(.add, let left, _) = index.kind else { return [] }
        return left.names.filter { !isSymbol($0) }.sorted()
      }
      if !moving.isEmpty {
        func fixed(_ expression: FormulaExpression) -> FormulaExpression {
          moving.reduce(expression) { $0.replacing($1, with: .number("0")) }
        }
        edits.append(
          (
            FormulaEdit(
              "sum-lost.\(moving.joined())", "only the first window counts", rank: 3,
              statement.value, fixed(statement.value)),
            with(
              indices: indices.map(fixed), accumulates: true, value: fixed(statement.value),
              binders: statement.binders.filter { !moving.contains($0.name) })
          ))
      }
    }
    edits += strideEdits(statement, target, indices)
    // The sum is left out altogether: the answer has more axes.
    if case .reduction("sum", let binders, nil, let body) = statement.value.kind,
      !target.accumulates
    {
      edits.append(
        (
          FormulaEdit(
            "sum-lost", "the sum is left out", rank: 2, statement.value, body),
          with(
            indices: indices + binders.map { .name($0.name) }, accumulates: false, value: body,
            binders: statement.binders + binders)
        ))
      // Or along one index only.
      for (place, binder) in binders.enumerated() where binders.count > 1 {
        var rest = binders
        rest.remove(at: place)
        let sum = FormulaExpression(
          .reduction("sum", rest, condition: nil, body), at: statement.value.range)
        edits.append(
          (
            FormulaEdit(
              "sum-lost.\(binder.name)", "the sum along one index is left out", rank: 3,
              statement.value, sum),
            with(
              indices: indices + [.name(binder.name)], accumulates: false, value: sum,
              binders: statement.binders + [binder])
          ))
      }
    }
    return edits
  }

  /// A product in which one factor is a comparison: the other factors, and the comparison.
  private func chosen(_ expression: FormulaExpression) -> (
    rest: FormulaExpression, comparison: FormulaExpression
  )? {
    guard case .binary(.multiply, let left, let right) = expression.kind else { return nil }
    func isComparison(_ expression: FormulaExpression) -> Bool {
      guard case .binary(let symbol, _, _) = expression.kind else { return false }
      return symbol.precedence == 1
    }
    if isComparison(right) { return (left, right) }
    return isComparison(left) ? (right, left) : nil
  }

  /// Every stride of a statement lost at once.
  private func strideEdits(
    _ statement: FormulaStatement, _ target: FormulaStatement.Target,
    _ indices: [FormulaExpression]
  ) -> [(FormulaEdit, FormulaStatement)] {
    let newIndices = indices.map(unstrided)
    let newValue = unstridedIndices(statement.value)
    guard newIndices != indices || newValue != statement.value else { return [] }
    let edit = FormulaEdit(
      "stride-lost", "the stride is lost", rank: 4, statement.value, newValue)
    return [
      (
        edit,
        FormulaStatement(
          target: FormulaStatement.Target(
            name: target.name, indices: newIndices, accumulates: target.accumulates,
            at: target.range),
          value: newValue, binders: statement.binders, condition: statement.condition)
      )
    ]
  }

  private func unstridedIndices(_ expression: FormulaExpression) -> FormulaExpression {
    if case .indexed(let base, let items) = expression.kind {
      return .indexed(
        base,
        items.map { item in
          guard case .at(let index) = item else { return item }
          return .at(unstrided(index))
        })
    }
    return expression.rebuilt(with: expression.kind.children.map(unstridedIndices))
  }

  /// `i*s + m` as `i + m`.
  private func unstrided(_ index: FormulaExpression) -> FormulaExpression {
    switch index.kind {
    case .binary(.multiply, let a, let b): shapesKnow(a) ? b : shapesKnow(b) ? a : index
    case .binary(.add, let a, let b): unstrided(a).combined(.add, unstrided(b))
    default: index
    }
  }
}
