/// `einsum` in mathematics: a sum over letters of products of entries.
extension FormulaNotation {
  /// The sum; nil for other functions, and for subscripts that do not fit.
  func einsum(_ name: String, _ arguments: [CallArgument]) -> MathematicalPhrase? {
    guard let (subscripts, operands) = subscripts(name, arguments) else { return nil }
    let factors = zip(operands, subscripts.operands).map { operand, letters in
      let base = phrase(operand)
      return letters.isEmpty
        ? base
        : MathematicalPhrase(indexed(base.within(.atom), letters.map { .named(String($0)) }))
    }
    guard let first = factors.first else { return nil }
    let product = factors.dropFirst().reduce(first) { MathematicalPhrase.product($0, $1) }
    let summed = subscripts.summed
    return summed.isEmpty
      ? product
      : .large(.sign(.sum), under: .list(summed.map { .named(String($0)) }), product)
  }

  /// The letters of the result of what is nothing but such a sum; nil of anything else.
  func resultIndices(of expression: FormulaExpression) -> [Mathematics]? {
    guard case .call(let name, let arguments) = expression.kind,
      let (subscripts, _) = subscripts(name, arguments), !subscripts.result.isEmpty
    else { return nil }
    return subscripts.result.map { .named(String($0)) }
  }

  private func subscripts(_ name: String, _ arguments: [CallArgument]) -> (
    Subscripts, [FormulaExpression]
  )? {
    guard name == "einsum", case .text(let text)? = arguments.first?.value.kind,
      let subscripts = try? Subscripts(reading: text),
      subscripts.operands.count == arguments.count - 1
    else { return nil }
    return (subscripts, arguments.dropFirst().map(\.value))
  }
}
