internal import Tensors

/// Edits of a statement as a whole.
extension FormulaMutator {
  /// Edits of a statement as a whole.
  func statementEdits(of statement: FormulaStatement) -> [(FormulaEdit, FormulaStatement)] {
    guard let target = statement.target, let indices = target.indices else { return [] }
    return (target.accumulates ? accumulationEdits(statement, target, indices) : [])
      + strideEdits(statement, target, indices)
      + (target.accumulates ? [] : lostSums(statement, target, indices))
  }

  /// Two quantities of one shape, each where the other belongs: the gates of a cell, a rate and a momentum.
  func exchanges(in statement: FormulaStatement, _ bound: Set<String>) -> [(
    FormulaEdit, FormulaStatement
  )] {
    let names = statement.value.names.subtracting(bound).filter { (shape(of: $0)?.count ?? 0) > 0 }
      .sorted()
    return names.indices.flatMap { first in
      names[(first + 1)...].filter { shape(of: $0) == shape(of: names[first]) }.map { other in
        let (one, between) = (names[first], FormulaExpression.name(""))
        let value = statement.value.replacing(one, with: between)
          .replacing(other, with: .name(one)).replacing("", with: .name(other))
        return (
          FormulaEdit(
            "exchanged.\(one).\(other)",
            naming("two quantities are exchanged", .name(one), .name(other)), rank: 8,
            statement.value, value),
          statement.computing(value)
        )
      }
    }
  }

  /// One quantity in place of another of its shape wherever that stands in a statement, which is at several places.
  func replacements(in statement: FormulaStatement, _ bound: Set<String>) -> [(
    FormulaEdit, FormulaStatement
  )] {
    func count(_ name: String, _ expression: FormulaExpression) -> Int {
      if case .name(name) = expression.kind { return 1 }
      return expression.kind.children.reduce(0) { $0 + count(name, $1) }
    }
    let repeated = statement.value.names.subtracting(bound).filter {
      count($0, statement.value) > 1
    }
    return repeated.sorted().flatMap { name in
      namesOfSameShape(as: name).map { other in
        let value = statement.value.replacing(name, with: .name(other))
        return (
          FormulaEdit(
            "\(other)-for-\(name).all", "\(other) stands throughout where \(name) belongs",
            rank: 8, statement.value, value),
          statement.computing(value)
        )
      }
    }
  }

  /// A number and one minus it, each where the other belongs.
  func complementExchanges(in statement: FormulaStatement, _ bound: Set<String>) -> [(
    FormulaEdit, FormulaStatement
  )] {
    func complements(_ expression: FormulaExpression) -> Set<String> {
      var found: Set<String> = []
      if case .binary(.subtract, let one, let other) = expression.kind, one == .number("1"),
        case .name(let name) = other.kind
      {
        found.insert(name)
      }
      return expression.kind.children.reduce(into: found) { $0.formUnion(complements($1)) }
    }
    return complements(statement.value).subtracting(bound).filter { shape(of: $0)?.count == 1 }
      .sorted().map { name in
        let other = FormulaExpression.number("1").combined(.subtract, .name(name))
        let value = statement.value.replacing(name, with: other)
        return (
          FormulaEdit(
            "complement-exchanged.\(name)",
            "a number and one minus it are exchanged: \(name)", rank: 8, statement.value, value),
          statement.computing(value)
        )
      }
  }

  private func changed(
    _ statement: FormulaStatement, _ target: FormulaStatement.Target,
    indices: [FormulaExpression], accumulates: Bool, value: FormulaExpression,
    binders: [IndexBinder], condition: FormulaExpression?
  ) -> FormulaStatement {
    FormulaStatement(
      target: FormulaStatement.Target(
        name: target.name, indices: indices, accumulates: accumulates, at: target.range),
      value: value, binders: binders, condition: condition)
  }

  /// What is added up is overwritten, or only the first window of a moving one is added.
  private func accumulationEdits(
    _ statement: FormulaStatement, _ target: FormulaStatement.Target,
    _ indices: [FormulaExpression]
  ) -> [(FormulaEdit, FormulaStatement)] {
    let value = statement.value
    let overwritten = FormulaEdit(
      "accumulation-lost", "what arrives at one place is overwritten, not added up", rank: 2,
      value, value)
    func replacing(_ value: FormulaExpression, if condition: FormulaExpression?)
      -> FormulaStatement
    {
      changed(
        statement, target, indices: indices, accumulates: false, value: value,
        binders: statement.binders, condition: condition)
    }
    var edits: [(FormulaEdit, FormulaStatement)] = []
    // Only what is chosen by a comparison is written, and the last one stays.
    if let (rest, comparison) = chosen(value), statement.condition == nil {
      edits.append((overwritten, replacing(rest, if: comparison)))
    }
    edits.append((overwritten, replacing(value, if: statement.condition)))
    // Indices that move the window: only the first window is left.
    let moving = indices.flatMap { index -> [String] in
      guard case .binary(.add, let left, _) = index.kind else { return [] }
      return left.names.filter { !isSymbol($0) }.sorted()
    }
    guard !moving.isEmpty else { return edits }
    func fixed(_ expression: FormulaExpression) -> FormulaExpression {
      moving.reduce(expression) { $0.replacing($1, with: .number("0")) }
    }
    let first = FormulaEdit(
      "sum-lost.\(moving.joined())", "only the first window counts", rank: 3, value, fixed(value))
    edits.append(
      (
        first,
        changed(
          statement, target, indices: indices.map(fixed), accumulates: true, value: fixed(value),
          binders: statement.binders.filter { !moving.contains($0.name) },
          condition: statement.condition)
      ))
    return edits
  }

  /// A sum is left out, altogether or along one index: the answer has more axes.
  private func lostSums(
    _ statement: FormulaStatement, _ target: FormulaStatement.Target,
    _ indices: [FormulaExpression]
  ) -> [(FormulaEdit, FormulaStatement)] {
    guard
      case .reduction(ReductionKind.sum.rawValue, let binders, nil, let body) = statement.value.kind
    else { return [] }
    func edit(
      _ note: String, _ phrase: String, rank: Int, _ value: FormulaExpression,
      over lost: [IndexBinder]
    ) -> (FormulaEdit, FormulaStatement) {
      (
        FormulaEdit(note, phrase, rank: rank, statement.value, value),
        changed(
          statement, target, indices: indices + lost.map { .name($0.name) }, accumulates: false,
          value: value, binders: statement.binders + lost, condition: statement.condition)
      )
    }
    var edits = [edit("sum-lost", "the sum is left out", rank: 2, body, over: binders)]
    for (place, binder) in binders.enumerated() where binders.count > 1 {
      var rest = binders
      rest.remove(at: place)
      let sum = FormulaExpression(
        .reduction(ReductionKind.sum.rawValue, rest, condition: nil, body),
        at: statement.value.range)
      edits.append(
        edit(
          "sum-lost.\(binder.name)", "the sum along one index is left out", rank: 3, sum,
          over: [binder]))
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

extension FormulaStatement {
  /// The same with another value.
  fileprivate func computing(_ value: FormulaExpression) -> FormulaStatement {
    FormulaStatement(target: target, value: value, binders: binders, condition: condition)
  }
}
