public import Tensors

/// Evaluates one number of a forward along a line through several of its quantities, all moved at once.
public final class ForwardLine {
  private let evaluator: FormulaEvaluator<Double>
  private let parameter: NodeID
  private let outputs: [(node: NodeID, factor: Double)]
  /// The number of summands that the number has.
  public let sampleCount: Int
  private let equivalentMagnitude: Double

  /// A quantity, and how each of its entries moves.
  public struct Motion: Sendable {
    /// A given or binding of the forward.
    public let name: String
    /// What is added to each entry at 1.
    public let direction: [Double]

    /// Creates a motion.
    public init(_ name: String, _ direction: [Double]) {
      self.name = name
      self.direction = direction
    }
  }

  /// A forward of more operations takes too long: each evaluation goes through all of them.
  private static let mostNodes = 50_000

  /// Creates a line; nil if a name is unknown or what a loop computes, if the output is not one number, or if the forward is
  /// too large.
  ///
  /// - Parameters:
  ///   - forward: The compiled forward.
  ///   - output: A name of one number.
  ///   - motions: What is moved. Where one quantity is computed from another, its motion is added to what is computed.
  ///   - inputs: The values of the givens.
  public init?(
    _ forward: CompiledFormula, of output: String, along motions: [Motion],
    inputs: [String: Tensor<Double>]
  ) {
    var directions: [NodeID: [Double]] = [:]
    for motion in motions {
      guard let node = forward.node(of: motion.name), forward.graph.recursions[node] == nil,
        forward.graph.nodes[node].shape.count == motion.direction.count
      else { return nil }
      directions[node] = motion.direction
    }
    guard let end = forward.node(of: output), forward.graph.nodes[end].shape.count == 1,
      forward.graph.nodes.count <= ForwardLine.mostNodes
    else { return nil }
    let name = "parameter of the line"
    var (graph, parameter, places) = forward.graph.moved(along: directions, by: name)
    outputs = graph.summands(of: places[end], varying: parameter)
    self.parameter = parameter
    sampleCount = outputs.reduce(0) { $0 + graph.nodes[$1.node].shape.count }
    var inputs = inputs
    inputs[name] = Tensor(repeating: 0, shape: .scalar)
    evaluator = FormulaEvaluator(
      EvaluationPlan(graph, outputs: outputs.map(\.node), free: [parameter], freezes: true),
      inputs: inputs)
    equivalentMagnitude = evaluator.equivalentMagnitude(of: outputs)
  }

  /// Evaluates at a place of the line.
  ///
  /// - Parameters:
  ///   - place: 0 at the point itself.
  ///   - values: Where to write the summands.
  /// - Returns: what the evaluation did.
  public func sample(at place: Double, into values: inout [Double]) -> EvaluationTrace {
    evaluator.memory(of: parameter)[0] = place
    var trace = evaluator.tracedRun()
    trace.magnitude = max(trace.magnitude, equivalentMagnitude)
    evaluator.write(outputs, into: &values)
    return trace
  }
}

extension FormulaGraph {
  /// The graph in which nodes move along directions, with the node of the parameter, and where each node is now.
  fileprivate func moved(along directions: [NodeID: [Double]], by name: String) -> (
    graph: FormulaGraph, parameter: NodeID, places: [NodeID]
  ) {
    var graph = FormulaGraph()
    let parameter = graph.add(.input(name: name), [], shape: .scalar)
    var places: [NodeID] = []
    for (id, node) in nodes.enumerated() {
      var operation = node.operation
      if case .contract(let a, let b, let length, let products) = operation {
        operation = .contract(a, b, length: length, products: places[products])
      }
      let own = graph.add(operation, node.inputs.map { places[$0] }, shape: node.shape)
      guard let direction = directions[id] else {
        places.append(own)
        continue
      }
      let way = graph.constant(Tensor(shape: node.shape, scalars: direction))
      let step = graph.add(.binary(.product), [parameter, way], shape: node.shape)
      places.append(graph.add(.binary(.sum), [own, step], shape: node.shape))
    }
    return (graph, parameter, places)
  }
}
