internal import Tensors

extension FormulaGraph {
  /// The gradients by both factors of a sum of products.
  mutating func pullBackProducts(
    _ node: Node, _ a: StridedView, _ b: StridedView, _ length: Int, _ upstream: NodeID,
    _ change: BackwardChange?, _ varies: (Int) -> Bool, _ adjoints: inout Adjoints
  ) {
    let lanes = broadcastRows(upstream, over: length, a.shape)
    if varies(0) {
      let factor = factor(node.inputs[1], besides: 0, change)
      pullBackContraction(lanes, factor, b, to: node.inputs[0], a, &adjoints)
    }
    if varies(1) {
      let factor = factor(node.inputs[0], besides: 1, change)
      pullBackContraction(lanes, factor, a, to: node.inputs[1], b, &adjoints)
    }
  }

  /// The gradient by one factor of a contraction: the upstream gradient times the other factor,
  /// added up wherever the factor was read.
  private mutating func pullBackContraction(
    _ lanes: NodeID, _ other: NodeID, _ otherView: StridedView, to target: NodeID,
    _ view: StridedView, _ adjoints: inout Adjoints
  ) {
    let shape = nodes[target].shape
    if let order = view.axesOfWhole(count: shape.count) {
      // Each entry of the factor has lanes of its own: the rest is summed, and nothing is scattered.
      let rest = (0..<view.shape.rank).filter { !order.contains($0) }
      let axes = order + rest
      let length = rest.reduce(1) { $0 * view.shape.dimensions[$1] }
      let lanesView = StridedView(of: view.shape).permuted(axes)
      let product = add(
        .binary(.product),
        [self.view(lanes, lanesView), self.view(other, otherView.permuted(axes))],
        shape: lanesView.shape)
      let sum = reduce(
        product, .sum, length: length, to: Shape(order.map { view.shape.dimensions[$0] }), mask: nil
      )
      add(reshaped(sum, shape), to: target, &adjoints)
    } else {
      let axes = StridedView(of: view.shape)
      let moving = (0..<view.shape.rank).filter { view.strides[$0] != 0 }
      let repeated = (0..<view.shape.rank).filter { view.strides[$0] == 0 }
      guard !repeated.isEmpty else {
        let product = binary(.product, lanes, self.view(other, otherView))
        return scatter(product, view, to: target, &adjoints)
      }
      // What is read again and again is summed first.
      let order = axes.permuted(moving + repeated)
      let product = add(
        .binary(.product),
        [self.view(lanes, order), self.view(other, otherView.permuted(moving + repeated))],
        shape: order.shape)
      let kept = view.permuted(moving)
      let sum = reduce(
        product, .sum, length: repeated.reduce(1) { $0 * view.shape.dimensions[$1] },
        to: kept.shape, mask: nil)
      scatter(sum, kept, to: target, &adjoints)
    }
  }
}
