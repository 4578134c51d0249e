import Foundation
import Tensors
import TestSupport
import Testing

@testable import Formulas

/// A gradient costs a few forwards, whatever the number of inputs.
@Suite struct GradientCostTests {
  /// Forwards with a loss `L`, as they stand in homeworks, of sizes at which arithmetic dominates.
  static let forwards: [(name: String, formula: String, givens: [String: [Int]], by: String)] = [
    ("dense", "L = sum(tanh(W @ x + b)^2)", ["W": [60, 80], "x": [80], "b": [60]], "W"),
    (
      "two layers", "L = -sum(T * log(softmax(V @ sigmoid(W @ X), axis=0)))",
      ["W": [30, 20], "V": [10, 30], "X": [20, 40], "T": [10, 40]], "W"
    ),
    (
      "convolution",
      "y[k,i,j] = b[k] + sum[t,m,n](x[t, 2*i + m, 2*j + n] * W[k,t,m,n]) for k < 4, i < 10, j < 10\nL = sum(g * y)",
      ["x": [3, 21, 21], "W": [4, 3, 3, 3], "b": [4], "g": [4, 10, 10]], "x"
    ),
    (
      "pooling",
      "y[k,i,j] = max[m < 3, n < 3](x[k, 2*i + m, 2*j + n]) for k < 3, i < 10, j < 10\nL = sum(y^2)",
      ["x": [3, 21, 21]], "x"
    ),
    (
      "hinge", "s = X @ W\nL = sum(maximum(0, 1 + s - 0.5)) + 0.1 * sum(W^2)",
      ["X": [50, 20], "W": [20, 10]], "W"
    ),
    (
      "layer normalisation",
      "C = X - mean(X, axis=1, keepdims=true)\nL = sum(g * C / sqrt(mean(C^2, axis=1, keepdims=true) + 1e-5))",
      ["X": [40, 30], "g": [40, 30]], "X"
    ),
    ("entrywise", "L = sum(exp(-x) * x + log(1 + x^2) / (2 + sin(x)))", ["x": [2_000]], "x"),
  ]

  @Test(arguments: forwards.map(\.name))
  func aGradientCostsAFewForwards(_ name: String) throws {
    let (_, formula, shapes, variable) = try #require(Self.forwards.first { $0.name == name })
    var generator = SeededGenerator(seed: 3)
    let givens = shapes.mapValues { shape in
      tensor(shape, (0..<shape.reduce(1, *)).map { _ in 0.1 + generator.normal().magnitude })
    }
    let forward = try compile(formula, givens)
    let loss = try #require(forward.node(of: "L"))
    var graph = forward.graph
    let seed = graph.constant(1)
    let gradient = graph.gradient(
      of: loss, seed: seed, by: try #require(forward.node(of: variable)))
    let cost = graph.work(for: [loss, gradient]) / graph.work(for: [loss])
    print("gradient of \(name): \((cost * 100).rounded() / 100) forwards of operations")
    #expect(cost <= 5)
  }
}

extension FormulaGraph {
  /// The numbers that are worked out, products and terms of sums counted one by one.
  func work(for outputs: [NodeID]) -> Double {
    let needed = needed(for: outputs)
    var work = 0
    for (id, node) in nodes.enumerated() where needed[id] {
      switch node.operation {
      case .constant, .input, .reshape: break
      case .contract(_, _, let length, _): work += node.shape.count * length
      case .reduce(_, let length): work += node.shape.count * length
      case .rows: work += nodes[node.inputs[0]].shape.count
      case .scatter: work += nodes[node.inputs[1]].shape.count + node.shape.count
      case .assemble(let views):
        work += views.reduce(node.shape.count) { $0 + $1.shape.count }
      case .view, .unary, .binary, .select: work += node.shape.count
      }
    }
    return Double(work)
  }
}
