/// What is read wrongly wherever it stands in a formula.
extension FormulaMutator {
  /// A formula in which something was read wrongly at all of its places.
  typealias Misread = (edit: FormulaEdit, statements: [FormulaStatement])

  /// A function that was misread at all of its places, where there is more than one.
  func functionsThroughout(_ formula: Formula) -> [Misread] {
    var counts: [String: Int] = [:]
    for name in formula.statements.flatMap({ calls(in: $0.value) }) {
      counts[name, default: 0] += 1
    }
    return counts.filter { $0.value > 1 }.keys.sorted().flatMap { name -> [Misread] in
      guard let primitive = primitives[name] else { return [] }
      return primitive.confusion.with.filter { primitives[$0]?.group == primitive.group }.map {
        other in
        misread(formula, "\(other)-for-\(name)", "\(other) was taken for \(name) throughout") {
          guard case .call(name, let arguments) = $0.kind else { return $0 }
          return .call(other, arguments)
        }
      }
        + primitive.confusion.scaledResults.map { scaling in
          misread(formula, "\(scaling.kind).\(name).all", "\(scaling.phrase), in every \(name)") {
            guard case .call(name, _) = $0.kind else { return $0 }
            return scaling.expression.combined(.multiply, $0)
          }
        }
    }
  }

  /// All transposes left out at once, where there is more than one.
  func transposesThroughout(_ formula: Formula) -> [Misread] {
    func count(_ expression: FormulaExpression) -> Int {
      expression.kind.children.reduce(expression.isTransposed ? 1 : 0) { $0 + count($1) }
    }
    guard formula.statements.reduce(0, { $0 + count($1.value) }) > 1 else { return [] }
    return [
      misread(formula, "transposed.all", "all transposes are left out") {
        if case .transposed(let operand) = $0.kind { operand } else { $0 }
      }
    ]
  }

  /// All sums of squares of names, such as the penalties of weights, as sums of magnitudes or with roots.
  func squaresThroughout(_ formula: Formula) -> [Misread] {
    func square(_ expression: FormulaExpression) -> FormulaExpression? {
      guard case .call(ReductionKind.sum.rawValue, let arguments) = expression.kind,
        case .binary(.power, let base, .number("2"))? = arguments.first?.value.kind,
        case .name = base.kind
      else { return nil }
      return base
    }
    func count(_ expression: FormulaExpression) -> Int {
      expression.kind.children.reduce(square(expression) == nil ? 0 : 1) { $0 + count($1) }
    }
    guard formula.statements.reduce(0, { $0 + count($1.value) }) > 1 else { return [] }
    return [
      misread(formula, "magnitude.all", "magnitudes stand in place of all squares that are summed")
      { expression in
        guard let base = square(expression), case .call(let name, var arguments) = expression.kind
        else { return expression }
        arguments[0] = CallArgument(
          label: nil, value: .call("abs", [CallArgument(label: nil, value: base)]))
        return .call(name, arguments)
      },
      misread(formula, "root-added.all", "the roots of all sums of squares were taken") {
        square($0) == nil ? $0 : .call("sqrt", [CallArgument(label: nil, value: $0)])
      },
    ]
  }

  /// All divisors such as `1 - beta^t` left out, where there is more than one: Adam without its corrections.
  func correctionsThroughout(_ formula: Formula) -> [Misread] {
    func corrected(_ expression: FormulaExpression) -> FormulaExpression? {
      guard case .binary(.divide, let left, let right) = expression.kind,
        case .binary(.subtract, .number("1"), let rest) = right.kind
      else { return nil }
      switch rest.kind {
      case .name, .binary(.power, _, _): return left
      default: return nil
      }
    }
    func count(_ expression: FormulaExpression) -> Int {
      expression.kind.children.reduce(corrected(expression) == nil ? 0 : 1) { $0 + count($1) }
    }
    guard formula.statements.reduce(0, { $0 + count($1.value) }) > 1 else { return [] }
    return [
      misread(formula, "corrections-lost", "all divisors that are one minus a quantity are lost") {
        corrected($0) ?? $0
      }
    ]
  }

  private func calls(in expression: FormulaExpression) -> [String] {
    var names: [String] = []
    if case .call(let name, _) = expression.kind { names.append(name) }
    return expression.kind.children.reduce(into: names) { $0 += calls(in: $1) }
  }

  private func misread(
    _ formula: Formula, _ note: String, _ phrase: String,
    _ change: (FormulaExpression) -> FormulaExpression
  ) -> Misread {
    func changed(_ expression: FormulaExpression) -> FormulaExpression {
      change(expression.rebuilt(with: expression.kind.children.map(changed)))
    }
    let nothing = FormulaExpression.name("")
    return (
      FormulaEdit(note, phrase, rank: 6, nothing, nothing),
      formula.statements.map {
        FormulaStatement(
          target: $0.target, value: changed($0.value), binders: $0.binders, condition: $0.condition)
      }
    )
  }

  /// A label that was counted from 1 where the formula counts from 0, or the other way round, wherever it stands.
  func labelEdits(of formula: Formula) -> [Misread] {
    let expressions = formula.statements.flatMap { [$0.value] + ($0.condition.map { [$0] } ?? []) }
    let labels = Set(expressions.flatMap(labels)).filter(isSymbol).sorted()
    return labels.flatMap { label -> [Misread] in
      let name = FormulaExpression.name(label)
      let one = FormulaExpression.number("1")
      let (less, more) = (name.combined(.subtract, one), name.combined(.add, one))
      var moves = [(false, less), (true, more)]
      // An index that runs over begins anew at the other end.
      if let classes = expressions.lazy.compactMap({ self.classes(of: label, in: $0) }).first {
        let last = classes.combined(.subtract, one)
        moves += [
          (false, chosen(name.combined(.equal, .number("0")), last, less)),
          (true, chosen(name.combined(.equal, last), .number("0"), more)),
        ]
      }
      return moves.map { isAfter, moved in
        (
          FormulaEdit(
            "label-\(isAfter ? "after" : "before").\(label)",
            "one \(isAfter ? "more" : "less") than \(label) was used", rank: 5, name, moved,
            writtenAs: isAfter ? more : less),
          formula.statements.map { statement in
            FormulaStatement(
              target: statement.target, value: statement.value.replacing(label, with: moved),
              binders: statement.binders,
              condition: statement.condition?.replacing(label, with: moved))
          }
        )
      }
    }
  }

  private func chosen(
    _ condition: FormulaExpression, _ first: FormulaExpression, _ second: FormulaExpression
  ) -> FormulaExpression {
    .call("where", [condition, first, second].map { CallArgument(label: nil, value: $0) })
  }

  /// How many classes a label chooses one of; nil if that is not said.
  private func classes(of label: String, in expression: FormulaExpression) -> FormulaExpression? {
    if case .call("one_hot", let arguments) = expression.kind, arguments.count == 2,
      arguments[0].value.kind == .name(label)
    {
      return arguments[1].value
    }
    return expression.kind.children.lazy.compactMap { self.classes(of: label, in: $0) }.first
  }

  /// The names that say which entry is meant: as an index, or as an argument of `one_hot`.
  private func labels(in expression: FormulaExpression) -> [String] {
    var found: [String] = []
    switch expression.kind {
    case .indexed(_, let items):
      for case .at(let index) in items {
        if case .name(let name) = index.kind { found.append(name) }
      }
    case .call("one_hot", let arguments):
      if case .name(let name)? = arguments.first?.value.kind { found.append(name) }
    default: break
    }
    return expression.kind.children.reduce(into: found) { $0 += labels(in: $1) }
  }
}
