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
    evaluator = FormulaEvaluator(
      formula.graph, outputs: [answer], free: Set(symbols.map(\.node)), inputs: inputs)
  }

  /// The answer with some names set to other values.
  ///
  /// - Parameter replaced: The values; names that the formula does not use are left out.
  /// - Returns: nil if no name that it uses has another value.
  public func value(replacing replaced: [String: Tensor<Double>]) -> Tensor<Double>? {
    let changed = symbols.filter { name, _, value in
      replaced[name].map { $0.shape == value.shape && $0.scalars != value.scalars } ?? false
    }
    guard !changed.isEmpty else { return nil }
    for (name, node, value) in changed { set(node, replaced[name] ?? value) }
    evaluator.run()
    let result = evaluator.value(of: answer)
    for (_, node, value) in changed { set(node, value) }
    return result
  }

  private func set(_ node: NodeID, _ value: Tensor<Double>) {
    let memory = evaluator.memory(of: node)
    for (position, scalar) in value.scalars.enumerated() { memory[position] = scalar }
  }
}
