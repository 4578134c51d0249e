public import Tensors

/// Evaluates one binding of a forward for changing values of another, which is free.
///
/// Where the binding is a scalar made by sums, the summands are given one by one: a difference of
/// summands keeps digits that a difference of sums has lost.
public final class ForwardSampler {
  private let evaluator: FormulaEvaluator<Double>
  private let outputs: [(node: NodeID, sign: Double)]
  private let free: NodeID
  /// The entries of the free quantity at the point of the assignment, row-major.
  public let point: [Double]
  /// The number of values a sample has.
  public let sampleCount: Int
  /// Whether all values of a sample are summands of one number; else each is an entry of its own.
  public let isReduced: Bool

  /// Creates a sampler; nil where one of the names is not in the forward.
  ///
  /// - Parameters:
  ///   - forward: The compiled forward.
  ///   - output: A name in the forward: the quantity that is differentiated.
  ///   - variable: A name in the forward: what it is differentiated by.
  ///   - inputs: The values of the givens.
  public init?(
    _ forward: CompiledFormula, of output: String, by variable: String,
    inputs: [String: Tensor<Double>]
  ) {
    guard let node = forward.node(of: output), let free = forward.node(of: variable) else {
      return nil
    }
    var graph = forward.graph
    isReduced = graph.nodes[node].shape.count == 1
    outputs =
      isReduced ? graph.summands(of: node, varying: free) : [(node, 1)]
    self.free = free
    evaluator = FormulaEvaluator(
      graph, outputs: outputs.map(\.node), free: [free], inputs: inputs)
    point = Array(evaluator.memory(of: free))
    sampleCount = outputs.reduce(0) { $0 + graph.nodes[$1.node].shape.count }
  }

  /// Evaluates at a value of the free quantity, given as one entry changed from ``point``.
  ///
  /// - Parameters:
  ///   - entry: The row-major position of the entry.
  ///   - value: Its new value.
  ///   - values: Where to write the sample's values.
  /// - Returns: what the evaluation did.
  public func sample(
    entry: Int, value: Double, into values: inout [Double]
  ) -> EvaluationTrace {
    let memory = evaluator.memory(of: free)
    memory[entry] = value
    // Restored by assignment: adding and subtracting a step would not give the same bits.
    defer { memory[entry] = point[entry] }
    return run(into: &values)
  }

  /// Evaluates with every entry of the free quantity given.
  public func sample(at values: [Double], into result: inout [Double]) -> EvaluationTrace {
    let memory = evaluator.memory(of: free)
    for (position, value) in values.enumerated() { memory[position] = value }
    defer { for (position, value) in point.enumerated() { memory[position] = value } }
    return run(into: &result)
  }

  private func run(into values: inout [Double]) -> EvaluationTrace {
    let trace = evaluator.run()
    var next = 0
    for (node, sign) in outputs {
      for value in evaluator.memory(of: node) {
        values[next] = sign * value
        next += 1
      }
    }
    return trace
  }
}

extension FormulaGraph {
  /// Nodes whose entries, with their signs, add up to a scalar node.
  ///
  /// Looks through sums, signs, and products and quotients with what does not vary.
  mutating func summands(of node: NodeID, varying free: NodeID) -> [(node: NodeID, sign: Double)] {
    let varies = dependents(of: [free])
    return summands(of: node, sign: 1, varies, free)
  }

  private mutating func summands(
    of node: NodeID, sign: Double, _ varies: [Bool], _ free: NodeID
  ) -> [(node: NodeID, sign: Double)] {
    let current = nodes[node]
    // Below the free node nothing varies, and nodes made here are not in the table.
    guard node != free, node < varies.count else { return [(node, sign)] }
    switch current.operation {
    case .reshape where current.shape.count == 1, .view where current.shape.count == 1:
      guard nodes[current.inputs[0]].shape.count == 1 else { break }
      return summands(of: current.inputs[0], sign: sign, varies, free)
    case .reduce(.sum, _) where current.inputs.count == 1:
      return [(current.inputs[0], sign)]
    case .reduce(.mean, let length) where current.inputs.count == 1:
      let divisor = constant(Double(length))
      let shape = nodes[current.inputs[0]].shape
      return [(add(.binary(.quotient), [current.inputs[0], divisor], shape: shape), sign)]
    case .contract(_, _, _, let products):
      return [(products, sign)]
    case .unary(let function) where function.name == "negate" && current.inputs.count == 1:
      return summands(of: current.inputs[0], sign: -sign, varies, free)
    case .binary(let function) where current.inputs.count == 2:
      let (a, b) = (current.inputs[0], current.inputs[1])
      switch function.name {
      case "add":
        return summands(of: a, sign: sign, varies, free)
          + summands(of: b, sign: sign, varies, free)
      case "subtract":
        return summands(of: a, sign: sign, varies, free)
          + summands(of: b, sign: -sign, varies, free)
      case "multiply" where !varies[a]:
        return scaled(summands(of: b, sign: sign, varies, free), .product) { [a, $0] }
      case "multiply" where !varies[b]:
        return scaled(summands(of: a, sign: sign, varies, free), .product) { [$0, b] }
      case "divide" where !varies[b]:
        return scaled(summands(of: a, sign: sign, varies, free), .quotient) { [$0, b] }
      default: break
      }
    default: break
    }
    return [(node, sign)]
  }

  private mutating func scaled(
    _ terms: [(node: NodeID, sign: Double)], _ function: BinaryFunction,
    _ operands: (NodeID) -> [NodeID]
  ) -> [(node: NodeID, sign: Double)] {
    var result: [(node: NodeID, sign: Double)] = []
    for (node, sign) in terms {
      let shape = nodes[node].shape
      result.append((add(.binary(function), operands(node), shape: shape), sign))
    }
    return result
  }
}
