internal import Tensors

/// A tensor whose parts are computed one after the other, later ones from earlier ones.
struct Recursion: Sendable {
  /// The parts, in the order of their index.
  let steps: [NodeID]
  /// Where each of them lies in the whole.
  let views: [StridedView]
  /// Whether a derivative by it is the direct one, with all other parts held fast.
  ///
  /// Else a part is changed once it has been computed, and what follows from it changes too: ∂L/∂h[t] is then the δ of
  /// backpropagation through time.
  let isDirect: Bool
}

/// The name under which a formula's direct derivative by a recursion is asked for.
public enum DirectVariable {
  private static let prefix = "direct "

  /// The name of the direct one.
  ///
  /// - Parameter name: The recursion's name.
  /// - Returns: a name that no formula can define.
  public static func name(of name: String) -> String { prefix + name }

  /// The name without the mark, and whether it bore one.
  ///
  /// - Parameter variable: A name by which something is differentiated.
  /// - Returns: the name as it stands in formulas.
  public static func plain(_ variable: String) -> (name: String, isDirect: Bool) {
    variable.hasPrefix(prefix)
      ? (String(variable.dropFirst(prefix.count)), true) : (variable, false)
  }
}

extension FormulaGraph {
  /// Says that nodes do the same at the steps of a loop: one slip is made at all of them.
  ///
  /// - Parameter statements: For each statement of the loop the nodes of each step, which correspond where there are as many
  ///   of them.
  mutating func pair(_ statements: [[Range<NodeID>]]) {
    let loop = statements.first?.first?.lowerBound ?? 0
    for ranges in statements {
      guard let last = ranges.last else { continue }
      for (step, range) in ranges.enumerated() {
        for (place, id) in range.enumerated() {
          loopPartner[id] = range.count == last.count ? last.lowerBound + place : id
          loopStep[id] = (loop, step)
        }
      }
    }
  }

  /// The graph in which a recursion can be changed from outside, and the node by which.
  ///
  /// For the direct derivative that node holds all of it. Else it is added to what is computed, 0 at first: adding at
  /// one step changes what is computed from it later.
  ///
  /// - Parameters:
  ///   - id: The node of the whole.
  ///   - name: A name that no input has.
  /// - Returns: the graph, the node, and where each node is now; nil if it is no recursion.
  func opened(_ id: NodeID, as name: String) -> (
    graph: FormulaGraph, free: NodeID, places: [NodeID]
  )? {
    guard let recursion = recursions[id] else { return nil }
    var graph = FormulaGraph()
    let free = graph.add(.input(name: name), [], shape: nodes[id].shape)
    let views = Dictionary(zip(recursion.steps, recursion.views)) { first, _ in first }
    var places: [NodeID] = []
    for (id, node) in nodes.enumerated() {
      let inputs = node.inputs.map { places[$0] }
      var operation = node.operation
      if case .contract(let a, let b, let length, let products) = operation {
        operation = .contract(a, b, length: length, products: places[products])
      }
      guard let view = views[id] else {
        places.append(graph.add(operation, inputs, shape: node.shape))
        continue
      }
      let part = graph.add(.view(view), [free], shape: node.shape)
      guard !recursion.isDirect else {
        places.append(part)
        continue
      }
      let computed = graph.add(operation, inputs, shape: node.shape)
      places.append(graph.add(.binary(.sum), [computed, part], shape: node.shape))
    }
    return (graph, free, places)
  }
}
