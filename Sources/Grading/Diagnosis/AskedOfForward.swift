internal import Coursework
internal import Formulas

/// What the parts of a problem ask for of its forward.
extension Problem {
  /// All names of the forward, and the givens.
  var namesOfForward: [String] { givens.map(\.name) + (forward?.bindings.map(\.name) ?? []) }

  /// What the parts ask for of the forward, a quantity a part.
  var askedQuantities: [AskedQuantity] {
    parts.map { part in
      switch part.quantity {
      case .value(let name): .value(name ?? "")
      case .derivative(let output, let variable): .derivative(of: output, by: variable)
      }
    }
  }

  /// The names of the forward whose values or derivatives are asked for.
  var askedNames: [String] {
    parts.compactMap { part in
      switch part.quantity {
      case .value(let name): name
      case .derivative(let output, _): output
      }
    }
  }

  /// The slips on the way back from what is differentiated to that by which it is.
  var backwardSlips: [BackwardSlip] {
    var outputs: [String] = []
    var variables: [String] = []
    for case .derivative(let output, let variable) in parts.map(\.quantity) {
      if !outputs.contains(output) { outputs.append(output) }
      if !variables.contains(variable) { variables.append(variable) }
    }
    return forward?.backwardSlips(from: outputs, to: variables) ?? []
  }
}
