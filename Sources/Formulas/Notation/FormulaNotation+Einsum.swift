/// `einsum` in mathematics.
extension FormulaNotation {
  /// A statement's right side that is nothing else, as a sum over letters of products of entries, with the letters of its
  /// result for the left side; nil of anything else.
  ///
  /// Elsewhere the letters of the result would be free, or would meet an index of the same letter.
  func sumOfProducts(_ expression: FormulaExpression) -> (
    phrase: MathematicalPhrase, indices: [Mathematics]
  )? {
    guard case .call(let name, let arguments) = expression.kind,
      let (subscripts, operands) = subscripts(name, arguments)
    else { return nil }
    func letters(_ letters: [Character]) -> [Mathematics] { letters.map { .named(String($0)) } }
    let factors = zip(operands, subscripts.operands).map { operand, own in
      let base = phrase(operand)
      return own.isEmpty
        ? base : MathematicalPhrase(indexed(base.within(.atom), letters(own)))
    }
    guard let first = factors.first else { return nil }
    let product = factors.dropFirst().reduce(first) { MathematicalPhrase.product($0, $1) }
    let summed = subscripts.summed
    return (
      summed.isEmpty
        ? product : .large(.sign(.sum), under: .list(letters(summed)), product),
      letters(subscripts.result)
    )
  }

  /// The function with its letters below its name; nil for other functions.
  func einsum(_ name: String, _ arguments: [CallArgument]) -> MathematicalPhrase? {
    guard let (subscripts, operands) = subscripts(name, arguments) else { return nil }
    return .function(
      .word("einsum"), operands.map(phrase),
      below: .text(subscripts.description.replacing("->", with: " → ")))
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
