public import Tensors

/// A quantity that may be asked for of a forward.
public enum AskedQuantity: Sendable, Hashable {
  /// The value of a name.
  case value(String)
  /// The derivative of one name by another.
  case derivative(of: String, by: String)
}

/// A forward with what computes the values and the derivatives that are asked for, as one graph.
///
/// Derivatives are worked out as people do by hand: from the values of functions where that is usual.
public struct DerivedForward: Sendable {
  /// All derivatives of one quantity.
  private struct Group {
    let seed: NodeID
    let seedName: String
    let outputShape: Shape
    var gradients: [(place: Int, node: NodeID)]
  }

  /// The operations of the forward and of the derivatives.
  private let graph: FormulaGraph
  private let forwardCount: Int
  private var values: [(place: Int, node: NodeID)]
  private var groups: [Group]
  private let count: Int
  private let names: [NodeID: StepName]
  private let known = KnownPlan()

  /// What a step is called.
  public struct StepName: Sendable {
    /// The name of a value, or of what a gradient is by.
    public let name: String
    /// Whether the step is the gradient by what bears the name.
    public let isGradient: Bool
  }

  /// - Parameters:
  ///   - forward: The compiled forward.
  ///   - asked: What is asked for.
  ///   - slip: What is wrong on the way back; nil if nothing is.
  ///   - namesSteps: Whether gradients that nobody asks for get names too, which makes the graph larger.
  public init(
    _ forward: CompiledFormula, asked: [AskedQuantity], slip: BackwardSlip? = nil,
    namesSteps: Bool = false
  ) {
    var graph = forward.graph
    var values: [(Int, NodeID)] = []
    var variables: [NodeID: [(place: Int, node: NodeID)]] = [:]
    for (place, quantity) in asked.enumerated() {
      switch quantity {
      case .value(let name):
        if let node = forward.node(of: name) { values.append((place, node)) }
      case .derivative(let output, let variable):
        if let output = forward.node(of: output), let variable = forward.node(of: variable) {
          variables[output, default: []].append((place, variable))
        }
      }
    }
    var groups: [Group] = []
    let steps = forward.namedSteps
    var names = Dictionary(steps.map { ($0.node, StepName(name: $0.name, isGradient: false)) }) {
      first, _ in first
    }
    for (output, asked) in variables.sorted(by: { $0.key < $1.key }) {
      let shape = graph.nodes[output].shape
      let name = "seed of the gradient of \(output)"
      let seed = graph.add(.input(name: name), [], shape: shape)
      // Gradients by all names tell what the steps of the way back are called.
      let named =
        namesSteps
        ? steps.filter { !asked.map(\.node).contains($0.node) && $0.node < output } : []
      let gradients = graph.gradients(
        of: output, seed: seed, by: asked.map(\.node) + named.map(\.node),
        as: FormulaGraph.WayBack(slip: slip.map { ($0.site, $0.change) }, usesValues: true))
      for (step, gradient) in zip(named, gradients.dropFirst(asked.count)) {
        names[gradient] = names[gradient] ?? StepName(name: step.name, isGradient: true)
      }
      groups.append(
        Group(
          seed: seed, seedName: name, outputShape: shape,
          gradients: zip(asked, gradients).map { ($0.place, $1) }))
    }
    self.graph = graph
    self.values = values
    self.groups = groups
    count = asked.count
    self.names = names
    forwardCount = forward.graph.nodes.count
  }

  /// The multiplications and additions that it takes to evaluate some of what is asked for once.
  public func operationCount(of places: Set<Int>) -> Int {
    let part = restricted(to: places)
    let values = graph.operationCount(for: part.values.map(\.node))
    return part.groups.reduce(values) { sum, group in
      let (all, overflow) = graph.operationCount(for: group.gradients.map(\.node))
        .multipliedReportingOverflow(by: group.outputShape.count)
      return overflow ? 1 << 50 : min(sum + all, 1 << 50)
    }
  }

  /// The multiplications and additions that it takes to evaluate all of it once.
  public var operationCount: Int { operationCount(of: Set(0..<count)) }

  /// The same with only some of what is asked for.
  private func restricted(to places: Set<Int>) -> DerivedForward {
    var part = self
    part.values = values.filter { places.contains($0.place) }
    part.groups = groups.compactMap { group in
      var group = group
      group.gradients = group.gradients.filter { places.contains($0.place) }
      return group.gradients.isEmpty ? nil : group
    }
    return part
  }

  /// Some of the quantities that are asked for at some inputs, by their places; nil where the forward does not name one,
  /// and for the others.
  public func values(at places: Set<Int>, _ inputs: [String: Tensor<Double>]) -> [Tensor<Double>?] {
    let part = restricted(to: places)
    return part.probe(at: nil, inputs, known.plan(for: places) { part.plan(at: nil) }).values
  }

  /// Of larger loops no single step is looked at.
  private static let mostLoopSteps = 1_000

  /// Nodes at which a wrong number changes something that is asked for: steps of the forward, and, where a number is
  /// differentiated, of the way back.
  ///
  /// - Parameter maximumCount: How many entries a node may have.
  /// - Returns: The nodes in their order.
  public func steps(maximumCount: Int) -> [NodeID] {
    let backward = groups.filter { $0.outputShape.count == 1 }.flatMap(\.gradients).map(\.node)
    let forward = graph.needed(
      for: values.map(\.node) + groups.flatMap(\.gradients).map(\.node))
    let back = graph.needed(for: backward)
    let seeds = graph.dependents(of: Set(groups.map(\.seed)))
    let isLarge = graph.loopPartner.count > DerivedForward.mostLoopSteps
    return graph.nodes.indices.filter { id in
      // The way back through a large loop is as long.
      if isLarge, id >= forwardCount || graph.loopPartner[id] != nil { return false }
      let node = graph.nodes[id]
      guard node.shape.count <= maximumCount, id < forwardCount ? forward[id] : back[id] else {
        return false
      }
      switch node.operation {
      case .constant, .reshape: return false
      case .input: return id < forwardCount
      // What is only rearranged is no step of its own.
      case .view: return false
      case .assemble where id < forwardCount: return false
      default: return id < forwardCount || seeds[id]
      }
    }
  }

  /// The name that the forward gives to a node; nil if it gives none.
  public func name(of node: NodeID) -> StepName? { names[node] }

  /// Whether a node is a given.
  public func isGiven(_ node: NodeID) -> Bool {
    if case .input = graph.nodes[node].operation { true } else { false }
  }

  /// How many entries a node has.
  public func entryCount(of node: NodeID) -> Int { graph.nodes[node].shape.count }

  /// Which of what is asked for a node changes.
  public func places(dependingOn node: NodeID) -> Set<Int> {
    let depends = graph.dependents(of: [node])
    return Set(
      (values + groups.flatMap(\.gradients)).filter { depends[$0.node] }.map(\.place))
  }

  /// What evaluates some of what is asked for, for other values of one node.
  public func probe(at node: NodeID, for places: Set<Int>, _ inputs: [String: Tensor<Double>])
    -> ForwardProbe
  {
    restricted(to: places).probe(at: node, inputs)
  }

  /// What evaluates everything for other values of one node.
  private func probe(
    at node: NodeID?, _ inputs: [String: Tensor<Double>], _ plan: EvaluationPlan<Double>? = nil
  ) -> ForwardProbe {
    var inputs = inputs
    for group in groups {
      let first = (0..<group.outputShape.count).map { $0 == 0 ? 1.0 : 0 }
      inputs[group.seedName] = Tensor(shape: group.outputShape, scalars: first)
    }
    return ForwardProbe(
      self, FormulaEvaluator(plan ?? self.plan(at: node), inputs: inputs), node)
  }

  private func plan(at node: NodeID?) -> EvaluationPlan<Double> {
    // A derivative of one number is there after the first evaluation.
    let seeds = groups.filter { $0.outputShape.count > 1 || node != nil }.map(\.seed)
    return EvaluationPlan(
      graph, outputs: (values + groups.flatMap(\.gradients)).map(\.node),
      free: Set(seeds + (node.map { [$0] } ?? [])))
  }

  /// The values of what a node is computed from.
  fileprivate func operands(of node: NodeID, in evaluator: FormulaEvaluator<Double>)
    -> [Tensor<Double>]
  {
    graph.nodes[node].inputs.map { evaluator.value(of: $0) }
  }

  /// Reads what is asked for out of an evaluator whose first row is there.
  fileprivate func read(_ evaluator: FormulaEvaluator<Double>) -> [Tensor<Double>?] {
    var found = [Tensor<Double>?](repeating: nil, count: count)
    for (place, node) in values { found[place] = evaluator.value(of: node) }
    for group in groups {
      let rows = group.outputShape.count
      let seed = evaluator.memory(of: group.seed)
      var scalars = group.gradients.map { evaluator.value(of: $0.node).scalars }
      for row in 1..<max(rows, 1) {
        seed[row - 1] = 0
        seed[row] = 1
        evaluator.run()
        for (k, gradient) in group.gradients.enumerated() {
          scalars[k] += evaluator.memory(of: gradient.node)
        }
      }
      if rows > 1 {
        seed[rows - 1] = 0
        seed[0] = 1
        evaluator.run()
      }
      for (k, gradient) in group.gradients.enumerated() {
        found[gradient.place] = Tensor(
          shape: Shape(
            group.outputShape.dimensions + graph.nodes[gradient.node].shape.dimensions),
          scalars: scalars[k])
      }
    }
    return found
  }
}

/// Everything that is asked for of a forward, for changing values of one of its steps.
public final class ForwardProbe {
  private let derived: DerivedForward
  private let evaluator: FormulaEvaluator<Double>
  /// The step.
  public let node: NodeID?
  /// The step's right value; empty if there is none.
  public let step: Tensor<Double>

  init(_ derived: DerivedForward, _ evaluator: FormulaEvaluator<Double>, _ node: NodeID?) {
    self.derived = derived
    self.evaluator = evaluator
    self.node = node
    step = node.map { evaluator.value(of: $0) } ?? Tensor(repeating: 0, shape: Shape([0]))
  }

  /// Whether a slip at the step says something, and is not that of a few numbers by themselves.
  public func isTelling(_ slip: ValueSlip) -> Bool {
    slip.leastNegatives == 0 || step.scalars.count { $0 < 0 } >= slip.leastNegatives
  }

  /// What is asked for as things stand.
  public var values: [Tensor<Double>?] { derived.read(evaluator) }

  /// What is asked for if a step is computed wrongly; nil if the slip changes nothing that it could.
  ///
  /// The probe must be at the slip's step.
  public func values(after slip: ValueSlip) -> [Tensor<Double>?]? {
    guard node == slip.site,
      let wrong = slip.change(step, derived.operands(of: slip.site, in: evaluator)),
      wrong.isFinite, wrong.shape == step.shape, wrong.scalars != step.scalars
    else { return nil }
    return values(at: wrong)
  }

  /// What is asked for if the step has another value.
  public func values(at value: Tensor<Double>) -> [Tensor<Double>?] {
    if let node {
      let memory = evaluator.memory(of: node)
      for (position, scalar) in value.scalars.enumerated() where position < memory.count {
        memory[position] = scalar
      }
      evaluator.run()
    }
    return derived.read(evaluator)
  }
}
