internal import Tensors

/// An index variable with its range: an axis of everything that depends on it.
struct IndexLane: Hashable, Sendable {
  /// Lanes are ordered by the time they were introduced, outermost first.
  let order: Int
  let name: String
  let extent: Int
}

/// What an expression became: a node whose axes are its lanes, in their order, then its own.
struct FormulaValue: Sendable {
  let node: NodeID
  let lanes: [IndexLane]
  let shape: Shape

  init(_ node: NodeID, lanes: [IndexLane] = [], shape: Shape) {
    self.node = node
    self.lanes = lanes
    self.shape = shape
  }

  var laneExtents: [Int] { lanes.map(\.extent) }
}

/// The lanes of several values together, outermost first.
func union(_ lanes: [IndexLane]...) -> [IndexLane] {
  Array(Set(lanes.joined())).sorted { $0.order < $1.order }
}
