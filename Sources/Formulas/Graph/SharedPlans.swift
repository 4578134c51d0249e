internal import Synchronization

/// The plans by which a graph is evaluated again and again; shared by all copies of what holds it, on any thread.
final class SharedPlans: Sendable {
  private struct Purpose: Hashable {
    let scalar: ObjectIdentifier
    let outputs: [NodeID]
    let free: [NodeID]
  }

  private enum Known {
    /// Asked for once: most graphs are evaluated no more than that.
    case once
    case plan(any Sendable)
  }

  private let known = Mutex<(plans: [Purpose: Known], nodes: Int)>(([:], 0))

  /// Plans of larger graphs take more memory than time.
  private static let mostNodes = 2_000
  /// The nodes of all plans that are kept.
  private static let mostNodesKept = 8_000

  /// The plan for some outputs of a graph, which is always the same one.
  ///
  /// - Parameters:
  ///   - graph: The operations.
  ///   - outputs: The nodes whose values are wanted.
  ///   - free: The nodes whose values will be changed.
  /// - Returns: the plan; it holds no inputs.
  func plan<S: FormulaScalar>(_ graph: FormulaGraph, outputs: [NodeID], free: [NodeID] = [])
    -> EvaluationPlan<S>
  {
    guard graph.nodes.count <= SharedPlans.mostNodes else {
      return EvaluationPlan(graph, outputs: outputs, free: Set(free))
    }
    let purpose = Purpose(scalar: ObjectIdentifier(S.self), outputs: outputs, free: free)
    let found = known.withLock { known -> Known? in
      if let found = known.plans[purpose] { return found }
      known.plans[purpose] = .once
      return nil
    }
    if case .plan(let plan as EvaluationPlan<S>) = found { return plan }
    let plan = EvaluationPlan<S>(graph, outputs: outputs, free: Set(free))
    if found != nil {
      known.withLock { known in
        guard known.nodes + graph.nodes.count <= SharedPlans.mostNodesKept else { return }
        known.nodes += graph.nodes.count
        known.plans[purpose] = .plan(plan)
      }
    }
    return plan
  }
}
