internal import Tensors

/// Reverse-mode differentiation: a graph grows the nodes that compute its own gradients.
extension FormulaGraph {
  /// Adds what computes the gradient of an output by a free node.
  ///
  /// - Parameters:
  ///   - output: The node that is differentiated.
  ///   - seed: The upstream gradient, a node of the output's shape.
  ///   - free: The node it is differentiated by; what it is computed from plays no part.
  /// - Returns: a node of the free node's shape.
  mutating func gradient(of output: NodeID, seed: NodeID, by free: NodeID) -> NodeID {
    gradients(of: output, seed: seed, by: [free], as: .right)[0]
  }

  /// Adds what computes the gradients of an output by several nodes, each as if it were free.
  ///
  /// Through a recursion by which the direct derivative is taken nothing goes further back, and only by that one.
  mutating func gradients(of output: NodeID, seed: NodeID, by free: [NodeID], as way: WayBack)
    -> [NodeID]
  {
    if free.count > 1, free.contains(where: { recursions[$0]?.isDirect == true }) {
      return free.map { gradients(of: output, seed: seed, by: [$0], as: way)[0] }
    }
    if case .truncated(let steps)? = way.slip?.change {
      return truncatedGradients(of: output, seed: seed, by: free, after: steps)
    }
    let roots = Set(free.flatMap(freed))
    let ends = recursions[free[0]].map { $0.isDirect ? Set($0.steps) : [] } ?? []
    let depends = dependents(of: roots)
    let first = roots.min() ?? output
    var adjoints: Adjoints = [output: Adjoint(whole: seed)]
    for id in (first...max(first, output)).reversed()
    where depends[id] && id != first && !ends.contains(id) {
      guard let upstream = total(of: id, &adjoints) else { continue }
      pullBack(id, upstream, depends, way, &adjoints)
    }
    return free.map { gradient(by: $0, &adjoints) }
  }

  mutating func pullBack(
    _ id: NodeID, _ arriving: NodeID, _ depends: [Bool], _ way: WayBack,
    _ adjoints: inout Adjoints
  ) {
    let node = nodes[id]
    let change = way.slip.map { $0.site == loopPartner[id] ?? id } == true ? way.slip?.change : nil
    func varies(_ position: Int) -> Bool {
      if case .ignored(position)? = change { return false }
      return depends[node.inputs[position]]
    }
    var upstream = arriving
    if case .scaled(let factor)? = change {
      upstream = binary(.product, constant(factor), arriving)
    }
    switch node.operation {
    case .constant, .input: break
    case .reshape:
      add(reshaped(upstream, nodes[node.inputs[0]].shape), to: node.inputs[0], &adjoints)
    case .view(let view):
      scatter(upstream, view, to: node.inputs[0], &adjoints)
    case .assemble(let views):
      for (position, view) in views.enumerated() where varies(position) {
        let input = node.inputs[position]
        add(reshaped(self.view(upstream, view), nodes[input].shape), to: input, &adjoints)
      }
    case .scatter(let view, let overwrites):
      pullBackScatter(node, view, overwrites, upstream, varies, &adjoints)
    case .unary(let function):
      add(
        pulledBack(id, through: function, upstream, way, change), to: node.inputs[0], &adjoints)
    case .binary(let function):
      pullBackBinary(node, function, upstream, change, varies, &adjoints)
    case .select:
      let zero = constant(Tensor(repeating: 0, shape: node.shape))
      if varies(1) {
        add(
          add(.select, [node.inputs[0], upstream, zero], shape: node.shape), to: node.inputs[1],
          &adjoints)
      }
      if varies(2) {
        add(
          add(.select, [node.inputs[0], zero, upstream], shape: node.shape), to: node.inputs[2],
          &adjoints)
      }
    case .reduce(let kind, let length):
      pullBackReduction(node, kind, length, upstream, change, &adjoints)
    case .rows(let function, let length):
      let rows = RowsNode(
        argument: node.inputs[0], result: id, upstream: upstream, length: length,
        shape: nodes[node.inputs[0]].shape)
      if case .rows(let wrong)? = change {
        add(wrong.pullback(&self, rows), to: node.inputs[0], &adjoints)
      } else if let gradient = function.pullback(&self, rows) {
        add(gradient, to: node.inputs[0], &adjoints)
      }
    case .contract(let a, let b, let length, _):
      pullBackProducts(node, a, b, length, upstream, change, varies, &adjoints)
    }
  }

  // MARK: Operations

  /// What goes on below a function of each entry.
  private mutating func pulledBack(
    _ id: NodeID, through function: UnaryFunction, _ upstream: NodeID, _ way: WayBack,
    _ change: BackwardChange?
  ) -> NodeID {
    let argument = nodes[id].inputs[0]
    let mask = nodes[id].inputs.dropFirst().first
    if case .slope(_, let wrong)? = change {
      return binary(BinaryFunction(pullbackOf: wrong), argument, upstream, mask: mask)
    }
    if way.usesValues, let byValue = function.pullbackOfValue {
      return binary(byValue(), id, upstream, mask: mask)
    }
    return binary(function.pullback(), argument, upstream, mask: mask)
  }

  /// The factor beside an operand, as it is used for the gradient by the operand.
  mutating func factor(_ factor: NodeID, besides operand: Int, _ change: BackwardChange?)
    -> NodeID
  {
    switch change {
    case .factorLost(operand)?: constant(Tensor(repeating: 1, shape: nodes[factor].shape))
    case .factorTransposed(operand)?:
      view(factor, StridedView(of: nodes[factor].shape).permuted([1, 0]))
    default: factor
    }
  }

  private mutating func pullBackBinary(
    _ node: Node, _ function: BinaryFunction, _ upstream: NodeID, _ change: BackwardChange?,
    _ varies: (Int) -> Bool, _ adjoints: inout Adjoints
  ) {
    guard let slopes = function.slopes?() else { return }
    let mask = node.inputs.dropFirst(2).first
    for (position, right) in [slopes.first, slopes.second].enumerated() where varies(position) {
      var slope = right
      if case .slope(position, let wrong)? = change { slope = BinaryFunction(wrong) }
      let local = binary(
        slope, node.inputs[0], node.inputs[1], mask: mask, shape: node.shape)
      let pulled = binary(BinaryFunction(UpstreamProduct.self), local, upstream)
      add(
        summed(pulled, to: nodes[node.inputs[position]].shape), to: node.inputs[position], &adjoints
      )
    }
  }

  private mutating func pullBackScatter(
    _ node: Node, _ view: StridedView, _ overwrites: Bool, _ upstream: NodeID,
    _ varies: (Int) -> Bool, _ adjoints: inout Adjoints
  ) {
    let mask = node.inputs.dropFirst(2).first
    let lanes = view.shape
    let zero = constant(Tensor(repeating: 0, shape: lanes))
    var arriving = self.view(upstream, view)
    guard overwrites else {
      if varies(0) { add(upstream, to: node.inputs[0], &adjoints) }
      if let mask { arriving = add(.select, [mask, arriving, zero], shape: lanes) }
      if varies(1) {
        add(reshaped(arriving, nodes[node.inputs[1]].shape), to: node.inputs[1], &adjoints)
      }
      return
    }
    // Of several values written to one place only the last is there: it is found by writing numbers.
    let numbers = constant(Tensor(shape: lanes, scalars: (0..<lanes.count).map { Double($0) + 1 }))
    let nobody = constant(Tensor(repeating: 0, shape: node.shape))
    let writers = add(
      .scatter(view, overwrites: true), [nobody, numbers] + (mask.map { [$0] } ?? []),
      shape: node.shape)
    if varies(0) {
      let kept = add(
        .select, [writers, constant(Tensor(repeating: 0, shape: node.shape)), upstream],
        shape: node.shape)
      add(kept, to: node.inputs[0], &adjoints)
    }
    if varies(1) {
      let wrote = binary(
        BinaryFunction(Equal.self), self.view(writers, view), numbers)
      let pulled = add(.select, [wrote, arriving, zero], shape: lanes)
      add(reshaped(pulled, nodes[node.inputs[1]].shape), to: node.inputs[1], &adjoints)
    }
  }

  private mutating func pullBackReduction(
    _ node: Node, _ kind: ReductionKind, _ length: Int, _ upstream: NodeID,
    _ change: BackwardChange?, _ adjoints: inout Adjoints
  ) {
    let source = node.inputs[0]
    let shape = nodes[source].shape
    let mask = node.inputs.dropFirst().first
    let zero = constant(Tensor(repeating: 0, shape: shape))
    var lanes = broadcastRows(upstream, over: length, shape)
    switch kind {
    case _ where change?.isEverywhere == true: break
    case .sum: break
    case .mean:
      let selected = mask ?? constant(Tensor(repeating: 1, shape: shape))
      let terms = add(.reduce(.sum, length: length), [selected], shape: node.shape)
      lanes = binary(.quotient, lanes, broadcastRows(terms, over: length, shape))
    case .prod:
      let ones = constant(Tensor(repeating: 1, shape: shape))
      let factors = mask.map { add(.select, [$0, source, ones], shape: shape) } ?? source
      let others = add(
        .rows(RowFunction(ProductOfOthers.self), length: length), [factors],
        shape: shape)
      lanes = binary(BinaryFunction(UpstreamProduct.self), others, lanes)
    case .max, .min:
      let lowest = constant(Tensor(repeating: -Double.infinity, shape: shape))
      let sign =
        kind == .max
        ? source : add(.unary(UnaryFunction(Negate.self)), [source], shape: shape)
      let compared = mask.map { add(.select, [$0, sign, lowest], shape: shape) } ?? sign
      let rows = Shape([shape.count / length])
      let best = add(
        .rows(RowFunction(ArgumentOfMaximum.self), length: length), [compared],
        shape: rows)
      let numbers = constant(
        Tensor(shape: shape, scalars: (0..<shape.count).map { Double($0 % length) }))
      let chosen = binary(
        BinaryFunction(Equal.self), broadcastRows(best, over: length, shape), numbers)
      lanes = add(.select, [chosen, lanes, zero], shape: shape)
    }
    if let mask { lanes = add(.select, [mask, lanes, zero], shape: shape) }
    add(lanes, to: source, &adjoints)
  }

  // MARK: Helpers

  mutating func binary(
    _ function: BinaryFunction, _ a: NodeID, _ b: NodeID, mask: NodeID? = nil, shape: Shape? = nil
  ) -> NodeID {
    let shape = shape ?? (nodes[a].shape.count >= nodes[b].shape.count ? nodes[a] : nodes[b]).shape
    return add(.binary(function), [a, b] + (mask.map { [$0] } ?? []), shape: shape)
  }

  mutating func reshaped(_ node: NodeID, _ shape: Shape) -> NodeID {
    nodes[node].shape == shape ? node : add(.reshape, [node], shape: shape)
  }

  /// One number a row, repeated over the row.
  mutating func broadcastRows(_ node: NodeID, over length: Int, _ shape: Shape) -> NodeID {
    let rows = shape.count / max(length, 1)
    let repeated = view(
      node, StridedView(offset: 0, shape: Shape([rows, length]), strides: [1, 0]))
    return reshaped(repeated, shape)
  }

  /// What was broadcast is summed back.
  private mutating func summed(_ node: NodeID, to shape: Shape) -> NodeID {
    guard nodes[node].shape.count != shape.count else { return reshaped(node, shape) }
    return reduce(node, .sum, length: nodes[node].shape.count, to: shape, mask: nil)
  }
}
