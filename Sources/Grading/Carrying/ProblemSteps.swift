internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// The steps of a problem's forward, and of the way back through it, that may be wrong, and how what is asked for depends
/// on each.
///
/// All of it is the same for every student who has these inputs, so it is worked out once.
final class ProblemSteps: Sendable {
  /// One of them.
  struct Step: Sendable {
    let node: NodeID
    /// The places of the parts that depend on it.
    let places: Set<Int>
    let count: Int
    let isGiven: Bool
    /// What the forward calls it; nil if it has no name.
    let name: DerivedForward.StepName?
  }

  /// The steps in their order: as many as can be looked at in a bearable time.
  let all: [Step]
  private let problem: Problem
  private let derived: DerivedForward
  private struct Known {
    var sensitivities: [NodeID: StepSensitivity] = [:]
    var linearizations: [Key: Linearization?] = [:]
    var entries = 0
  }
  private struct Key: Hashable {
    let node: NodeID
    let places: [Int]
    let equationCount: Int
  }
  private let known = Mutex(Known())

  /// The operations that all slopes of one problem may take.
  private static let mostOperations = 20_000_000
  /// The numbers that are kept for the next student.
  private static let mostKept = 2_000_000

  init(_ problem: Problem, _ derived: DerivedForward) {
    self.problem = problem
    self.derived = derived
    var left = ProblemSteps.mostOperations
    let cost = max(1, derived.operationCount)
    all = derived.steps(maximumCount: HiddenValue.mostEntries).compactMap { node in
      let count = derived.entryCount(of: node)
      let (operations, overflow) = cost.multipliedReportingOverflow(by: count + 1)
      guard !overflow, operations <= left else { return nil }
      left -= operations
      return Step(
        node: node, places: derived.places(dependingOn: node), count: count,
        isGiven: derived.isGiven(node), name: derived.name(of: node))
    }
  }

  /// How all parts depend on a step.
  func sensitivity(of step: Step) -> StepSensitivity {
    if let found = known.withLock({ $0.sensitivities[step.node] }) { return found }
    let made = StepSensitivity(problem.parts, probe(at: step, for: step.places.sorted()))
    known.withLock { known in
      known.entries += made.entryCount
      if known.entries <= ProblemSteps.mostKept { known.sensitivities[step.node] = made }
    }
    return made
  }

  /// How some parts depend on what a change leaves unknown of a step.
  ///
  /// - Parameters:
  ///   - step: The step.
  ///   - change: What is unknown.
  ///   - places: The places of the parts, those first that determine what is unknown.
  ///   - count: How many of the parts determine it.
  /// - Returns: nil where they do not determine it, or something is not finite.
  func linearization(
    of step: Step, _ change: HiddenChange, _ places: [Int], determinedBy count: Int
  ) -> Linearization? {
    // That of one number is worked out at once.
    guard change.isWhole else { return makeLinearization(of: step, change, places, count) }
    let key = Key(node: step.node, places: places, equationCount: count)
    if let found = known.withLock({ $0.linearizations[key] }) { return found }
    let made = makeLinearization(of: step, change, places, count)
    known.withLock { known in
      known.entries += (made?.slopes.values.count ?? 0) + (made?.inverse.count ?? 0)
      if known.entries <= ProblemSteps.mostKept { known.linearizations[key] = .some(made) }
    }
    return made
  }

  private func makeLinearization(
    of step: Step, _ change: HiddenChange, _ places: [Int], _ count: Int
  ) -> Linearization? {
    let sensitivity = sensitivity(of: step)
    var base: [Double] = []
    var slopes: [Slopes] = []
    var equationCount = 0
    for (index, place) in places.enumerated() {
      guard let numbers = sensitivity.base[place], let own = sensitivity.slopes[place] else {
        return nil
      }
      if index < count { equationCount += numbers.count }
      base += numbers
      slopes.append(own.by(change, of: sensitivity.right))
    }
    return Linearization(
      base: base, slopes: Slopes(joining: slopes), equationCount: equationCount)
  }

  /// What evaluates some of what is asked for, for other values of a step.
  func probe(at step: Step, for places: [Int]) -> ForwardProbe {
    derived.probe(at: step.node, for: places, problem.inputs)
  }
}
