internal import Tensors

/// Backpropagation through time that is truncated.
extension FormulaGraph {
  /// Adds what computes gradients where nothing goes back through more than so many steps of a loop.
  ///
  /// What arrives at a node is kept apart by the steps it has gone back through since it entered the loop.
  mutating func truncatedGradients(
    of output: NodeID, seed: NodeID, by free: [NodeID], after steps: Int
  ) -> [NodeID] {
    let roots = Set(free.flatMap(freed))
    let depends = dependents(of: roots)
    let first = roots.min() ?? output
    let starts = Set(recursions.values.flatMap(\.steps)).filter { loopStep[$0] == nil }
    var adjoints = [Adjoints](repeating: [:], count: steps + 1)
    adjoints[0] = [output: Adjoint(whole: seed)]
    for id in (first...max(first, output)).reversed() where depends[id] && id != first {
      for age in 0...steps {
        guard let upstream = total(of: id, &adjoints[age]) else { continue }
        var sent: Adjoints = [:]
        pullBack(id, upstream, depends, .right, &sent)
        for (input, adjoint) in sent.sorted(by: { $0.key < $1.key }) {
          let older = age + stepsBack(from: id, to: input, starts)
          guard older <= steps else { continue }
          if let whole = adjoint.whole { add(whole, to: input, &adjoints[older]) }
          for (piece, view) in adjoint.pieces { scatter(piece, view, to: input, &adjoints[older]) }
        }
      }
    }
    return free.map { node in
      (0...steps).map { gradient(by: node, &adjoints[$0]) }.reduce(nil) { sum, next in
        sum.map { binary(.sum, $0, next) } ?? next
      } ?? constant(Tensor(repeating: 0, shape: nodes[node].shape))
    }
  }

  private func stepsBack(from id: NodeID, to input: NodeID, _ starts: Set<NodeID>) -> Int {
    guard let own = loopStep[id] else { return 0 }
    // The first values of a loop are defined before it.
    guard let other = loopStep[input] else { return starts.contains(input) ? 1 : 0 }
    return own.loop == other.loop ? max(own.step - other.step, 0) : 0
  }
}

extension CompiledFormula {
  /// Loops of more steps are not truncated: each number of steps takes as many ways back.
  private static let mostTruncatedNodes = 20_000
  /// After so many steps at most.
  private static let mostTruncatedSteps = 3

  /// Truncations of backpropagation through the formula's loops.
  func truncations(_ varies: [Bool], _ needed: [Bool]) -> [BackwardSlip] {
    let sites = graph.recursions.filter { varies[$0.key] && needed[$0.key] && !$0.value.isDirect }
    guard let site = sites.keys.min(), loopNodeCount <= CompiledFormula.mostTruncatedNodes else {
      return []
    }
    let longest = sites.values.map(\.steps.count).max() ?? 0
    let place = namedPlace(of: site)
    return (0...CompiledFormula.mostTruncatedSteps).filter { $0 + 2 < longest }.map { steps in
      BackwardSlip(
        id: EditID(
          statement: place.statement, path: [site], kind: "back.truncated-\(steps)", number: steps),
        says: steps == 0
          ? "nothing goes back from one step of the loop to the one before it"
          : "backpropagation through time stops after \(steps) step\(steps == 1 ? "" : "s")",
        rank: 4, site: site, change: .truncated(steps))
    }
  }
}
