public import Tensors

extension CompiledFormula {
  /// Rectified units that are off everywhere, a phrase each.
  ///
  /// A unit is a row of a matrix of units and samples, or an entry of a vector.
  public func deadUnits(_ inputs: [String: Tensor<Double>]) -> [String] {
    let rectified = graph.nodes.indices.filter { id in
      if case .unary(let function) = graph.nodes[id].operation {
        function.smoothness == .kink(rectifies: true)
      } else {
        false
      }
    }
    guard !rectified.isEmpty else { return [] }
    let evaluator = FormulaEvaluator(graph, outputs: Array(rectified), inputs: inputs)
    var phrases: [String] = []
    for id in rectified {
      let value = evaluator.value(of: id)
      guard value.shape.rank == 2 else { continue }
      let width = value.shape.dimensions[1]
      let dead = (0..<value.shape.dimensions[0]).filter { row in
        value.scalars[row * width..<(row + 1) * width].allSatisfy { $0 == 0 }
      }
      guard !dead.isEmpty else { continue }
      let name = bindings.first { $0.node == id }?.name ?? "a relu"
      let list = dead.map(String.init).joined(separator: ", ")
      phrases.append(
        "unit\(dead.count == 1 ? "" : "s") \(list) of \(name) \(dead.count == 1 ? "is" : "are") off for every sample"
      )
    }
    return phrases
  }
}
