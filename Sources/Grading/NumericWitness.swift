internal import Coursework
internal import Differences
internal import Formulas

/// The numeric derivative of a forward, as the second witness of a reference.
enum NumericWitness {
  /// The derivative of each entry of a part's answer, in its order; nil for a part that asks for no
  /// derivative.
  static func derivative(_ part: Part, in problem: Problem) -> [Derivative]? {
    guard case .derivative(let output, let variable) = part.quantity,
      let forward = problem.forward,
      let sampler = ForwardSampler(forward, of: output, by: variable, inputs: problem.inputs)
    else { return nil }
    let count = sampler.sampleCount
    let components = sampler.isReduced ? [0..<count] : (0..<count).map { $0..<$0 + 1 }
    let columns = NumericDerivative.jacobian(
      of: ForwardFunction(sampler: sampler), components: components)
    // The Jacobian's rows are the output's entries.
    return components.indices.flatMap { row in columns.map { $0[row] } }
  }
}

/// A forward as numeric differentiation wants it.
private struct ForwardFunction: EntrywiseFunction {
  let sampler: ForwardSampler

  var point: [Double] { sampler.point }
  var sampleCount: Int { sampler.sampleCount }

  func sample(entry: Int, value: Double, into values: inout [Double]) -> FunctionSample {
    described(sampler.sample(entry: entry, value: value, into: &values))
  }

  func sample(at point: [Double], into values: inout [Double]) -> FunctionSample {
    described(sampler.sample(at: point, into: &values))
  }

  private func described(_ trace: EvaluationTrace) -> FunctionSample {
    FunctionSample(signature: trace.signature, magnitude: trace.magnitude)
  }
}
