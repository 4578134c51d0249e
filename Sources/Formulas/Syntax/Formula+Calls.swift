extension Formula {
  /// Fails where a function is called that there is not: of a text alone nothing else is known.
  ///
  /// - Throws: ``FormulaError`` at the first of them.
  public func checkCalls(_ primitives: PrimitiveTable = .standard) throws(FormulaError) {
    for statement in statements {
      for expression in [statement.value] + [statement.condition].compactMap({ $0 }) {
        try Formula.checkCalls(in: expression, primitives)
      }
    }
  }

  private static func checkCalls(in expression: FormulaExpression, _ primitives: PrimitiveTable)
    throws(FormulaError)
  {
    if case .call(let name, _) = expression.kind, primitives[name] == nil {
      throw primitives.unknownFunction(name, at: expression.anchor)
    }
    for child in expression.kind.children { try checkCalls(in: child, primitives) }
  }
}
