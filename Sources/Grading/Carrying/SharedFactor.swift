internal import Coursework
internal import Tensors

/// One factor by which several derivatives of the same quantity are off: a slip in a step of the chain that they share.
///
/// Factors that people slip by everywhere, such as -1 and 2, show nothing: two parts may have been slipped by one each.
struct SharedFactor {
  /// The earlier part that has it.
  let part: String
  /// The comparison of the answer with the reference times the factor.
  let comparison: Comparison

  /// How small and how large the factor may be.
  private static let range = 1e-6...1e6

  /// The factor that an answer has in common with an earlier one.
  ///
  /// - Parameters:
  ///   - answer: The answer.
  ///   - lost: The wrong answers before it that nothing else explains.
  /// - Returns: nil if there is none, or one that shows nothing.
  static func find(for answer: HiddenValue.Equation, among lost: [HiddenValue.Equation])
    -> SharedFactor?
  {
    guard case .derivative(let output, _) = answer.key.part.quantity else { return nil }
    let reference = reference(answer)
    for earlier in lost {
      // What follows from the earlier answer has the factor already.
      guard case .derivative(output, _) = earlier.key.part.quantity,
        !answer.key.dependencies.depends(on: earlier.key.part.id),
        let factor = factor(of: earlier), isTelling(factor, earlier.key.problem.batch)
      else { continue }
      let scaled = Tensor(shape: reference.shape, scalars: reference.scalars.map { $0 * factor })
      let comparison = answer.comparison(with: scaled)
      guard comparison.match.isRight, scaled.scalars.contains(where: { $0 != 0 }) else { continue }
      return SharedFactor(part: earlier.key.part.id, comparison: comparison)
    }
    return nil
  }

  private static func reference(_ equation: HiddenValue.Equation) -> Tensor<Double> {
    let own = equation.key.dependencies.reference(replacing: equation.own)
    return own.flatMap { $0.isFinite ? $0 : nil } ?? equation.key.reference
  }

  /// The factor of all entries, at three digits or more; nil if there is none.
  private static func factor(of equation: HiddenValue.Equation) -> Double? {
    let reference = reference(equation)
    let pairs = zip(equation.tokens.map(\.value), reference.scalars)
    let square = pairs.reduce(0) { $0 + $1.1 * $1.1 }
    let factor = pairs.reduce(0) { $0 + $1.0 * $1.1 } / square
    guard factor.isFinite, range.contains(factor.magnitude) else { return nil }
    let scaled = Tensor(shape: reference.shape, scalars: reference.scalars.map { $0 * factor })
    return equation.comparison(with: scaled).match.isRight ? factor : nil
  }

  private static func isTelling(_ factor: Double, _ batch: Int?) -> Bool {
    var common = [1.0, 2, 3, 4, 5, 6, 10, 100]
    if let batch {
      common += [Double(batch), Double(batch - 1), Double(batch) / Double(batch - 1)]
    }
    return common.allSatisfy { value in
      [value, 1 / value].allSatisfy { (factor.magnitude / $0 - 1).magnitude > 5e-3 }
    }
  }
}
