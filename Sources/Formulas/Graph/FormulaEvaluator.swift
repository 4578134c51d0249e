public import Tensors

/// Evaluates a graph again and again for different values of some of its nodes.
///
/// What does not depend on the free nodes is computed once. Nothing is looked up by name after
/// creation.
public final class FormulaEvaluator<S: FormulaScalar> {
  let graph: FormulaGraph
  private let arena: UnsafeMutablePointer<S>
  private let size: Int
  private var places: [UnsafeMutablePointer<S>?]
  private var update: [EvaluationStep<S>] = []
  /// What the first, whole evaluation did.
  public private(set) var trace = EvaluationTrace()

  /// Creates an evaluator and evaluates the graph once.
  ///
  /// - Parameters:
  ///   - graph: The operations.
  ///   - outputs: The nodes whose values are wanted.
  ///   - free: The nodes whose values will be changed; nodes they are computed from play no part
  ///     in later evaluations.
  ///   - inputs: The value of each input of the graph by name; every input must be there, in the
  ///     shape the graph was made for.
  public init(
    _ graph: FormulaGraph, outputs: [NodeID], free: Set<NodeID> = [],
    inputs: [String: Tensor<S>]
  ) {
    self.graph = graph
    let needed = graph.needed(for: outputs + free)
    size = graph.nodes.indices.reduce(0) { $0 + (needed[$1] ? graph.nodes[$1].shape.count : 0) }
    arena = .allocate(capacity: max(size, 1))
    arena.initialize(repeating: 0, count: max(size, 1))
    places = [UnsafeMutablePointer<S>?](repeating: nil, count: graph.nodes.count)
    lay(needed, inputs)
    var all: [EvaluationStep<S>] = []
    let depends = graph.dependents(of: free)
    for id in graph.nodes.indices where needed[id] {
      guard let step = step(for: id) else { continue }
      all.append(step)
      if depends[id], !free.contains(id) { update.append(step) }
    }
    S.run(all, &trace)
  }

  deinit { arena.deallocate() }

  /// Gives a node its memory, and inputs and constants their values.
  private func lay(_ needed: [Bool], _ inputs: [String: Tensor<S>]) {
    var next = arena
    for (id, node) in graph.nodes.enumerated() where needed[id] {
      if case .reshape = node.operation {
        places[id] = places[node.inputs[0]]
        continue
      }
      places[id] = next
      switch node.operation {
      case .constant(let tensor):
        for (i, value) in tensor.scalars.enumerated() { next[i] = S(value) }
      case .input(let name):
        guard let tensor = inputs[name], tensor.shape.count == node.shape.count else {
          preconditionFailure("no value of shape \(node.shape) for input \(name)")
        }
        tensor.scalars.withUnsafeBufferPointer { values in
          if let start = values.baseAddress { next.update(from: start, count: values.count) }
        }
      default: break
      }
      next += node.shape.count
    }
  }

  private func step(for id: NodeID) -> EvaluationStep<S>? {
    let node = graph.nodes[id]
    let work: EvaluationStep<S>.Work
    switch node.operation {
    case .constant, .input, .reshape: return nil
    case .view(let view): work = .gather(view.positions)
    case .scatter(let view, let overwrites):
      work = .scatter(view.positions, overwrites: overwrites)
    case .unary(let function): work = .unary(S.loop(of: function))
    case .binary(let function): work = .binary(S.loop(of: function))
    case .select: work = .select
    case .reduce(let kind, let length): work = .reduce(kind, length: length)
    case .rows(let function, let length): work = .rows(S.loop(of: function), length: length)
    case .contract(let a, let b, let length, _):
      work = contraction(a, b, length: length, rows: node.shape.count)
    }
    guard let out = places[id] else { return nil }
    return EvaluationStep(
      work: work, inputs: node.inputs.compactMap { places[$0] },
      inputCounts: node.inputs.map { graph.nodes[$0].shape.count }, out: out,
      count: node.shape.count)
  }

  /// Positions factor into a base for each sum and an offset for each of its terms.
  private func contraction(_ a: StridedView, _ b: StridedView, length: Int, rows: Int)
    -> EvaluationStep<S>.Work
  {
    func split(_ view: StridedView) -> (bases: [Int], terms: [Int]) {
      let (outer, inner) = view.split(length: length)
      return (outer.positions, inner.positions)
    }
    let (aBases, aTerms) = split(a)
    let (bBases, bTerms) = split(b)
    return .contract(a: aBases, b: bBases, aTerms: aTerms, bTerms: bTerms)
  }

  /// Whether a node has a value: it is an output or was needed for one.
  func isEvaluated(_ node: NodeID) -> Bool { places[node] != nil }

  /// The value of a node that is an output or was needed for one.
  public func value(of node: NodeID) -> Tensor<S> {
    let shape = graph.nodes[node].shape
    guard let place = places[node] else { preconditionFailure("node \(node) was not evaluated") }
    return Tensor(
      shape: shape, scalars: Array(UnsafeBufferPointer(start: place, count: shape.count)))
  }

  /// The memory of a node's value, for reading after, and for a free node writing before, `run`.
  func memory(of node: NodeID) -> UnsafeMutableBufferPointer<S> {
    UnsafeMutableBufferPointer(start: places[node], count: graph.nodes[node].shape.count)
  }

  /// Evaluates again what depends on the free nodes.
  func run() -> EvaluationTrace {
    var trace = EvaluationTrace()
    S.run(update, &trace)
    return trace
  }
}
