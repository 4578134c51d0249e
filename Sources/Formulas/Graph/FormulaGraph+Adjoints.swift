internal import Tensors

/// The gradient by a node, as far as it is known.
struct Adjoint {
  /// What arrived for all entries.
  var whole: NodeID?
  /// What arrived for the entries that a view reads: laid in place when the gradient is asked for, all at once.
  var pieces: [(node: NodeID, view: StridedView)] = []
}

/// Gradients by nodes.
typealias Adjoints = [NodeID: Adjoint]

/// How what arrives at a node from several sides is added up.
extension FormulaGraph {
  /// What arrived at a node, or at the steps of a recursion.
  mutating func gradient(by free: NodeID, _ adjoints: inout Adjoints) -> NodeID {
    let shape = nodes[free].shape
    guard let recursion = recursions[free] else {
      return total(of: free, &adjoints) ?? constant(Tensor(repeating: 0, shape: shape))
    }
    var parts: [(node: NodeID, view: StridedView)] = []
    for (step, view) in zip(recursion.steps, recursion.views) {
      if let part = total(of: step, &adjoints) { parts.append((part, view)) }
    }
    return assemble(parts, shape: shape)
  }

  /// All that arrived for a node; nil if nothing did.
  mutating func total(of node: NodeID, _ adjoints: inout Adjoints) -> NodeID? {
    guard let adjoint = adjoints[node] else { return nil }
    guard !adjoint.pieces.isEmpty else { return adjoint.whole }
    let laid = assemble(adjoint.pieces, shape: nodes[node].shape)
    let total = adjoint.whole.map { binary(.sum, $0, laid) } ?? laid
    adjoints[node] = Adjoint(whole: total)
    return total
  }

  mutating func add(_ gradient: NodeID, to node: NodeID, _ adjoints: inout Adjoints) {
    let whole = adjoints[node]?.whole.map { binary(.sum, $0, gradient) } ?? gradient
    adjoints[node, default: Adjoint()].whole = whole
  }

  func scatter(
    _ gradient: NodeID, _ view: StridedView, to node: NodeID, _ adjoints: inout Adjoints
  ) {
    adjoints[node, default: Adjoint()].pieces.append((gradient, view))
  }
}
