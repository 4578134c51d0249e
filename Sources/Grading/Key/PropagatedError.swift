internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// How errors of what a part is built on, and rounding of the steps on the way to it, move its right answer.
final class PropagatedError: Sendable {
  private let dependencies: PartDependencies
  private let known = Mutex<[StepRounding: Double]>([:])

  init(dependencies: PartDependencies) { self.dependencies = dependencies }

  /// The most that rounding of every step moves an entry of the right answer, which is the same for every student.
  func largest(by rounding: StepRounding) -> Double {
    if let largest = known.withLock({ $0[rounding] }) { return largest }
    let largest = bound(at: [:], errors: [:], rounding: rounding).max() ?? 0
    known.withLock { $0[rounding] = largest }
    return largest
  }

  /// How far each entry of the reference is moved by some ways of rounding every step: the most of these.
  ///
  /// A bound adds up the worst of every step; this is what rounding does.
  ///
  /// - Parameters:
  ///   - replaced: The values of earlier parts that stand in place of the right ones.
  ///   - errors: The largest error of each entry of these values.
  ///   - ways: The ways of rounding.
  ///   - right: The reference at the earlier parts' values.
  /// - Returns: The move of each entry; nil where one is not finite.
  func moves(
    at replaced: [String: Tensor<Double>], errors: [String: [Double]], by ways: [RoundedSteps],
    from right: Tensor<Double>
  ) -> [Double]? {
    let problem = dependencies.problem
    var most = [Double](repeating: 0, count: right.shape.count)
    for (number, rounding) in ways.enumerated() {
      // An earlier answer may have had more digits: by which its numbers are moved, up or down, is as good as random.
      var own = replaced
      for (name, error) in errors {
        for (place, size) in error.enumerated() {
          let sign = (place * 5 + number * 3) % 7 < 4 ? 1.0 : -1.0
          own[name]?.scalars[place] += sign * size / 2
        }
      }
      var scope = dependencies.scope(replacing: own)
      let forward = problem.forward?.replay(
        problem.inputs, replacing: dependencies.bindings(requestedBy: own), rounding: rounding)
      for (name, value) in forward?.bindings ?? [:] where own[name] == nil { scope[name] = value }
      for earlier in dependencies.earlierParts where own[earlier] == nil {
        scope[earlier] = scope[earlier].map { value in
          Tensor(shape: value.shape, scalars: value.scalars.map { rounding($0) })
        }
      }
      let moved: Tensor<Double>?
      if let formula = dependencies.part.reference {
        moved = formula.replay(scope, rounding: rounding).answer
      } else {
        moved = dependencies.requestedBinding.flatMap { scope[$0] }.map {
          Tensor(shape: dependencies.part.shape, scalars: dependencies.part.take($0.scalars))
        }
      }
      guard let moved, moved.isFinite, moved.shape.count == most.count else { return nil }
      for place in most.indices {
        most[place] = max(most[place], (moved.scalars[place] - right.scalars[place]).magnitude)
      }
    }
    return most
  }

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
