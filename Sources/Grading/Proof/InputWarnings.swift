internal import Coursework
internal import Formulas
internal import Tensors

/// Inputs at which mistakes are hard to see, though nothing is wrong with them.
enum InputWarnings {
  /// A kink nearer than this share of an input's size is too near.
  static let nearKink = 1e-3

  /// The warnings about a problem, a sentence each, with what to do.
  static func of(_ problem: Problem) -> [String] {
    var warnings: [String] = []
    for given in problem.givens where hidesTranspose(given, in: problem) {
      let isSymmetric = given.value.transposed == given.value
      warnings.append(
        "\(problem.id): \(given.name) is \(isSymmetric ? "symmetric" : "square"), and its transpose "
          + "gives the same answers; choose other \(isSymmetric ? "numbers" : "extents")")
    }
    if let batch = problem.batch {
      for given in problem.givens {
        let extents = given.value.shape.dimensions
        guard extents.count(where: { $0 == batch }) > 1 else { continue }
        warnings.append(
          "\(problem.id): another axis of \(given.name) is as long as the batch; choose another size"
        )
      }
    }
    guard let forward = problem.forward else { return warnings }
    for dead in forward.deadUnits(problem.inputs) {
      warnings.append(
        "\(problem.id): \(dead); "
          + (problem.draws ? "draw" : "choose") + " numbers at which each unit is active somewhere")
    }
    var seen: Set<String> = []
    for part in problem.parts {
      guard part.kinks == nil, case .derivative(let output, let variable) = part.quantity,
        seen.insert("\(output) by \(variable)").inserted,
        let entry = nearestKink(forward, output, variable, problem.inputs)
      else { continue }
      warnings.append(
        "\(part.name): a kink is within \(nearKink) of \(variable)\(shown(index: entry)); "
          + (problem.draws
            ? "keep draws away from it, or state 'kinks'" : "move the numbers, or state 'kinks'"))
    }
    return warnings
  }

  /// Whether a square given in place of its transpose changes no answer.
  private static func hidesTranspose(_ given: Given, in problem: Problem) -> Bool {
    let extents = given.value.shape.dimensions
    guard extents.count == 2, extents[0] == extents[1], extents[0] > 1 else { return false }
    // A symmetric input was asked for.
    if let draw = given.draw, draw.isSymmetric { return false }
    if given.value.transposed == given.value { return true }
    guard given.value.shape.count <= 2_500 else { return false }
    let right = ProblemValues(problem).references
    let turned = ProblemValues(problem.replacing(given.name, with: given.value.transposed))
    return turned.references.allSatisfy { name, value in
      guard let other = right[name], value.isFinite else { return false }
      let allowed = 1e-9 * other.rootMeanSquare
      return areWithin(value.scalars, other.scalars) { _ in allowed }
    }
  }

  private static func nearestKink(
    _ forward: CompiledFormula, _ output: String, _ variable: String,
    _ inputs: [String: Tensor<Double>]
  ) -> [Int]? {
    guard let sampler = ForwardSampler(forward, of: output, by: variable, inputs: inputs),
      let shape = forward.shape(of: variable), shape.count <= NumericWitness.mostInputs
    else { return nil }
    let typical = Tensor(shape: shape, scalars: sampler.point).rootMeanSquare
    var values = [Double](repeating: 0, count: sampler.sampleCount)
    for (entry, x) in sampler.point.enumerated() {
      let size = max(x.magnitude, typical)
      let step = nearKink * (size > 0 ? size : 1)
      let base = sampler.sample(entry: entry, value: x, into: &values).signature
      for moved in [x - step, x + step]
      where sampler.sample(entry: entry, value: moved, into: &values).signature != base {
        return shape.index(at: entry)
      }
    }
    return nil
  }
}
