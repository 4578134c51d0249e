extension Formula {
  /// The names that would be set as an entry is that the formula speaks of: `h0` where it has `h[0]`.
  public var entryNames: Set<String> {
    statements.reduce(into: []) { names, statement in
      if let target = statement.target, case .number(let digits)? = target.indices?.first?.kind {
        names.insert(target.name + digits)
      }
      names.formUnion(Formula.entryNames(in: statement.value))
    }
  }

  private static func entryNames(in expression: FormulaExpression) -> Set<String> {
    var names: Set<String> = []
    if case .indexed(let base, let items) = expression.kind, case .name(let name) = base.kind,
      case .at(let index)? = items.first, case .number(let digits) = index.kind
    {
      names.insert(name + digits)
    }
    return expression.kind.children.reduce(into: names) { $0.formUnion(entryNames(in: $1)) }
  }
}
