internal import Synchronization
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
public final class DerivedForward: Sendable {
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
  private let values: [(place: Int, node: NodeID)]
  private let groups: [Group]
  private let layout: ForwardValues.Layout
  private let names: [NodeID: StepName]
  private let plans: SharedPlans
  /// The last ones with only some of what is asked for.
  private let restrictions = Mutex<[(places: [Int], part: DerivedForward)]>([])

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
    var shapes = [Shape?](repeating: nil, count: asked.count)
    for (place, node) in values { shapes[place] = graph.nodes[node].shape }
    for group in groups {
      for (place, node) in group.gradients {
        shapes[place] = Shape(group.outputShape.dimensions + graph.nodes[node].shape.dimensions)
      }
    }
    self.graph = graph
    self.values = values
    self.groups = groups
    layout = ForwardValues.Layout(shapes)
    self.names = names
    forwardCount = forward.graph.nodes.count
    plans = SharedPlans()
  }

  /// The same with only some of what is asked for: nearly always the same few.
  private func restricted(to places: [Int]) -> DerivedForward {
    restrictions.withLock { known in
      if let found = known.first(where: { $0.places == places }) { return found.part }
      let made = DerivedForward(self, places: places)
      if known.count == DerivedForward.mostRestrictions { known.removeFirst() }
      known.append((places, made))
      return made
    }
  }

  private static let mostRestrictions = 3

  private init(_ whole: DerivedForward, places: [Int]) {
    graph = whole.graph
    forwardCount = whole.forwardCount
    names = whole.names
    plans = whole.plans
    values = whole.values.filter { places.contains($0.place) }
    groups = whole.groups.compactMap { group in
      var group = group
      group.gradients = group.gradients.filter { places.contains($0.place) }
      return group.gradients.isEmpty ? nil : group
    }
    layout = ForwardValues.Layout(
      whole.layout.shapes.enumerated().map { places.contains($0) ? $1 : nil })
  }

  /// The multiplications and additions that it takes to evaluate some of what is asked for once.
  public func operationCount(of places: [Int]) -> Int {
    let part = restricted(to: places)
    let values = graph.operationCount(for: part.values.map(\.node))
    return part.groups.reduce(values) { sum, group in
      let (all, overflow) = graph.operationCount(for: group.gradients.map(\.node))
        .multipliedReportingOverflow(by: group.outputShape.count)
      return overflow ? 1 << 50 : min(sum + all, 1 << 50)
    }
  }

  /// The multiplications and additions that it takes to evaluate all of it once.
  public var operationCount: Int { operationCount(of: Array(layout.shapes.indices)) }

  /// Some of the quantities that are asked for at some inputs.
  public func values(at places: [Int], _ inputs: [String: Tensor<Double>]) -> ForwardValues {
    restricted(to: places).probe(at: nil, inputs).values
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

  /// How many entries a quantity has that is asked for.
  public func entryCount(at place: Int) -> Int { layout.range(of: place).count }

  /// How many entries a node has.
  public func entryCount(of node: NodeID) -> Int { graph.nodes[node].shape.count }

  /// Which of what is asked for a node changes.
  public func places(dependingOn node: NodeID) -> Set<Int> {
    let depends = graph.dependents(of: [node])
    return Set(
      (values + groups.flatMap(\.gradients)).filter { depends[$0.node] }.map(\.place))
  }

  /// What evaluates some of what is asked for, for other values of one node.
  public func probe(at node: NodeID, for places: [Int], _ inputs: [String: Tensor<Double>])
    -> ForwardProbe
  {
    restricted(to: places).probe(at: node, inputs)
  }

  /// What evaluates everything for other values of one node.
  private func probe(at node: NodeID?, _ inputs: [String: Tensor<Double>]) -> ForwardProbe {
    var inputs = inputs
    for group in groups {
      let first = (0..<group.outputShape.count).map { $0 == 0 ? 1.0 : 0 }
      inputs[group.seedName] = Tensor(shape: group.outputShape, scalars: first)
    }
    return ForwardProbe(self, FormulaEvaluator(plan(at: node), inputs: inputs), node)
  }

  private func plan(at node: NodeID?) -> EvaluationPlan<Double> {
    // A derivative of one number is there after the first evaluation.
    let seeds = groups.filter { $0.outputShape.count > 1 || node != nil }.map(\.seed)
    return plans.plan(
      graph, outputs: (values + groups.flatMap(\.gradients)).map(\.node),
      free: seeds + (node.map { [$0] } ?? []))
  }

  /// The values of what a node is computed from.
  func operands(of node: NodeID, in evaluator: FormulaEvaluator<Double>)
    -> [Tensor<Double>]
  {
    graph.nodes[node].inputs.map { evaluator.value(of: $0) }
  }

  /// Reads what is asked for out of an evaluator whose first row is there.
  func read(_ evaluator: FormulaEvaluator<Double>) -> ForwardValues {
    var scalars = [Double](repeating: 0, count: layout.size)
    func copy(_ node: NodeID, to first: Int) {
      for (position, scalar) in evaluator.memory(of: node).enumerated() {
        scalars[first + position] = scalar
      }
    }
    for (place, node) in values { copy(node, to: layout.offsets[place]) }
    for group in groups {
      let rows = group.outputShape.count
      let seed = evaluator.memory(of: group.seed)
      for row in 0..<rows {
        if row > 0 {
          seed[row - 1] = 0
          seed[row] = 1
          evaluator.run()
        }
        for (place, node) in group.gradients {
          copy(node, to: layout.offsets[place] + row * graph.nodes[node].shape.count)
        }
      }
      if rows > 1 {
        seed[rows - 1] = 0
        seed[0] = 1
        evaluator.run()
      }
    }
    return ForwardValues(layout, scalars)
  }
}
