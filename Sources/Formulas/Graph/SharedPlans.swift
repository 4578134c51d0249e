internal import Synchronization

/// The plans by which a formula is evaluated again and again; shared by all copies of the formula, on any thread.
final class SharedPlans: Sendable {
  private struct Purpose: Hashable {
    let scalar: ObjectIdentifier
    let outputs: [NodeID]
  }

  private enum Known {
    /// Asked for once: most formulas are evaluated no more than that.
    case once
    case plan(any Sendable)
  }

  private let known = Mutex<[Purpose: Known]>([:])

  /// Plans of larger graphs take more memory than time.
  private static let mostNodes = 2_000

  /// The plan for some outputs of a graph, which is always the same one.
  func plan<S: FormulaScalar>(_ graph: FormulaGraph, outputs: [NodeID]) -> EvaluationPlan<S> {
    guard graph.nodes.count <= SharedPlans.mostNodes else {
      return EvaluationPlan(graph, outputs: outputs, free: [])
    }
    let purpose = Purpose(scalar: ObjectIdentifier(S.self), outputs: outputs)
    let found = known.withLock { known -> Known? in
      if let found = known[purpose] { return found }
      known[purpose] = .once
      return nil
    }
    if case .plan(let plan as EvaluationPlan<S>) = found { return plan }
    let plan = EvaluationPlan<S>(graph, outputs: outputs, free: [])
    if found != nil { known.withLock { $0[purpose] = .plan(plan) } }
    return plan
  }
}
