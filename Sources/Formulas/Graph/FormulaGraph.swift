internal import Tensors

/// The position of a node in its graph; a node's inputs always stand before it.
public typealias NodeID = Int

/// One array operation.
///
/// Few are needed: views carry all of indexing and broadcasting, and scatters are their adjoints.
enum FormulaOperation: Sendable {
  /// A fixed tensor.
  case constant(Tensor<Double>)
  /// A value that is given when the graph is evaluated.
  case input(name: String)
  /// The entries of the input that a view reads.
  case view(StridedView)
  /// The entries of the input, in another shape.
  case reshape
  /// The first input, with the second added (or written) at the positions that a view reads; where
  /// there is a third input, only where that is not 0.
  case scatter(StridedView, overwrites: Bool)
  /// The sum of all inputs, each laid at the positions that a view of its own reads; 0 where none is laid.
  case assemble([StridedView])
  /// A function of each entry; where there is a second input, only where that is not 0.
  case unary(UnaryFunction)
  /// A function of each pair of entries; where there is a third input, only where that is not 0.
  case binary(BinaryFunction)
  /// The second input where the first is not 0, else the third.
  case select
  /// Rows of the given length, each made one number; where there is a second input, only of the
  /// entries where that is not 0.
  case reduce(ReductionKind, length: Int)
  /// A function of rows of the given length.
  case rows(RowFunction, length: Int)
  /// Σ of products of the entries of two inputs, each read through a view whose last `length`
  /// entries are summed. `products` is the node that holds the products one by one.
  case contract(StridedView, StridedView, length: Int, products: NodeID)
}

/// Array operations in an order in which they can be carried out.
public struct FormulaGraph: Sendable {
  struct Node: Sendable {
    let operation: FormulaOperation
    let inputs: [NodeID]
    let shape: Shape
  }

  private(set) var nodes: [Node] = []
  /// Nodes that bear a name in the formula: values a derivative may be taken with respect to.
  private(set) var named: Set<NodeID> = []
  /// Nodes that are put together from what a loop computed.
  private(set) var recursions: [NodeID: Recursion] = [:]
  /// For the nodes of loops, the one that does the same at the last step.
  var loopPartner: [NodeID: NodeID] = [:]
  /// For the nodes of loops, which loop it is, and the number of the step in the order in which steps are taken.
  var loopStep: [NodeID: (loop: Int, step: Int)] = [:]

  mutating func add(_ operation: FormulaOperation, _ inputs: [NodeID], shape: Shape) -> NodeID {
    nodes.append(Node(operation: operation, inputs: inputs, shape: shape))
    return nodes.count - 1
  }

  mutating func name(_ node: NodeID) { named.insert(node) }

  mutating func setRecursion(_ node: NodeID, _ recursion: Recursion) {
    recursions[node] = recursion
  }

  /// The nodes that hold a node's numbers, each with their positions in the whole: the steps of a recursion.
  func parts(of node: NodeID) -> [(node: NodeID, positions: [Int])] {
    guard let recursion = recursions[node] else {
      return [(node, Array(0..<nodes[node].shape.count))]
    }
    return zip(recursion.steps, recursion.views).map { ($0, $1.positions) }
  }

  /// The nodes that a derivative by a node sets free: all steps of a recursion.
  func freed(by node: NodeID) -> [NodeID] { recursions[node]?.steps ?? [node] }

  mutating func constant(_ value: Double) -> NodeID {
    add(.constant(Tensor(value)), [], shape: .scalar)
  }

  mutating func constant(_ tensor: Tensor<Double>) -> NodeID {
    add(.constant(tensor), [], shape: tensor.shape)
  }

  /// Lays nodes one after the other, at the positions that views of the result read.
  mutating func assemble(_ parts: [(node: NodeID, view: StridedView)], shape: Shape) -> NodeID {
    add(.assemble(parts.map(\.view)), parts.map(\.node), shape: shape)
  }

  /// Reads a node through a view, or the node itself where the view reads all of it in order.
  mutating func view(_ node: NodeID, _ view: StridedView) -> NodeID {
    let source = nodes[node]
    if view.isWhole(of: source.shape.count) {
      return view.shape == source.shape ? node : add(.reshape, [node], shape: view.shape)
    }
    return add(.view(view), [node], shape: view.shape)
  }

  /// Reduces rows.
  ///
  /// A sum of products that nobody looks at becomes a contraction, which never holds the products.
  mutating func reduce(
    _ node: NodeID, _ kind: ReductionKind, length: Int, to shape: Shape, mask: NodeID?
  ) -> NodeID {
    if kind == .sum, mask == nil, !named.contains(node), nodes[node].inputs.count == 2,
      case .binary(let function) = nodes[node].operation,
      function.linearity == .product
    {
      let extent = nodes[node].shape
      let (a, aView) = source(of: nodes[node].inputs[0], as: extent)
      let (b, bView) = source(of: nodes[node].inputs[1], as: extent)
      return add(
        .contract(aView, bView, length: length, products: node), [a, b], shape: shape)
    }
    return add(.reduce(kind, length: length), [node] + (mask.map { [$0] } ?? []), shape: shape)
  }

  /// The node that an operand reads, and the view through which it reads it.
  private func source(of node: NodeID, as shape: Shape) -> (NodeID, StridedView) {
    if case .view(let view) = nodes[node].operation, view.shape == shape, !named.contains(node) {
      let source = nodes[node].inputs[0]
      // What was indexed is read where it lies, and not laid out first.
      if case .view(let inner) = nodes[source].operation, !named.contains(source),
        let composed = inner.read(through: view)
      {
        return (nodes[source].inputs[0], composed)
      }
      return (source, view)
    }
    if nodes[node].shape.count == 1, shape.count != 1 {
      return (
        node, StridedView(offset: 0, shape: shape, strides: [Int](repeating: 0, count: shape.rank))
      )
    }
    return (node, StridedView(of: shape))
  }

  /// The multiplications and additions of numbers that a node takes; at most 2⁵⁰.
  func operationCount(of id: NodeID) -> Int {
    let node = nodes[id]
    switch node.operation {
    case .contract(_, _, let length, _), .reduce(_, let length):
      let (product, overflow) = node.shape.count.multipliedReportingOverflow(by: length)
      return overflow ? 1 << 50 : min(product, 1 << 50)
    // A function such as exp takes as long as some twenty products.
    case .rows: return 20 * nodes[node.inputs[0]].shape.count + node.shape.count
    case .unary: return 20 * node.shape.count
    case .binary(let function): return function.cost * node.shape.count
    case .assemble(let views): return views.reduce(node.shape.count) { $0 + $1.shape.count }
    default: return node.shape.count
    }
  }

  /// The multiplications and additions that it takes to evaluate some nodes once.
  func operationCount(for outputs: [NodeID]) -> Int {
    let needed = needed(for: outputs)
    return nodes.indices.reduce(0) { needed[$1] ? min($0 + operationCount(of: $1), 1 << 50) : $0 }
  }

  /// The numbers that a node holds while it is evaluated, positions that it reads included.
  func entryCount(of id: NodeID) -> Int {
    let node = nodes[id]
    if case .contract(_, _, let length, _) = node.operation {
      // The places of both factors of each term are laid out.
      return 3 * node.shape.count + 2 * min(length, 1 << 50)
    }
    return node.shape.count
  }

  /// Which nodes depend on one of the given nodes, themselves included.
  ///
  /// On a recursion depends what depends on any of its steps.
  ///
  /// - Parameters:
  ///   - roots: The nodes.
  ///   - freezes: Whether what stands for a constant depends on nothing: as where something is differentiated.
  /// - Returns: a flag for each node.
  func dependents(of roots: Set<NodeID>, freezes: Bool = false) -> [Bool] {
    let roots = recursions.isEmpty ? roots : Set(roots.flatMap(freed))
    var depends = [Bool](repeating: false, count: nodes.count)
    for (id, node) in nodes.enumerated() {
      depends[id] =
        roots.contains(id)
        || !(freezes && isFrozen(node)) && node.inputs.contains { depends[$0] }
    }
    return depends
  }

  private func isFrozen(_ node: Node) -> Bool {
    if case .unary(let function) = node.operation { function.isFrozen } else { false }
  }

  /// Which nodes are needed for the given nodes, themselves included.
  func needed(for outputs: [NodeID]) -> [Bool] {
    var needed = [Bool](repeating: false, count: nodes.count)
    for output in outputs { needed[output] = true }
    for id in nodes.indices.reversed() where needed[id] {
      for input in nodes[id].inputs { needed[input] = true }
    }
    return needed
  }
}
