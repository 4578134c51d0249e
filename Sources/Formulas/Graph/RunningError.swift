public import Tensors

/// Running error analysis: how far the values of a graph may be off where its inputs are, and where each step on the
/// way is rounded as people round who compute by hand.
///
/// To first order: an error `e` becomes `|slope| · e`, and errors that meet are added up. It is bound to the values
/// of one evaluation. Which side of a kink was taken is not doubted.
struct RunningError {
  private let graph: FormulaGraph
  private let evaluator: FormulaEvaluator<Double>
  private let rounding: StepRounding
  /// The node whose own rounding is left out: what is handed in is rounded by printing.
  private let final: NodeID?
  private var errors: [[Double]]

  /// Analyses an evaluation.
  ///
  /// - Parameters:
  ///   - evaluator: The evaluated graph.
  ///   - rounding: What happens to each step.
  ///   - known: The errors of some nodes, one number an entry: of inputs, or in place of what follows from these.
  ///   - answer: The node that is handed in.
  init(
    of evaluator: FormulaEvaluator<Double>, rounding: StepRounding, known: [NodeID: [Double]],
    answer: NodeID? = nil
  ) {
    graph = evaluator.graph
    final = answer.map { evaluator.graph.lastStep(before: $0) }
    self.evaluator = evaluator
    self.rounding = rounding
    errors = [[Double]](repeating: [], count: graph.nodes.count)
    for id in graph.nodes.indices where evaluator.isEvaluated(id) {
      errors[id] = known[id] ?? error(of: id)
    }
  }

  /// The errors of a node's entries.
  subscript(id: NodeID) -> [Double] { errors[id] }

  private func values(_ id: NodeID) -> UnsafeMutableBufferPointer<Double> {
    evaluator.memory(of: id)
  }

  private func error(of id: NodeID) -> [Double] {
    let node = graph.nodes[id]
    let inputs = node.inputs
    switch node.operation {
    case .constant, .input: return [Double](repeating: 0, count: node.shape.count)
    case .reshape: return errors[inputs[0]]
    case .view(let view):
      let source = errors[inputs[0]]
      return view.positions.map { source[$0] }
    case .scatter(let view, let overwrites): return scattered(id, view, overwrites)
    case .assemble(let views): return assembled(id, views)
    case .unary(let function): return unary(id, function)
    case .binary(let function): return binary(id, function)
    case .select:
      let condition = values(inputs[0])
      return (0..<node.shape.count).map { i in
        let chosen = condition[condition.count == 1 ? 0 : i] != 0 ? inputs[1] : inputs[2]
        return errors[chosen][errors[chosen].count == 1 ? 0 : i]
      }
    case .reduce(let kind, let length): return reduced(id, kind, length)
    case .rows(let function, let length):
      let source = UnsafePointer(values(inputs[0]).baseAddress)
      guard let source else { return [] }
      return function.error(source, errors[inputs[0]], length, rounding, id == final)
    case .contract(let a, let b, let length, _): return contracted(id, a, b, length)
    }
  }

  private func scattered(_ id: NodeID, _ view: StridedView, _ overwrites: Bool) -> [Double] {
    let inputs = graph.nodes[id].inputs
    var result = errors[inputs[0]]
    let mask = inputs.count > 2 ? values(inputs[2]) : nil
    let out = values(id)
    for (i, position) in view.positions.enumerated() {
      if let mask, mask[i] == 0 { continue }
      if overwrites {
        result[position] = errors[inputs[1]][i]
      } else {
        result[position] += errors[inputs[1]][i]
        if id != final { result[position] += rounding.relative * out[position].magnitude }
      }
    }
    return result
  }

  private func assembled(_ id: NodeID, _ views: [StridedView]) -> [Double] {
    let out = values(id)
    var result = [Double](repeating: 0, count: out.count)
    var terms = [Int](repeating: 0, count: out.count)
    for (input, view) in zip(graph.nodes[id].inputs, views) {
      for (error, position) in zip(errors[input], view.positions) {
        result[position] += error
        terms[position] += 1
        if terms[position] > 1, id != final {
          result[position] += rounding.relative * out[position].magnitude
        }
      }
    }
    return result
  }

  private func unary(_ id: NodeID, _ function: UnaryFunction) -> [Double] {
    let inputs = graph.nodes[id].inputs
    let out = values(id)
    let x = values(inputs[0])
    if function.isFrozen { return errors[inputs[0]] }
    var result = [Double](repeating: 0, count: out.count)
    guard let xStart = x.baseAddress, !result.isEmpty else { return result }
    let mask = inputs.count > 1 ? values(inputs[1]) : nil
    var trace = EvaluationTrace()
    errors[inputs[0]].withUnsafeBufferPointer { upstream in
      result.withUnsafeMutableBufferPointer { result in
        guard let upstream = upstream.baseAddress, let result = result.baseAddress else { return }
        function.pullback().double(
          xStart, 1, upstream, 1, result, out.count, mask.flatMap { UnsafePointer($0.baseAddress) },
          &trace)
      }
    }
    let steps = rounding.perFunction * Double(max(function.stepsByHand - (id == final ? 1 : 0), 0))
    for i in result.indices {
      result[i] = result[i].magnitude
      if steps > 0, rounding.isOfMachine || out[i].magnitude != x[i].magnitude {
        result[i] += steps * rounding.error(of: out[i], inherited: result[i])
      }
    }
    return result
  }

  private func binary(_ id: NodeID, _ function: BinaryFunction) -> [Double] {
    let inputs = graph.nodes[id].inputs
    let out = values(id)
    var result = [Double](repeating: 0, count: out.count)
    // Comparisons have no slopes, and nothing is rounded.
    guard let slopes = function.slopes?() else { return result }
    let (a, b) = (values(inputs[0]), values(inputs[1]))
    let (aStep, bStep) = (a.count == 1 ? 0 : 1, b.count == 1 ? 0 : 1)
    guard let aStart = a.baseAddress, let bStart = b.baseAddress, !result.isEmpty else {
      return result
    }
    let mask = inputs.count > 2 ? UnsafePointer(values(inputs[2]).baseAddress) : nil
    var slope = result
    var trace = EvaluationTrace()
    for (slopeFunction, input, step) in [
      (slopes.first, inputs[0], aStep), (slopes.second, inputs[1], bStep),
    ] where errors[input].contains(where: { $0 != 0 }) {
      slope.withUnsafeMutableBufferPointer { slope in
        guard let slope = slope.baseAddress else { return }
        slopeFunction.double(aStart, aStep, bStart, bStep, slope, out.count, mask, &trace)
      }
      for i in result.indices {
        let error = errors[input][i * step]
        if error != 0 { result[i] += slope[i].magnitude * error }
      }
    }
    guard id != final else { return result }
    // Sums of rounded decimals have no more decimals than these.
    let isSum = if case .sum = function.linearity { true } else { false }
    let own = isSum ? rounding.withoutAbsolute : rounding
    for i in result.indices where isSum || function.isRoundedByHand {
      if let mask, mask[i] == 0 { continue }
      let (left, right) = (a[i * aStep].magnitude, b[i * bStep].magnitude)
      // A number that is passed on is not rounded again, by hand: a machine absorbs what is small beside it.
      if !rounding.isOfMachine, [left, right].contains(out[i].magnitude) { continue }
      result[i] += own.error(of: out[i], inherited: result[i])
    }
    return result
  }

  private func reduced(_ id: NodeID, _ kind: ReductionKind, _ length: Int) -> [Double] {
    let inputs = graph.nodes[id].inputs
    let source = values(inputs[0])
    let mask = inputs.count > 1 ? values(inputs[1]) : nil
    let out = values(id)
    return (0..<out.count).map { row in
      let entries = (row * length..<(row + 1) * length).filter { i in
        mask.map { $0[i] != 0 } ?? true
      }
      var sum = entries.reduce(0) { $0 + errors[inputs[0]][$1] }
      // The terms may cancel.
      if rounding.isOfMachine, kind == .sum || kind == .mean {
        sum += rounding.relative * entries.reduce(0) { $0 + source[$1].magnitude }
      }
      switch kind {
      case .sum:
        let own = entries.count > 1 && id != final ? rounding.withoutAbsolute : .none
        return sum + own.error(of: out[row], inherited: sum)
      case .mean:
        let inherited = sum / Double(max(entries.count, 1))
        return inherited + (id == final ? 0 : rounding.error(of: out[row], inherited: inherited))
      case .max, .min: return entries.reduce(0) { max($0, errors[inputs[0]][$1]) }
      case .prod:
        sum = 0
        for i in entries where errors[inputs[0]][i] != 0 {
          sum +=
            errors[inputs[0]][i]
            * entries.reduce(1) { $1 == i ? $0 : $0 * source[$1].magnitude }
        }
        let steps = Double(max(entries.count - (id == final ? 2 : 1), 0))
        return sum + steps * rounding.error(of: out[row], inherited: sum)
      }
    }
  }

  /// The products of a sum are rounded one by one, or not at all: independent errors add up like a random walk.
  private func contracted(
    _ id: NodeID, _ aView: StridedView, _ bView: StridedView, _ length: Int
  ) -> [Double] {
    let inputs = graph.nodes[id].inputs
    let (a, b) = (values(inputs[0]), values(inputs[1]))
    let (aErrors, bErrors) = (errors[inputs[0]], errors[inputs[1]])
    let (aOuter, aInner) = aView.split(length: length)
    let (bOuter, bInner) = bView.split(length: length)
    let (aTerms, bTerms) = (aInner.positions, bInner.positions)
    let out = values(id)
    return zip(aOuter.positions, bOuter.positions).enumerated().map { row, bases in
      var inherited = 0.0
      var squares = 0.0
      var roundings = 0
      var size = 0.0
      for k in 0..<length {
        let (i, j) = (bases.0 + aTerms[k], bases.1 + bTerms[k])
        let product = a[i] * b[j]
        let passedOn =
          a[i].magnitude * bErrors[j] + (b[j].magnitude + bErrors[j]) * aErrors[i]
        inherited += passedOn
        size += product.magnitude
        if product.magnitude == a[i].magnitude || product.magnitude == b[j].magnitude { continue }
        let own = rounding.error(of: product, inherited: passedOn)
        guard own > 0 else { continue }
        squares += own * own
        roundings += 1
      }
      let byHand = squares.squareRoot() * min(Double(roundings).squareRoot(), 2)
      let all = inherited + (rounding.isOfMachine ? rounding.relative * size : byHand)
      guard roundings > 0 || rounding.isOfMachine, id != final else { return all }
      return all + rounding.withoutAbsolute.error(of: out[row], inherited: all)
    }
  }
}

extension CompiledFormula {
  /// How far the answer may be off, to first order, before it is rounded itself.
  ///
  /// - Parameters:
  ///   - inputs: A value for every used symbol.
  ///   - errors: How far each entry of some symbols may be off.
  ///   - rounding: How each step on the way is rounded.
  /// - Returns: one number for each entry of the answer.
  public func errors(
    _ inputs: [String: Tensor<Double>], of errors: [String: [Double]], rounding: StepRounding
  ) -> [Double] {
    let evaluator = FormulaEvaluator(graph, outputs: [answer], inputs: inputs)
    return RunningError(
      of: evaluator, rounding: rounding, known: known(errors), answer: answer)[answer]
  }

  /// How far everything the formula defines may be off, to first order.
  ///
  /// - Parameters:
  ///   - inputs: A value for every symbol.
  ///   - replaced: The values of names that the formula defines, in their shapes.
  ///   - errors: How far each entry of some names may be off.
  ///   - rounding: How each step on the way is rounded.
  ///   - asked: The name that is handed in, whose own rounding is left out.
  /// - Returns: one number for each entry, by name.
  public func bindingErrors(
    _ inputs: [String: Tensor<Double>], replacing replaced: [String: Tensor<Double>],
    of errors: [String: [Double]], rounding: StepRounding, asked: String? = nil
  ) -> [String: [Double]] {
    let evaluator = evaluator(inputs, replacing: replaced)
    let all = RunningError(
      of: evaluator, rounding: rounding, known: known(errors), answer: asked.flatMap(node))
    return Dictionary(bindings.map { ($0.name, all[$0.node]) }) { _, last in last }
  }

  private func known(_ errors: [String: [Double]]) -> [NodeID: [Double]] {
    var known: [NodeID: [Double]] = [:]
    for (name, own) in errors {
      guard let node = node(of: name), shape(of: name)?.count == own.count else { continue }
      known[node] = own
    }
    return known
  }
}

extension FormulaGraph {
  /// The step that gives a node's numbers, which may be read through views.
  func lastStep(before id: NodeID) -> NodeID {
    var id = id
    while true {
      switch nodes[id].operation {
      case .view, .reshape: id = nodes[id].inputs[0]
      default: return id
      }
    }
  }
}
