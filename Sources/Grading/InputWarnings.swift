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
    for given in problem.givens {
      let extents = given.value.shape.dimensions
      guard extents.count == 2, extents[0] == extents[1], extents[0] > 1 else { continue }
      let isSymmetric = given.value.transposed == given.value
      warnings.append(
        "\(problem.id): \(given.name) is \(isSymmetric ? "symmetric" : "square"), which "
          + "\(isSymmetric ? "hides" : "may hide") a transpose; choose other extents")
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
        "\(problem.id): \(dead); choose numbers at which each unit is active somewhere")
    }
    var seen: Set<String> = []
    for part in problem.parts {
      guard part.kinks == nil, case .derivative(let output, let variable) = part.quantity,
        seen.insert("\(output) by \(variable)").inserted,
        let entry = nearestKink(forward, output, variable, problem.inputs)
      else { continue }
      warnings.append(
        "\(part.name): a kink is within \(nearKink) of \(variable)\(shown(index: entry)); move the numbers"
      )
    }
    return warnings
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
