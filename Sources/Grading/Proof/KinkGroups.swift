internal import Coursework
internal import Differences
internal import Formulas
internal import Tensors

/// Entries at kinks that share one slope among them, as the places of a tied maximum do.
struct KinkGroup: Sendable {
  /// The positions in the answer.
  let positions: [Int]
  /// The slopes of moving all of them together, down and up, in order.
  let slopes: ClosedRange<Double>
  /// How far these may be off.
  let bound: Double
}

/// Finds the groups of a part's entries.
///
/// Two entries are tied where the slope to one side of moving both is not the sum of their own: at separate kinks it
/// is, at a maximum that both attain it is not.
struct KinkGroups {
  /// More kinks than anybody sets on purpose would take long to sort out.
  private static let mostKinks = 32

  private let function: ForwardFunction
  private let components: [Range<Int>]
  private let derivatives: [Derivative]
  private let inputs: Int

  static func of(_ part: Part, in problem: Problem, _ derivatives: [Derivative]) -> [KinkGroup] {
    guard derivatives.contains(where: { $0.isKink }), part.isWhole,
      case .derivative(let output, let variable) = part.quantity, let forward = problem.forward,
      let sampler = ForwardSampler(forward, of: output, by: variable, inputs: problem.inputs)
    else { return [] }
    let count = sampler.sampleCount
    let groups = KinkGroups(
      function: ForwardFunction(sampler: sampler),
      components: sampler.isReduced ? [0..<count] : (0..<count).map { $0..<$0 + 1 },
      derivatives: derivatives, inputs: sampler.point.count)
    return groups.components.indices.flatMap(groups.ofRow)
  }

  private func ofRow(_ row: Int) -> [KinkGroup] {
    let kinks = (0..<inputs).filter { derivatives[row * inputs + $0].isKink }
    guard kinks.count > 1, kinks.count <= KinkGroups.mostKinks else { return [] }
    var group = Array(kinks.indices)
    for a in kinks.indices {
      for b in kinks.indices where b > a && group[a] != group[b] {
        guard areTied(kinks[a], kinks[b], row: row) else { continue }
        let (kept, merged) = (group[a], group[b])
        for place in group.indices where group[place] == merged { group[place] = kept }
      }
    }
    return Set(group).sorted().compactMap { number in
      let members = kinks.indices.filter { group[$0] == number }.map { kinks[$0] }
      guard members.count > 1, let together = slopes(of: members, row: row),
        together.below.isFinite, together.above.isFinite
      else { return nil }
      return KinkGroup(
        positions: members.map { row * inputs + $0 },
        slopes: min(together.below, together.above)...max(together.below, together.above),
        bound: together.bound)
    }
  }

  private func areTied(_ a: Int, _ b: Int, row: Int) -> Bool {
    guard let first = derivatives[row * inputs + a].sides,
      let second = derivatives[row * inputs + b].sides,
      let both = slopes(of: [a, b], row: row)
    else { return true }
    let size = max(
      first.below.magnitude, first.above.magnitude, second.below.magnitude, second.above.magnitude)
    let allowed = first.bound + second.bound + both.bound + 1e-6 * size
    return (both.above - first.above - second.above).magnitude > allowed
      || (both.below - first.below - second.below).magnitude > allowed
  }

  /// The slopes of moving some inputs together.
  private func slopes(of members: [Int], row: Int) -> (below: Double, above: Double, bound: Double)?
  {
    var direction = [Double](repeating: 0, count: inputs)
    for member in members { direction[member] = 1 }
    return NumericDerivative.directional(
      of: function, along: direction, components: [components[row]]
    )[0].sides
  }
}
