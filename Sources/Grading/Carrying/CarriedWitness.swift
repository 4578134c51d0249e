internal import Coursework
internal import Differences
internal import Formulas
internal import Synchronization
internal import Tensors

/// The numeric check of an answer that is right given an earlier one.
///
/// Where the earlier part is the gradient of the same loss by a quantity `B`, and every way from this part's variable
/// to the loss goes through `B`, the answer must be the derivative of `Σ u · B`, with `u` the student's earlier
/// numbers. Elsewhere numeric differentiation cannot tell.
final class CarriedWitness: Sendable {
  private typealias Columns = [[Derivative]]

  private let part: Part
  private let problem: Problem
  private let made = Mutex<[String: Columns?]>([:])

  /// Larger Jacobians would take longer than everything else.
  private static let mostEntries = 100_000

  init(_ part: Part, problem: Problem) {
    self.part = part
    self.problem = problem
  }

  /// Whether numeric differentiation rules an answer out.
  ///
  /// - Parameters:
  ///   - values: The answer.
  ///   - upstream: The student's answer to the earlier part.
  ///   - name: The earlier part's id.
  ///   - allowances: How far each entry may be off.
  /// - Returns: false also where it cannot tell.
  func contradicts(
    _ values: [Double], upstream: Tensor<Double>, of name: String, allowances: [Double]
  ) -> Bool {
    guard let columns = columns(through: name), columns.count == values.count else { return false }
    for (position, column) in columns.enumerated() {
      guard column.count == upstream.scalars.count else { return false }
      var sum = 0.0
      var bound = 0.0
      for (derivative, weight) in zip(column, upstream.scalars) where weight != 0 {
        guard let (value, error) = derivative.smooth else { return false }
        sum += weight * value
        bound += weight.magnitude * error
      }
      if (values[position] - sum).magnitude > allowances[position] + bound + 1e-9 * sum.magnitude {
        return true
      }
    }
    return false
  }

  /// The derivative of each entry of the earlier part's variable by each input; nil if it proves nothing.
  private func columns(through name: String) -> Columns? {
    made.withLock { made in
      if let known = made[name] { return known }
      let columns = make(through: name)
      made[name] = .some(columns)
      return columns
    }
  }

  private func make(through name: String) -> Columns? {
    guard case .derivative(let loss, let variable) = part.quantity, part.isWhole,
      let earlier = problem.parts.first(where: { $0.id == name }), earlier.isWhole,
      case .derivative(loss, let binding) = earlier.quantity, let forward = problem.forward,
      forward.shape(of: loss)?.count == 1, forward.cuts(binding, from: variable, to: loss),
      let sampler = ForwardSampler(
        forward, of: binding, by: variable, inputs: problem.inputs),
      !WitnessSampling.isSampled(part, inputs: sampler.point.count),
      earlier.shape.count * sampler.point.count <= CarriedWitness.mostEntries
    else { return nil }
    let count = sampler.sampleCount
    return NumericDerivative.jacobian(
      of: ForwardFunction(sampler: sampler),
      components: sampler.isReduced ? [0..<count] : (0..<count).map { $0..<$0 + 1 })
  }
}
