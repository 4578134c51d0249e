public import Tensors

extension CompiledFormula {
  /// Rectified units that are off everywhere, a phrase each.
  ///
  /// A unit is a row of a matrix whose columns are samples, or a column of one whose rows are. Where the size of the batch
  /// does not tell which, both are looked at, and called what they are.
  ///
  /// - Parameters:
  ///   - inputs: The givens.
  ///   - batch: How many samples there are; nil if that is not known.
  /// - Returns: The phrases, in the order of the formula's steps.
  public func deadUnits(_ inputs: [String: Tensor<Double>], batch: Int?) -> [String] {
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
      let name = bindings.first { $0.node == id }?.name ?? "a relu"
      let samples = (0..<2).filter { value.shape.dimensions[$0] == batch }
      let axes = samples.count == 1 ? [1 - samples[0]] : [0, 1]
      for axis in axes {
        let dead = (0..<value.shape.dimensions[axis]).filter { value.isZero(at: $0, along: axis) }
        guard !dead.isEmpty else { continue }
        let noun = samples.count == 1 ? "unit" : axis == 0 ? "row" : "column"
        let list = dead.map(String.init).joined(separator: ", ")
        phrases.append(
          "\(noun)\(dead.count == 1 ? "" : "s") \(list) of \(name) \(dead.count == 1 ? "is" : "are") off "
            + (samples.count == 1 ? "for every sample" : "everywhere"))
      }
    }
    return phrases
  }
}

extension Tensor<Double> {
  /// Whether a row, or a column, of a matrix is zero.
  fileprivate func isZero(at place: Int, along axis: Int) -> Bool {
    let (rows, width) = (shape.dimensions[0], shape.dimensions[1])
    return axis == 0
      ? scalars[place * width..<(place + 1) * width].allSatisfy { $0 == 0 }
      : (0..<rows).allSatisfy { scalars[$0 * width + place] == 0 }
  }
}
