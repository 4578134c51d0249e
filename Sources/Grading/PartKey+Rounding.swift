internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// How far rounding on the way to an answer may move what is right.
extension PartKey {
  /// How far the reference moves when all steps on the way to it move by one, those of the forward too; nil
  /// for large ones.
  ///
  /// - Parameter replaced: The student's own earlier answers.
  /// - Returns: how far each entry moves when each step moves by one, and when it moves by all of its size.
  func stepSensitivity(at replaced: [String: Tensor<Double>]) -> (
    absolute: [Double], relative: [Double]
  )? {
    let used = replaced.filter { uses($0.key) }
    guard used.isEmpty else { return makeStepSensitivity(at: used) }
    // Most students have the same: nothing that was replaced.
    return ownSteps.withLock { made in
      if let made { return made }
      let steps = makeStepSensitivity(at: [:])
      made = .some(steps)
      return steps
    }
  }

  private func makeStepSensitivity(at replaced: [String: Tensor<Double>]) -> (
    absolute: [Double], relative: [Double]
  )? {
    guard part.shape.count <= PartKey.mostSteps else { return nil }
    var sums: (absolute: [Double], relative: [Double])
    if let formula = part.reference {
      let steps = ReverseDerivative.stepSensitivity(
        of: formula, inputs: scope.merging(replaced) { $1 })
      let before = forwardSensitivity.filter { replaced[$0.key] == nil }
      let absolute = spread(of: before.mapValues(\.absolute), at: replaced)
      let relative = spread(of: before.mapValues(\.relative), at: replaced)
      sums = (zip(steps.absolute, absolute).map(+), zip(steps.relative, relative).map(+))
    } else {
      guard let forward = problem.forward, let name = asked else { return nil }
      let steps = ReverseDerivative.stepSensitivity(
        of: forward, binding: name, inputs: problem.inputs)
      sums = (part.take(steps.absolute), part.take(steps.relative))
    }
    return (sums.absolute + sums.relative).allSatisfy(\.isFinite) ? sums : nil
  }

  private static let mostSteps = 256

  private var forwardSensitivity: [String: StepSensitivity] {
    forwardSteps.withLock { made in
      if let made { return made }
      var steps: [String: StepSensitivity] = [:]
      if let forward = problem.forward, let formula = part.reference {
        let earlier = earlierParts
        for (name, _) in forward.bindings
        where formula.usedSymbols.contains(name) && !earlier.contains(name)
          && forward.shape(of: name)?.count ?? .max <= PartKey.mostSteps
        {
          // The binding itself is a step as well.
          var own = ReverseDerivative.stepSensitivity(
            of: forward, binding: name, inputs: problem.inputs)
          let values = scope[name]?.scalars ?? []
          for (position, value) in zip(own.absolute.indices, values) {
            own.absolute[position] += 1
            own.relative[position] += value.magnitude
          }
          steps[name] = own
        }
      }
      made = steps
      return steps
    }
  }

  /// The ids of the parts before this one.
  var earlierParts: Set<String> {
    Set(problem.parts.prefix { $0.id != part.id }.map(\.id))
  }
}
