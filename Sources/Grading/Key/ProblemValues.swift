internal import Coursework
internal import Formulas
internal import Tensors

/// The values of everything a problem names.
struct ProblemValues: Sendable {
  /// Givens and bindings of the forward.
  let bindings: [String: Tensor<Double>]
  /// What may be wrong in the forward, and on the way back.
  let slips: ProblemSlips
  private(set) var references: [String: Tensor<Double>] = [:]
  private(set) var singleReferences: [String: Tensor<Float>] = [:]

  /// What a part asks for of a given or binding.
  func value(_ name: String, of part: Part) -> Tensor<Double>? {
    bindings[name].map { Tensor(shape: part.shape, scalars: part.take($0.scalars)) }
  }

  /// The right answer to a part.
  func reference(of part: Part) -> Tensor<Double> {
    references[part.id] ?? Tensor(repeating: .nan, shape: part.shape)
  }

  /// The values that a part's reference may name.
  func scope(of part: Part, in problem: Problem) -> [String: Tensor<Double>] {
    let earlier = problem.parts.prefix { $0.id != part.id }
    return earlier.reduce(into: bindings) { $0[$1.id] = references[$1.id] }
  }

  init(_ problem: Problem, _ mutants: MutantLibrary = MutantLibrary()) {
    slips = ProblemSlips(problem, mutants)
    let inputs = problem.inputs
    let singleInputs = inputs.mapValues(\.singlePrecision)
    let forward = problem.forward?.evaluateBindings(inputs) ?? [:]
    bindings = inputs.merging(forward) { $1 }
    // From its own line on, a part's value stands for a binding of its name.
    var double = bindings
    var single = singleInputs.merging(
      problem.forward?.evaluateBindings(singleInputs) ?? [:]
    ) { $1 }
    for part in problem.parts {
      if let formula = part.reference {
        references[part.id] = formula.evaluate(double)
        singleReferences[part.id] = formula.evaluate(single)
      } else if case .value(let name?) = part.quantity {
        references[part.id] = double[name].map {
          Tensor(shape: part.shape, scalars: part.take($0.scalars))
        }
        singleReferences[part.id] = single[name].map {
          Tensor(shape: part.shape, scalars: part.take($0.scalars) { ($0 + $1) * Float($2) })
        }
      }
      double[part.id] = references[part.id]
      single[part.id] = singleReferences[part.id]
    }
  }
}
