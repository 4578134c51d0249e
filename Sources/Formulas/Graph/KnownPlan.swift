internal import Synchronization

/// The last plan by which some of what is asked for was evaluated: the same for all inputs.
final class KnownPlan: Sendable {
  private let last = Mutex<(places: Set<Int>, plan: EvaluationPlan<Double>)?>(nil)

  /// Plans of larger graphs take more memory than time.
  private static let mostNodes = 2_000

  func plan(for places: Set<Int>, _ make: () -> EvaluationPlan<Double>) -> EvaluationPlan<Double> {
    if let known = last.withLock({ $0 }), known.places == places { return known.plan }
    let plan = make()
    if plan.graph.nodes.count <= KnownPlan.mostNodes { last.withLock { $0 = (places, plan) } }
    return plan
  }
}
