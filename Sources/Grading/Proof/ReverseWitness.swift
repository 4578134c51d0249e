internal import Coursework
internal import Formulas
internal import Tensors

/// Reverse-mode differentiation of a forward, as a witness of a reference.
struct ReverseWitness {
  /// The derivative in double precision, as it is asked for.
  let value: Tensor<Double>?
  /// The same, worked out in single precision.
  let single: Tensor<Double>?
  /// Why what is asked for has no meaning; nil if it has one.
  let fault: String?

  /// Differentiates.
  ///
  /// - Parameters:
  ///   - part: The part; of one that asks for no derivative nothing is said.
  ///   - problem: Its problem.
  ///   - values: The values of the problem's names.
  init(_ part: Part, in problem: Problem, _ values: [String: Tensor<Double>]) {
    guard case .derivative(let output, let variable) = part.quantity, let forward = problem.forward
    else {
      (value, single, fault) = (nil, nil, nil)
      return
    }
    let whole = ReverseDerivative.jacobian(
      forward, of: output, by: variable, inputs: problem.inputs)
    let wholeSingle = ReverseDerivative.jacobian(
      forward, of: output, by: variable, inputs: problem.inputs.mapValues(\.singlePrecision))
    fault = SymmetryCheck.fault(part, values, entries: whole)
    value = whole.map { Tensor(shape: part.shape, scalars: part.take($0.scalars)) }
    single = wholeSingle.map {
      Tensor(shape: part.shape, scalars: part.take($0.doublePrecision.scalars))
    }
  }
}
