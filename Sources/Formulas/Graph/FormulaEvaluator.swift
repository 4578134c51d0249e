public import Tensors

/// Evaluates a graph again and again for different values of some of its nodes.
///
/// What does not depend on the free nodes is computed once. Nothing is looked up by name after
/// creation.
public final class FormulaEvaluator<S: FormulaScalar> {
  private let plan: EvaluationPlan<S>
  private let arena: UnsafeMutablePointer<S>

  /// The operations.
  var graph: FormulaGraph { plan.graph }

  /// Creates an evaluator and evaluates the graph once.
  ///
  /// - Parameters:
  ///   - graph: The operations.
  ///   - outputs: The nodes whose values are wanted.
  ///   - free: The nodes whose values will be changed; nodes they are computed from play no part
  ///     in later evaluations.
  ///   - inputs: The value of each input of the graph by name; every input must be there, in the
  ///     shape the graph was made for.
  public convenience init(
    _ graph: FormulaGraph, outputs: [NodeID], free: Set<NodeID> = [],
    inputs: [String: Tensor<S>]
  ) {
    self.init(EvaluationPlan(graph, outputs: outputs, free: free), inputs: inputs)
  }

  /// Evaluates a plan once.
  init(_ plan: EvaluationPlan<S>, inputs: [String: Tensor<S>]) {
    self.plan = plan
    arena = .allocate(capacity: max(plan.size, 1))
    // Zeros as bytes: other modules run the generic code, which would write each number by a call.
    UnsafeMutableRawPointer(arena).initializeMemory(
      as: UInt8.self, repeating: 0, count: max(plan.size, 1) * MemoryLayout<S>.stride)
    for (offset, values) in plan.constants {
      values.withUnsafeBufferPointer { values in
        if let start = values.baseAddress {
          (arena + offset).update(from: start, count: values.count)
        }
      }
    }
    for (name, offset, shape) in plan.inputs {
      guard let tensor = inputs[name], tensor.shape.count == shape.count else {
        preconditionFailure("no value of shape \(shape) for input \(name)")
      }
      tensor.scalars.withUnsafeBufferPointer { values in
        if let start = values.baseAddress {
          (arena + offset).update(from: start, count: values.count)
        }
      }
    }
    var trace = EvaluationTrace(measuresProducts: false)
    S.run(plan.steps, in: arena, &trace)
  }

  deinit { arena.deallocate() }

  /// Whether a node has a value: it is an output or was needed for one.
  func isEvaluated(_ node: NodeID) -> Bool { plan.offset(of: node) != nil }

  /// The value of a node that is an output or was needed for one.
  public func value(of node: NodeID) -> Tensor<S> {
    let shape = graph.nodes[node].shape
    guard let offset = plan.offset(of: node) else {
      preconditionFailure("node \(node) was not evaluated")
    }
    let scalars = [S](unsafeUninitializedCapacity: shape.count) { values, count in
      count = shape.count
      values.baseAddress?.initialize(from: arena + offset, count: count)
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  /// The memory of a node's value, for reading after, and for a free node writing before, `run`; empty if it was not
  /// needed.
  func memory(of node: NodeID) -> UnsafeMutableBufferPointer<S> {
    guard let offset = plan.offset(of: node) else {
      return UnsafeMutableBufferPointer(start: nil, count: 0)
    }
    return UnsafeMutableBufferPointer(start: arena + offset, count: graph.nodes[node].shape.count)
  }

  /// Evaluates again what depends on the free nodes.
  func run() {
    var trace = EvaluationTrace(measuresProducts: false)
    S.run(plan.update, in: arena, &trace)
  }

  /// Evaluates again what depends on the free nodes, and tells what that did.
  func tracedRun() -> EvaluationTrace {
    var trace = EvaluationTrace(measuresProducts: true)
    S.run(plan.update, in: arena, &trace)
    return trace
  }
}

extension FormulaEvaluator where S == Double {
  /// Evaluates everything again, and rounds what each step gives.
  ///
  /// - Parameters:
  ///   - rounding: How it is rounded.
  ///   - kept: Nodes that keep their values.
  ///   - answer: The node whose own last step is not rounded.
  func replay(_ rounding: RoundedSteps, keeping kept: [NodeID], answer: NodeID) {
    let kept = Set(kept.flatMap { graph.parts(of: $0).compactMap { plan.offset(of: $0.0) } })
    let last = plan.offset(of: graph.lastStep(before: answer))
    var trace = EvaluationTrace()
    for step in plan.steps where !kept.contains(step.out) {
      Double.run([step], in: arena, &trace)
      guard step.out != last else { continue }
      for place in step.out..<step.out + step.count { arena[place] = rounding(arena[place]) }
    }
  }

  /// Writes the values of nodes one after the other, each times its factor.
  func write(_ outputs: [(node: NodeID, factor: Double)], into values: inout [Double]) {
    var next = 0
    for (node, factor) in outputs {
      for value in memory(of: node) {
        values[next] = factor * value
        next += 1
      }
    }
  }
}
