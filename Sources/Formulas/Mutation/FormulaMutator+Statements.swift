/// Edits of a statement as a whole.
extension FormulaMutator {
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
