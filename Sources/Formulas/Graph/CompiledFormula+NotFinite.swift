public import Tensors

/// Where numbers that are not finite come from.
extension CompiledFormula {
  /// The first operation on the way to a value that makes something not finite of finite numbers, in a clause.
  ///
  /// - Parameters:
  ///   - name: The name of the value; nil for the answer.
  ///   - inputs: A value for every used symbol.
  ///   - show: A number for people.
  /// - Returns: such as `log(-2), on the way to L, is nan`; nil where the value is finite or the name unknown.
  public func causeOfNotFinite(
    in name: String?, _ inputs: [String: Tensor<Double>], show: (Double) -> String
  ) -> String? {
    guard let end = name.map({ node(of: $0) }) ?? answer else { return nil }
    let evaluator = FormulaEvaluator(graph, outputs: [end], inputs: inputs)
    guard
      let (site, entry) = graph.sourceOfNotFinite(end, { evaluator.memory(of: $0) }),
      let value = evaluator.memory(of: site).dropFirst(entry).first
    else { return nil }
    if case .input(let name) = graph.nodes[site].operation {
      let index = graph.nodes[site].shape.index(at: entry).map(String.init)
      return "\(name)\(index.isEmpty ? "" : "[\(index.joined(separator: ", "))]") is \(show(value))"
    }
    let operands = graph.nodes[site].inputs.map { Array(evaluator.memory(of: $0)) }
    let place = namedPlace(of: site).name.map { ", on the way to \($0)," } ?? ""
    return "\(graph.words(site, entry, operands, show))\(place) is \(show(value))"
  }

  /// The largest condition number of a matrix that is inverted, or whose determinant is taken, on the way to each name.
  ///
  /// - Parameter inputs: A value for every symbol.
  /// - Returns: the names with the condition numbers, in the order of the formula.
  public func matrixConditions(_ inputs: [String: Tensor<Double>]) -> [(
    name: String, condition: Double
  )] {
    let sites = graph.nodes.indices.filter { site in
      if case .rows(let function, let length) = graph.nodes[site].operation {
        function.condition([Double](repeating: 1, count: length)) != nil
      } else {
        false
      }
    }
    guard !sites.isEmpty else { return [] }
    let evaluator = FormulaEvaluator(graph, outputs: sites, inputs: inputs)
    var found: [(name: String, condition: Double)] = []
    for site in sites {
      guard case .rows(let function, let length) = graph.nodes[site].operation,
        let name = namedPlace(of: site).name
      else { continue }
      let values = Array(evaluator.memory(of: graph.nodes[site].inputs[0]))
      let rows = stride(from: 0, to: values.count - length + 1, by: max(length, 1))
      let condition = rows.compactMap { function.condition(Array(values[$0..<$0 + length])) }.max()
      guard let condition else { continue }
      if let place = found.firstIndex(where: { $0.name == name }) {
        found[place].condition = max(found[place].condition, condition)
      } else {
        found.append((name, condition))
      }
    }
    return found
  }
}

extension FormulaGraph {
  /// The node, and its entry, at which what is not finite in a node begins; nil if nothing is.
  ///
  /// The logarithm of 0 is often meant: it is blamed only where nothing else can be.
  fileprivate func sourceOfNotFinite(
    _ end: NodeID, _ values: (NodeID) -> UnsafeMutableBufferPointer<Double>
  ) -> (node: NodeID, entry: Int)? {
    func entry(_ node: NodeID) -> Int? {
      values(node).firstIndex { $0.isNaN } ?? values(node).firstIndex { $0 == .infinity }
    }
    func lost(_ node: NodeID) -> Int? {
      entry(node) ?? values(node).firstIndex { $0 == -.infinity }
    }
    guard var place = lost(end) else { return nil }
    var site = end
    while true {
      let inputs = nodes[site].inputs
      // Not a number made of infinities is made here.
      let isMade = entry(site) != nil
      guard
        let before = inputs.first(where: { entry($0) != nil })
          ?? (isMade ? nil : inputs.first { lost($0) != nil }), let next = lost(before)
      else { return (site, place) }
      (site, place) = (before, next)
    }
  }

  /// An operation with the numbers it was given, in words.
  fileprivate func words(
    _ site: NodeID, _ entry: Int, _ operands: [[Double]], _ show: (Double) -> String
  ) -> String {
    func operand(_ position: Int) -> String {
      guard position < operands.count else { return "" }
      let numbers = operands[position]
      return numbers.count == 1
        ? show(numbers[0]) : entry < numbers.count ? show(numbers[entry]) : ""
    }
    switch nodes[site].operation {
    case .unary(let function):
      return function.word.contains(" ")
        ? "\(function.word) of \(operand(0))" : "\(function.word)(\(operand(0)))"
    case .binary(let function): return function.words(operand(0), operand(1))
    case .rows(let function, let length):
      let row = function.reduces ? entry : entry / max(length, 1)
      let start = min(row * length, operands[0].count)
      return function.words(
        Array(operands[0][start..<min(start + length, operands[0].count)]), show)
    case .reduce(let kind, _): return "the \(kind.rawValue) of so large numbers, or of none,"
    case .contract: return "a sum of so large products"
    default: return "a number"
    }
  }
}
