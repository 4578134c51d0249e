internal import Coursework
internal import Formulas
internal import Tensors

/// How errors of what a part is built on, and rounding of the steps on the way to it, move its right answer.
struct PropagatedError: Sendable {
  let dependencies: PartDependencies

  /// How far each entry of the reference may move, to first order.
  ///
  /// - Parameters:
  ///   - replaced: The values of earlier parts that stand in place of the right ones.
  ///   - errors: The largest error of each entry of earlier parts' values.
  ///   - rounding: How each step of the forward and of the reference is rounded.
  /// - Returns: The bound of each entry.
  func bound(
    at replaced: [String: Tensor<Double>], errors: [String: [Double]], rounding: StepRounding
  ) -> [Double] {
    let part = dependencies.part
    let problem = dependencies.problem
    var known =
      problem.forward.map {
        $0.bindingErrors(
          problem.inputs, replacing: dependencies.bindings(requestedBy: replaced),
          of: dependencies.bindings(requestedBy: errors), rounding: rounding,
          asked: dependencies.requestedBinding)
      } ?? [:]
    guard let formula = part.reference else {
      return dependencies.requestedBinding.flatMap { known[$0] }.map(part.take)
        ?? [Double](repeating: 0, count: part.shape.count)
    }
    let inputs = dependencies.scope(replacing: replaced)
    // From its own line on, a part's value stands for a binding of its name.
    for earlier in dependencies.earlierParts {
      known[earlier] = errors[earlier] ?? inputs[earlier]?.scalars.map { rounding.error(of: $0) }
    }
    return formula.errors(inputs, of: known, rounding: rounding)
  }
}
