internal import Tensors

/// How a graph is evaluated: its steps in their order, and where each value lies in memory.
///
/// It holds no numbers but constants, so that one plan serves any inputs, on any thread.
final class EvaluationPlan<S: FormulaScalar>: Sendable {
  let graph: FormulaGraph
  /// The numbers that an evaluation holds.
  let size: Int
  /// All steps.
  let steps: [EvaluationStep<S>]
  /// The steps that depend on the free nodes.
  let update: [EvaluationStep<S>]
  let constants: [(offset: Int, values: [S])]
  let inputs: [(name: String, offset: Int, shape: Shape)]
  /// Where each node's value begins; -1 for those that are not needed.
  private let offsets: [Int]

  /// - Parameters:
  ///   - graph: The operations.
  ///   - outputs: The nodes whose values are wanted.
  ///   - free: The nodes whose values will be changed.
  ///   - freezes: Whether what stands for a constant in derivatives keeps its value.
  init(_ graph: FormulaGraph, outputs: [NodeID], free: Set<NodeID>, freezes: Bool = false) {
    self.graph = graph
    let needed = graph.needed(for: outputs + free)
    let depends = graph.dependents(of: free, freezes: freezes)
    var offsets = [Int](repeating: -1, count: graph.nodes.count)
    var constants: [(Int, [S])] = []
    var inputs: [(String, Int, Shape)] = []
    var steps: [EvaluationStep<S>] = []
    var update: [EvaluationStep<S>] = []
    var size = 0
    for id in graph.nodes.indices where needed[id] {
      let node = graph.nodes[id]
      if case .reshape = node.operation {
        offsets[id] = offsets[node.inputs[0]]
        continue
      }
      offsets[id] = size
      switch node.operation {
      case .constant(let tensor): constants.append((size, tensor.scalars.map { S($0) }))
      case .input(let name): inputs.append((name, size, node.shape))
      default:
        if let work = EvaluationPlan.work(of: node, offsets) {
          let step = EvaluationPlan.step(work, node, out: size, offsets, graph)
          steps.append(step)
          if depends[id], !free.contains(id) { update.append(step) }
        }
      }
      size += node.shape.count
    }
    self.size = size
    self.steps = steps
    self.update = update
    self.constants = constants
    self.inputs = inputs
    self.offsets = offsets
  }

  /// Where a node's value begins; nil if it is not needed.
  func offset(of node: NodeID) -> Int? { offsets[node] >= 0 ? offsets[node] : nil }

  private static func step(
    _ work: EvaluationStep<S>.Work, _ node: FormulaGraph.Node, out: Int, _ offsets: [Int],
    _ graph: FormulaGraph
  ) -> EvaluationStep<S> {
    func place(_ position: Int) -> Int {
      position < node.inputs.count ? offsets[node.inputs[position]] : 0
    }
    func count(_ position: Int) -> Int {
      position < node.inputs.count ? graph.nodes[node.inputs[position]].shape.count : 0
    }
    return EvaluationStep(
      work: work, inputs: (place(0), place(1), place(2)),
      inputCounts: (count(0), count(1), count(2)), arity: node.inputs.count, out: out,
      count: node.shape.count)
  }

  private static func work(of node: FormulaGraph.Node, _ offsets: [Int])
    -> EvaluationStep<S>.Work?
  {
    switch node.operation {
    case .constant, .input, .reshape: nil
    case .view(let view): .gather(view.positions)
    case .scatter(let view, let overwrites): .scatter(view.positions, overwrites: overwrites)
    case .assemble(let views):
      .assemble(
        zip(node.inputs, views).map { (from: offsets[$0], positions: $1.positions) })
    case .unary(let function): .unary(S.loop(of: function))
    case .binary(let function): .binary(S.loop(of: function))
    case .select: .select
    case .reduce(let kind, let length): .reduce(kind, length: length)
    case .rows(let function, let length): .rows(S.loop(of: function), length: length)
    case .contract(let a, let b, let length, _):
      .contract(ContractionLoop(a, b, length: length))
    }
  }
}
