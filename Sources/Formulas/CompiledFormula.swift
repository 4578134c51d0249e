public import Tensors

/// A formula whose names, ranges and shapes are settled, ready to be evaluated.
public struct CompiledFormula: Sendable {
  /// The operations.
  public internal(set) var graph: FormulaGraph { didSet { plans = SharedPlans() } }
  /// The node of the answer.
  public let answer: NodeID
  /// The names the formula defined, in their order, with their nodes.
  public let bindings: [(name: String, node: NodeID)]
  /// Ranges that were found and not written, in the order of the text.
  public let inferredRanges: [InferredRange]
  /// The formula with every range written out, so that no range hangs on what else stands in it.
  public let settled: Formula
  /// The names that loops compute at some steps only, with the first step that is missing.
  public let missingSteps: [String: Int]
  /// What shapes tell of operators.
  let operators: OperatorPlaces
  private var symbols: [String: NodeID]
  private var plans = SharedPlans()

  /// Gives a node one more name.
  mutating func name(_ node: NodeID, as name: String) { symbols[name] = node }

  /// Compiles a formula.
  ///
  /// - Parameters:
  ///   - formula: What was written.
  ///   - symbols: The names it may use; a later symbol hides an earlier one of the same name.
  ///   - answerShape: The shape the answer must have, where it is known.
  ///   - infersLargestRange: Whether an index may range as far as bounds allow: in forwards only.
  ///   - primitives: The functions it may call.
  /// - Throws: the first ``FormulaError``.
  public init(
    _ formula: Formula, symbols: [FormulaSymbol], answerShape: Shape? = nil,
    infersLargestRange: Bool = false, primitives: PrimitiveTable = .standard
  ) throws(FormulaError) {
    var lowering = FormulaLowering(
      symbols: symbols, infersLargestRange: infersLargestRange, primitives: primitives)
    answer = try lowering.block(formula, answerShape: answerShape).node
    graph = lowering.graph
    inferredRanges = lowering.inferred
    settled = Formula(lowering.settled)
    operators = lowering.operators
    missingSteps = lowering.growing.mapValues { grown in
      (0...grown.steps.count).first { grown.steps[$0] == nil } ?? 0
    }
    var bindings: [(String, NodeID)] = []
    for name in lowering.defined {
      if let entry = lowering.names[name] { bindings.append((name, entry.value.node)) }
    }
    self.bindings = bindings
    var symbols = lowering.names.mapValues(\.value.node)
    for (name, node) in lowering.directNodes { symbols[DirectVariable.name(of: name)] = node }
    self.symbols = symbols
  }

  /// The shape of the answer.
  public var shape: Shape { graph.nodes[answer].shape }

  /// The shape of a given or binding; nil if there is none of that name.
  public func shape(of name: String) -> Shape? { symbols[name].map { graph.nodes[$0].shape } }

  /// The node of a given or binding; nil if there is none of that name.
  public func node(of name: String) -> NodeID? { symbols[name] }

  /// Whether a loop computes a name's entries, later ones from earlier ones.
  public func isRecursion(_ name: String) -> Bool { node(of: DirectVariable.name(of: name)) != nil }

  /// The names that the formula defines and those of more than one number that it uses, with their nodes.
  var namedSteps: [(name: String, node: NodeID)] {
    let symbols = usedSymbols.sorted().compactMap { name in inputNode(of: name).map { (name, $0) } }
    return bindings.map { ($0.name, $0.node) }
      + symbols.filter { graph.nodes[$0.1].shape.count > 1 }
  }

  /// The node that reads a symbol; nil if none does.
  func inputNode(of name: String) -> NodeID? {
    graph.nodes.firstIndex { node in
      if case .input(name) = node.operation { true } else { false }
    }
  }

  /// Whether every way from one quantity to another goes through a third one; false of recursions, at whose steps ways
  /// come together and part again.
  public func cuts(_ binding: String, from variable: String, to output: String) -> Bool {
    guard let cut = node(of: binding), let start = node(of: variable), let end = node(of: output),
      cut != start, graph.recursions[cut] == nil, graph.recursions[start] == nil,
      graph.dependents(of: [start])[cut]
    else { return false }
    var reaches = [Bool](repeating: false, count: graph.nodes.count)
    for (id, node) in graph.nodes.enumerated() where id != cut {
      reaches[id] = id == start || node.inputs.contains { reaches[$0] }
    }
    return !reaches[end]
  }

  /// How many operations the steps of its loops come to.
  public var loopNodeCount: Int { graph.loopPartner.count }

  /// The multiplications and additions of numbers that it takes to evaluate everything the formula defines.
  public var operationCount: Int {
    let needed = graph.needed(for: [answer] + bindings.map(\.node))
    return graph.nodes.indices.reduce(0) { needed[$1] ? $0 + graph.operationCount(of: $1) : $0 }
  }

  /// The multiplications and additions that it takes to evaluate one quantity again when another one changes.
  ///
  /// - Returns: 0 if a name is unknown.
  public func operationCount(of output: String, by variable: String) -> Int {
    guard let node = self.node(of: output), let free = self.node(of: variable) else { return 0 }
    let needed = graph.needed(for: [node])
    let depends = graph.dependents(of: [free])
    return graph.nodes.indices.reduce(0) {
      needed[$1] && depends[$1] && $1 != free ? $0 + graph.operationCount(of: $1) : $0
    }
  }

  /// Whether a sum of products on the way from one quantity to another has more than so many.
  public func addsUpMore(than most: Int, from variable: String, to output: String) -> Bool {
    guard let node = self.node(of: output), let free = self.node(of: variable) else { return false }
    let needed = graph.needed(for: [node])
    let depends = graph.dependents(of: [free])
    return graph.nodes.indices.contains {
      guard needed[$0], depends[$0],
        case .contract(let products, _, _, _) = graph.nodes[$0].operation
      else { return false }
      return products.shape.count > most
    }
  }

  /// The numbers in memory while everything the formula defines is evaluated.
  public var entryCount: Int {
    let needed = graph.needed(for: [answer] + bindings.map(\.node))
    return graph.nodes.indices.reduce(0) { needed[$1] ? $0 + graph.entryCount(of: $1) : $0 }
  }

  /// The names of symbols that the answer depends on.
  public var usedSymbols: Set<String> {
    let needed = graph.needed(for: [answer])
    var used: Set<String> = []
    for (id, node) in graph.nodes.enumerated() where needed[id] {
      if case .input(let name) = node.operation { used.insert(name) }
    }
    return used
  }

  /// The names that stand in the formula, also where only a shape is read.
  public var mentionedNames: Set<String> {
    settled.statements.reduce(into: []) { names, statement in
      let expressions =
        [statement.value, statement.condition].compactMap { $0 }
        + (statement.target?.indices ?? []) + statement.binders.compactMap(\.bound)
      for expression in expressions { names.formUnion(expression.names) }
    }
  }

  /// The names that are nothing but compared with others, as in `Z == max(Z)`: to which they are equal matters there, and
  /// not how large they are.
  public var comparedNames: Set<String> {
    var compared: Set<String> = []
    var others: Set<String> = []
    func read(_ expression: FormulaExpression) {
      switch expression.kind {
      case .binary(.equal, let left, let right), .binary(.notEqual, let left, let right):
        let (left, right) = (left.names, right.names)
        if left.isEmpty || right.isEmpty { others.formUnion(left.union(right)) }
        compared.formUnion(left.union(right))
      case .name(let name): others.insert(name)
      // Of these only the shape counts.
      case .call("zeros_like", _), .call("size", _): break
      default: expression.kind.children.forEach(read)
      }
    }
    for statement in settled.statements { read(statement.value) }
    return compared.subtracting(others)
  }

  /// Evaluates the answer.
  ///
  /// - Parameter inputs: A value for every used symbol, in its shape.
  /// - Returns: the answer's value.
  public func evaluate<S: FormulaScalar>(_ inputs: [String: Tensor<S>]) -> Tensor<S> {
    FormulaEvaluator(plans.plan(graph, outputs: [answer]), inputs: inputs).value(of: answer)
  }

  /// The names that depend on one of the formula's own, without it.
  public func dependents(of name: String) -> Set<String> {
    guard let node = node(of: name) else { return [] }
    let depends = graph.dependents(of: [node])
    return Set(bindings.filter { $0.node != node && depends[$0.node] }.map(\.name))
  }

  /// Evaluates everything the formula defined, with some of it set to other values.
  ///
  /// - Parameters:
  ///   - inputs: A value for every symbol, in its shape.
  ///   - replaced: The values of names that the formula defines, in their shapes; others are left out.
  /// - Returns: the values by name.
  public func evaluateBindings(
    _ inputs: [String: Tensor<Double>], replacing replaced: [String: Tensor<Double>]
  ) -> [String: Tensor<Double>] {
    let evaluator = evaluator(inputs, replacing: replaced)
    var values: [String: Tensor<Double>] = [:]
    for (name, node) in bindings { values[name] = evaluator.value(of: node) }
    return values
  }

  /// What has evaluated everything the formula defined, with some of it set to other values.
  func evaluator(
    _ inputs: [String: Tensor<Double>], replacing replaced: [String: Tensor<Double>],
    outputs: [NodeID] = []
  ) -> FormulaEvaluator<Double> {
    let known = replaced.filter { node(of: $0.key) != nil && shape(of: $0.key) == $0.value.shape }
    let roots = known.keys.compactMap(node)
    let free = Set(roots.flatMap(graph.freed))
    let evaluator = FormulaEvaluator(
      graph, outputs: bindings.map(\.node) + outputs, free: free, inputs: inputs)
    for (name, value) in known {
      guard let node = node(of: name) else { continue }
      for (part, positions) in graph.parts(of: node) {
        let memory = evaluator.memory(of: part)
        for (place, position) in positions.enumerated() { memory[place] = value.scalars[position] }
      }
    }
    if !free.isEmpty { evaluator.run() }
    return evaluator
  }

  /// What has evaluated one node, and does so again for other values of some nodes.
  func evaluator(
    for output: NodeID, changing free: [NodeID], at inputs: [String: Tensor<Double>]
  ) -> FormulaEvaluator<Double> {
    FormulaEvaluator(plans.plan(graph, outputs: [output], free: free), inputs: inputs)
  }

  /// Evaluates everything the formula defined.
  ///
  /// - Parameter inputs: A value for every symbol, in its shape.
  /// - Returns: the values by name.
  public func evaluateBindings<S: FormulaScalar>(_ inputs: [String: Tensor<S>])
    -> [String: Tensor<S>]
  {
    let evaluator = FormulaEvaluator(
      plans.plan(graph, outputs: bindings.map(\.node)), inputs: inputs)
    var values: [String: Tensor<S>] = [:]
    for (name, node) in bindings { values[name] = evaluator.value(of: node) }
    return values
  }
}
