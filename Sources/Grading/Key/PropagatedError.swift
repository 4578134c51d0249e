internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// How errors of what a part is built on, and rounding of the steps on the way to it, move its right answer.
///
/// First-order error analysis: an entry moves by at most `Σ |∂entry/∂step| · error(step)`.
final class PropagatedError: Sendable {
  private let dependencies: PartDependencies
  private let forwardSensitivity = Mutex<[String: StepSensitivity]?>(nil)
  private let ownSensitivity = Mutex<(absolute: [Double], relative: [Double])??>(nil)

  /// Larger Jacobians would take longer than all other grading.
  static let maximumJacobianEntries = 1_000_000
  /// The sensitivity to each step is worked out for answers of at most so many entries.
  private static let maximumSensitivityEntries = 256

  init(_ dependencies: PartDependencies) { self.dependencies = dependencies }

  private var part: Part { dependencies.part }
  private var problem: Problem { dependencies.problem }

  /// `Σ |∂row/∂column| · error(column)` for each row of a Jacobian.
  static func bound(_ jacobian: Tensor<Double>, _ errors: [Double]) -> [Double] {
    let rows = jacobian.scalars.count / max(errors.count, 1)
    return (0..<rows).map { row in
      var sum = 0.0
      for (column, error) in errors.enumerated() {
        sum += jacobian.scalars[row * errors.count + column].magnitude * error
      }
      return sum
    }
  }

  /// How far the reference may move when the values of some names are off.
  ///
  /// - Parameters:
  ///   - errors: The largest error of each entry of each name.
  ///   - replaced: The values of names that stand in place of the right ones.
  /// - Returns: The bound of each entry.
  func firstOrderErrorBound(
    of errors: [String: [Double]], at replaced: [String: Tensor<Double>]
  ) -> [Double] {
    var bound = [Double](repeating: 0, count: part.shape.count)
    let errors = dependencies.errorsDownstream(of: errors)
    guard let formula = part.reference else {
      return dependencies.requestedBinding.flatMap { errors[$0] }.map(part.take) ?? bound
    }
    let inputs = dependencies.scope(replacing: replaced)
    let used = formula.usedSymbols
    for (name, own) in errors.sorted(by: { $0.key < $1.key })
    where used.contains(name) && own.contains(where: { $0 > 0 })
      && own.count * bound.count <= PropagatedError.maximumJacobianEntries
    {
      guard
        let jacobian = ReverseDerivative.jacobian(ofAnswer: formula, by: name, inputs: inputs)
      else { continue }
      for (row, sum) in PropagatedError.bound(jacobian, own).enumerated() { bound[row] += sum }
    }
    return bound
  }

  /// The L1 sensitivity of each entry to every intermediate value, those of the forward included; nil for
  /// large answers.
  ///
  /// - Parameter replaced: The student's own earlier answers.
  /// - Returns: How far each entry moves when each step moves by one, and when it moves by all of its size.
  func stepSensitivity(at replaced: [String: Tensor<Double>]) -> (
    absolute: [Double], relative: [Double]
  )? {
    let used = replaced.filter { dependencies.depends(on: $0.key) }
    guard used.isEmpty else { return makeStepSensitivity(at: used) }
    // Most students have the same: nothing that was replaced.
    return ownSensitivity.withLock { made in
      if let made { return made }
      let steps = makeStepSensitivity(at: [:])
      made = .some(steps)
      return steps
    }
  }

  private func makeStepSensitivity(at replaced: [String: Tensor<Double>]) -> (
    absolute: [Double], relative: [Double]
  )? {
    guard part.shape.count <= PropagatedError.maximumSensitivityEntries else { return nil }
    var sums: (absolute: [Double], relative: [Double])
    if let formula = part.reference {
      guard
        let steps = ReverseDerivative.stepSensitivity(
          of: formula, inputs: dependencies.scope.merging(replaced) { $1 })
      else { return nil }
      let before = stepsOfForward().filter { replaced[$0.key] == nil }
      let absolute = firstOrderErrorBound(of: before.mapValues(\.absolute), at: replaced)
      let relative = firstOrderErrorBound(of: before.mapValues(\.relative), at: replaced)
      sums = (zip(steps.absolute, absolute).map(+), zip(steps.relative, relative).map(+))
    } else {
      guard let forward = problem.forward, let name = dependencies.requestedBinding,
        let steps = ReverseDerivative.stepSensitivity(
          of: forward, binding: name, inputs: problem.inputs)
      else { return nil }
      sums = (part.take(steps.absolute), part.take(steps.relative))
    }
    return (sums.absolute + sums.relative).allSatisfy(\.isFinite) ? sums : nil
  }

  /// The sensitivity of the forward's values that the reference names.
  private func stepsOfForward() -> [String: StepSensitivity] {
    forwardSensitivity.withLock { made in
      if let made { return made }
      var steps: [String: StepSensitivity] = [:]
      if let forward = problem.forward, let formula = part.reference {
        let earlier = dependencies.earlierParts
        for (name, _) in forward.bindings
        where formula.usedSymbols.contains(name) && !earlier.contains(name)
          && forward.shape(of: name)?.count ?? .max <= PropagatedError.maximumSensitivityEntries
        {
          // The binding itself is a step as well.
          guard
            var own = ReverseDerivative.stepSensitivity(
              of: forward, binding: name, inputs: problem.inputs)
          else { continue }
          let values = dependencies.scope[name]?.scalars ?? []
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
}
