import Diagnostics
import Formulas
import Foundation
import Tensors
import TestSupport
import Testing

/// Compiles a formula over named tensors.
func compile(
  _ text: String, _ inputs: [String: Tensor<Double>] = [:], sizes: [String: Int] = [:],
  forward: Bool = false, answer: Shape? = nil
) throws -> CompiledFormula {
  var symbols = inputs.map { FormulaSymbol($0.key, shape: $0.value.shape, origin: .given) }
  symbols += sizes.map { FormulaSymbol($0.key, shape: .scalar, size: $0.value, origin: .given) }
  return try CompiledFormula(
    try FormulaLanguage.parse(FormulaText(text)), symbols: symbols, answerShape: answer,
    infersLargestRange: forward)
}

/// A row-major tensor.
func tensor(_ dimensions: [Int], _ scalars: [Double]) -> Tensor<Double> {
  Tensor(shape: Shape(dimensions), scalars: scalars)
}

/// A tensor of different numbers.
func counting(_ dimensions: Int...) -> Tensor<Double> {
  let shape = Shape(dimensions)
  return Tensor(shape: shape, scalars: (0..<shape.count).map { Double($0) + 1 })
}

/// The error of a formula as a reader sees it.
func rendered(_ error: FormulaError, _ text: String) -> String {
  DiagnosticRenderer().render(error.diagnostic(in: SourceText(name: "f", text: text)))
}
