public import Tensors

/// A formula that is evaluated again and again with some of the names it uses set to other values.
public final class SymbolProbe {
  private let evaluator: FormulaEvaluator<Double>
  private let answer: NodeID
  /// The nodes of the names that it uses, with their values.
  private let symbols: [(name: String, node: NodeID, value: Tensor<Double>)]

  /// - Parameters:
  ///   - formula: The formula.
  ///   - inputs: A value for every used symbol, in its shape.
  public init(_ formula: CompiledFormula, at inputs: [String: Tensor<Double>]) {
    answer = formula.answer
    symbols = formula.usedSymbols.sorted().compactMap { name in
      guard let node = formula.inputNode(of: name), let value = inputs[name] else { return nil }
      return (name, node, value)
    }
    evaluator = formula.evaluator(for: answer, changing: symbols.map(\.node), at: inputs)
  }

  /// The answer with some names set to other values.
  ///
  /// - Parameter replaced: The value of a name that the formula uses; nil for those that keep theirs.
  /// - Returns: nil if no name that it uses has another value.
  public func value(replacing replaced: (_ name: String) -> Tensor<Double>?) -> Tensor<Double>? {
    let changed = symbols.compactMap { symbol -> (node: NodeID, right: Tensor<Double>)? in
      guard let value = replaced(symbol.name), value.shape == symbol.value.shape,
        value.scalars != symbol.value.scalars
      else { return nil }
      set(symbol.node, value)
      return (symbol.node, symbol.value)
    }
    guard !changed.isEmpty else { return nil }
    evaluator.run()
    let result = evaluator.value(of: answer)
    for (node, right) in changed { set(node, right) }
    return result
  }

  private func set(_ node: NodeID, _ value: Tensor<Double>) {
    let memory = evaluator.memory(of: node)
    for (position, scalar) in value.scalars.enumerated() { memory[position] = scalar }
  }
}
