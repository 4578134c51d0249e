public import Tensors

/// Derivatives of a forward by reverse-mode differentiation.
public enum ReverseDerivative {
  /// The derivative of one quantity of a forward by another.
  ///
  /// - Parameters:
  ///   - forward: The compiled forward.
  ///   - output: A name in it: what is differentiated.
  ///   - variable: A name in it: by what; an intermediate quantity is free.
  ///   - inputs: The values of the givens.
  /// - Returns: a tensor of shape `output.shape + variable.shape`; nil if a name is unknown.
  public static func jacobian<S: FormulaScalar>(
    _ forward: CompiledFormula, of output: String, by variable: String, inputs: [String: Tensor<S>]
  ) -> Tensor<S>? {
    guard let node = forward.node(of: output), let free = forward.node(of: variable) else {
      return nil
    }
    return jacobian(forward, of: node, by: free, inputs: inputs)
  }

  /// The derivative of a formula's answer by one of its names.
  ///
  /// - Parameters:
  ///   - formula: The compiled formula.
  ///   - variable: A name in it.
  ///   - inputs: A value for every used symbol.
  /// - Returns: a tensor of shape `answer.shape + variable.shape`; nil if the name is unknown.
  public static func jacobian<S: FormulaScalar>(
    ofAnswer formula: CompiledFormula, by variable: String, inputs: [String: Tensor<S>]
  ) -> Tensor<S>? {
    formula.node(of: variable).map { jacobian(formula, of: formula.answer, by: $0, inputs: inputs) }
  }

  private static func jacobian<S: FormulaScalar>(
    _ forward: CompiledFormula, of node: NodeID, by free: NodeID, inputs: [String: Tensor<S>]
  ) -> Tensor<S> {
    var graph = forward.graph
    let outputShape = graph.nodes[node].shape
    let seedName = "seed of the gradient"
    let seed = graph.add(.input(name: seedName), [], shape: outputShape)
    let gradient = graph.gradient(of: node, seed: seed, by: free)
    var inputs = inputs
    let first = (0..<outputShape.count).map { $0 == 0 ? S(1) : 0 }
    inputs[seedName] = Tensor(shape: outputShape, scalars: first)
    // The first row comes with the forward itself: a gradient costs no second pass.
    let evaluator = FormulaEvaluator(graph, outputs: [gradient], free: [seed], inputs: inputs)
    let memory = evaluator.memory(of: seed)
    var scalars = evaluator.value(of: gradient).scalars
    for row in 1..<max(1, outputShape.count) {
      memory[row - 1] = 0
      memory[row] = 1
      evaluator.run()
      scalars += evaluator.value(of: gradient).scalars
    }
    let shape = Shape(outputShape.dimensions + graph.nodes[free].shape.dimensions)
    return Tensor(shape: shape, scalars: scalars)
  }
}
