extension FormulaMutator {
  /// What people do to the letters of `einsum`: two axes of an operand or of the result are swapped, an operand is lost.
  func subscriptEdits(
    _ name: String, _ arguments: [CallArgument], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    guard case .text(let text)? = arguments.first?.value.kind,
      let subscripts = try? Subscripts(reading: text),
      subscripts.operands.count == arguments.count - 1
    else { return [] }
    let operands = Array(arguments.dropFirst())
    func call(_ changed: Subscripts, _ operands: [CallArgument]) -> FormulaExpression {
      let letters = FormulaExpression(.text(changed.description), at: whole.range)
      return .call(name, [CallArgument(label: nil, value: letters)] + operands)
    }
    var edits: [FormulaEdit] = []
    for (place, operand) in operands.enumerated() {
      let word = word(operand.value, at: place)
      for swapped in swaps(subscripts.operands[place]) {
        var changed = subscripts
        changed.operands[place] = swapped
        edits.append(
          FormulaEdit(
            "transposed.\(word)", naming("two indices are swapped", operand.value), rank: 4,
            whole, call(changed, operands)))
      }
      var (rest, changed) = (operands, subscripts)
      rest.remove(at: place)
      changed.operands.remove(at: place)
      guard !rest.isEmpty, (try? Subscripts(reading: changed.description)) != nil else { continue }
      edits.append(
        FormulaEdit(
          "factor-lost.\(word)", naming("a factor is lost", operand.value), rank: 1, whole,
          call(changed, rest)))
    }
    for swapped in swaps(subscripts.result) {
      var changed = subscripts
      changed.result = swapped
      edits.append(
        FormulaEdit(
          "transposed.result", "two indices of the result are swapped", rank: 4, whole,
          call(changed, operands)))
    }
    return edits
  }

  /// The letters with two of them exchanged, in each way.
  private func swaps(_ letters: [Character]) -> [[Character]] {
    letters.indices.flatMap { first in
      letters.indices.dropFirst(first + 1).compactMap { second in
        guard letters[first] != letters[second] else { return nil }
        var swapped = letters
        swapped.swapAt(first, second)
        return swapped
      }
    }
  }
}
