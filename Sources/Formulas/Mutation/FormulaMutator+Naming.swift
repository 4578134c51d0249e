/// Where a slip was made, in words that do not quote the right formula.
extension FormulaMutator {
  /// How many quantities tell an operand from others.
  private static let mostNames = 3

  /// A sentence about operands that says which ones, where that can be said.
  ///
  /// An operand is named by the quantities in it: those of the task, and no other name or index of the right formula.
  ///
  /// - Parameters:
  ///   - phrase: What is wrong.
  ///   - operands: Where it is wrong.
  /// - Returns: the sentence.
  func naming(_ phrase: String, _ operands: FormulaExpression...) -> String {
    let names = operands.compactMap(name)
    return names.count == operands.count ? "\(phrase): \(names.joined(separator: " and "))" : phrase
  }

  /// The word for an operand in a note, which quotes the right formula as little as the sentence does.
  ///
  /// - Parameters:
  ///   - operand: The operand.
  ///   - place: Its place among several, from 0.
  /// - Returns: its name, or its place and the quantities in it.
  func word(_ operand: FormulaExpression, at place: Int = 0) -> String {
    let names = quantities(in: operand)
    let word = (["\(place + 1)"] + (names.isEmpty ? [] : ["with"]) + names).joined(separator: "-")
    return plainName(operand) ?? String(word.prefix(40))
  }

  /// The name, or the digits, of what is nothing but that.
  private func plainName(_ operand: FormulaExpression) -> String? {
    switch operand.kind {
    case .number(let digits): digits
    case .name(let name): isSymbol(name) ? name : nil
    case .transposed(let inner), .indexed(let inner, _), .unary(.minus, let inner):
      plainName(inner)
    default: nil
    }
  }

  private func name(_ operand: FormulaExpression) -> String? {
    if let name = plainName(operand) { return name }
    let names = quantities(in: operand)
    guard let last = names.last, names.count <= FormulaMutator.mostNames else { return nil }
    let list = names.count == 1 ? last : "\(names.dropLast().joined(separator: ", ")) and \(last)"
    return "the one with \(list)"
  }

  /// The quantities of the task that an expression holds, in the order in which they are read.
  private func quantities(in expression: FormulaExpression) -> [String] {
    if case .name(let name) = expression.kind { return isSymbol(name) ? [name] : [] }
    var names: [String] = []
    for name in expression.kind.children.flatMap(quantities) where !names.contains(name) {
      names.append(name)
    }
    return names
  }
}
