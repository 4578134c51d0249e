public import Tensors

/// Evaluates one binding of a forward for changing values of another, which is free.
///
/// Where the binding is a scalar made by sums, the summands are given one by one: a difference of
/// summands keeps digits that a difference of sums has lost.
public final class ForwardSampler {
  private let evaluator: FormulaEvaluator<Double>
  private let outputs: [(node: NodeID, factor: Double)]
  private let free: NodeID
  /// The entries of the free quantity at the point of the assignment, row-major.
  public let point: [Double]
  /// What is added to the free node's numbers elsewhere: a recursion is changed by what is added to it.
  private let base: [Double]
  /// The number of values a sample has.
  public let sampleCount: Int
  /// Whether all values of a sample are summands of one number; else each is an entry of its own.
  public let isReduced: Bool
  private let equivalentMagnitude: Double

  /// Creates a sampler; nil if one of the names is not in the forward.
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
    guard var node = forward.node(of: output), var free = forward.node(of: variable) else {
      return nil
    }
    var (graph, inputs) = (forward.graph, inputs)
    var value: Tensor<Double>?
    let changeName = "change of \(variable)"
    if let opened = graph.opened(free, as: changeName) {
      let computed = FormulaEvaluator(graph, outputs: [free], inputs: inputs).value(of: free)
      let isDirect = graph.recursions[free]?.isDirect ?? false
      inputs[changeName] = isDirect ? computed : Tensor(repeating: 0, shape: computed.shape)
      value = computed
      (graph, free, node) = (opened.graph, opened.free, opened.places[node])
    }
    isReduced = graph.nodes[node].shape.count == 1
    outputs =
      isReduced ? graph.summands(of: node, varying: free) : [(node, 1)]
    self.free = free
    evaluator = FormulaEvaluator(
      EvaluationPlan(graph, outputs: outputs.map(\.node), free: [free], freezes: true),
      inputs: inputs)
    let start = Array(evaluator.memory(of: free))
    point = value?.scalars ?? start
    base = zip(point, start).map(ForwardSampler.difference)
    equivalentMagnitude = evaluator.equivalentMagnitude(of: outputs)
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
    memory[entry] = ForwardSampler.difference(value, base[entry])
    // Restored by assignment: adding and subtracting a step would not give the same bits.
    defer { memory[entry] = ForwardSampler.difference(point[entry], base[entry]) }
    return run(into: &values)
  }

  /// Evaluates with every entry of the free quantity given.
  public func sample(at values: [Double], into result: inout [Double]) -> EvaluationTrace {
    let memory = evaluator.memory(of: free)
    func set(_ values: [Double]) {
      for (position, value) in values.enumerated() {
        memory[position] = ForwardSampler.difference(value, base[position])
      }
    }
    set(values)
    defer { set(point) }
    return run(into: &result)
  }

  /// What is to be added to one number for another; nothing to the logarithm of 0, which stays.
  private static func difference(_ value: Double, _ base: Double) -> Double {
    value == base ? 0 : value - base
  }

  private func run(into values: inout [Double]) -> EvaluationTrace {
    var trace = evaluator.tracedRun()
    trace.magnitude = max(trace.magnitude, equivalentMagnitude)
    evaluator.write(outputs, into: &values)
    return trace
  }
}

extension FormulaGraph {
  /// Nodes whose entries, each times a factor, add up to a scalar node.
  ///
  /// Looks through sums, signs, and products and quotients with what does not vary. A node that is met on several ways
  /// is looked through once, with the factors of all ways added up: what `b = a + a; c = b + b` and so on makes is no
  /// tree, and must not be walked as one.
  mutating func summands(of node: NodeID, varying free: NodeID) -> [(node: NodeID, factor: Double)]
  {
    let varies = dependents(of: [free])
    var ways: [NodeID: [[Scaling]: Double]] = [node: [[]: 1]]
    var open: Set<NodeID> = [node]
    var leaves: [(node: NodeID, scalings: [Scaling], factor: Double)] = []
    // Inputs stand before what is made of them: from the largest number down, all ways to a node are known when its
    // turn comes.
    while let next = open.max(), let own = ways.removeValue(forKey: next) {
      open.remove(next)
      let isLeaf = next == free || own.count > FormulaGraph.maximumWays
      let terms = isLeaf ? nil : terms(of: next, varies)
      for (scalings, factor) in own.sorted(by: { $0.key.count < $1.key.count }) {
        guard let terms else {
          leaves.append((next, scalings, factor))
          continue
        }
        for term in terms {
          let all = scalings + (term.scaling.map { [$0] } ?? [])
          if term.isLeaf {
            leaves.append((term.node, all, factor * term.factor))
          } else {
            ways[term.node, default: [:]][all, default: 0] += factor * term.factor
            open.insert(term.node)
          }
        }
      }
    }
    return leaves.sorted { $0.node < $1.node }.map { leaf in
      (leaf.scalings.reversed().reduce(leaf.node) { scaled($0, $1) }, leaf.factor)
    }
  }

  /// Beyond so many ways with different scalings, a node is not looked through.
  private static let maximumWays = 64

  /// A product or quotient with a node that does not vary.
  private struct Scaling: Hashable {
    let other: NodeID
    let isQuotient: Bool
    /// Whether the other one is the first operand.
    let isFirst: Bool
  }

  private struct Term {
    let node: NodeID
    var factor = 1.0
    var scaling: Scaling?
    var isLeaf = false
  }

  /// What adds up to a node; nil if it is no sum.
  private mutating func terms(of id: NodeID, _ varies: [Bool]) -> [Term]? {
    let current = nodes[id]
    let inputs = current.inputs
    switch current.operation {
    case .reshape where current.shape.count == 1, .view where current.shape.count == 1:
      return nodes[inputs[0]].shape.count == 1 ? [Term(node: inputs[0])] : nil
    case .reduce(.sum, _) where inputs.count == 1:
      return [Term(node: inputs[0], isLeaf: true)]
    case .reduce(.mean, let length) where inputs.count == 1:
      let divisor = constant(Double(length))
      let shape = nodes[inputs[0]].shape
      return [
        Term(node: add(.binary(.quotient), [inputs[0], divisor], shape: shape), isLeaf: true)
      ]
    case .contract(_, _, _, let products):
      return [Term(node: products, isLeaf: true)]
    case .unary(let function) where inputs.count == 1:
      return function.factor.map { [Term(node: inputs[0], factor: $0)] }
    case .binary(let function) where inputs.count == 2:
      let (a, b) = (inputs[0], inputs[1])
      switch function.linearity {
      case .sum(let first, let second):
        return [Term(node: a, factor: first), Term(node: b, factor: second)]
      case .product where !varies[a]:
        return [Term(node: b, scaling: Scaling(other: a, isQuotient: false, isFirst: true))]
      case .product where !varies[b]:
        return [Term(node: a, scaling: Scaling(other: b, isQuotient: false, isFirst: false))]
      case .quotient where !varies[b]:
        return [Term(node: a, scaling: Scaling(other: b, isQuotient: true, isFirst: false))]
      case .product, .quotient, .none: return nil
      }
    default: return nil
    }
  }

  private mutating func scaled(_ node: NodeID, _ scaling: Scaling) -> NodeID {
    add(
      .binary(scaling.isQuotient ? .quotient : .product),
      scaling.isFirst ? [scaling.other, node] : [node, scaling.other], shape: nodes[node].shape)
  }
}
