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

  /// How far an answer may move when every step on the way to it is rounded: `Σ |∂answer/∂step|`, to first order,
  /// for each entry of the answer.
  ///
  /// - Parameters:
  ///   - formula: The compiled formula.
  ///   - binding: One of its names in place of the answer; nil for the answer.
  ///   - inputs: A value for every used symbol.
  /// - Returns: how far each entry moves; nil if the name is unknown.
  public static func stepSensitivity(
    of formula: CompiledFormula, binding: String? = nil, inputs: [String: Tensor<Double>]
  ) -> StepSensitivity? {
    var graph = formula.graph
    guard let answer = binding == nil ? formula.answer : binding.flatMap(formula.node) else {
      return nil
    }
    let shape = graph.nodes[answer].shape
    let seedName = "seed of the gradient"
    let seed = graph.add(.input(name: seedName), [], shape: shape)
    let steps = graph.gradientsBySteps(of: answer, seed: seed)
    var sensitivity = StepSensitivity(count: shape.count)
    guard !steps.isEmpty else { return sensitivity }
    var inputs = inputs
    inputs[seedName] = Tensor(repeating: 0, shape: shape)
    let evaluator = FormulaEvaluator(
      graph, outputs: steps.flatMap { [$0.step, $0.gradient] }, free: [seed], inputs: inputs)
    let values = steps.map { evaluator.value(of: $0.step).scalars }
    let memory = evaluator.memory(of: seed)
    for row in 0..<shape.count {
      memory[row] = 1
      _ = evaluator.run()
      memory[row] = 0
      for (step, values) in zip(steps, values) {
        for (slope, value) in zip(evaluator.value(of: step.gradient).scalars, values) {
          sensitivity.absolute[row] += slope.magnitude
          sensitivity.relative[row] += (slope * value).magnitude
        }
      }
    }
    return sensitivity
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
      _ = evaluator.run()
      scalars += evaluator.value(of: gradient).scalars
    }
    let shape = Shape(outputShape.dimensions + graph.nodes[free].shape.dimensions)
    return Tensor(shape: shape, scalars: scalars)
  }
}

/// How far each entry of a formula's value moves, to first order, when all steps on the way to it do.
public struct StepSensitivity: Sendable {
  /// When each step moves by one.
  public var absolute: [Double]
  /// When each step moves by all of its own size.
  public var relative: [Double]

  init(count: Int) {
    absolute = [Double](repeating: 0, count: count)
    relative = absolute
  }
}
