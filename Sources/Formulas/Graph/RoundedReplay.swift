internal import Foundation
public import Tensors

/// A way in which somebody rounds every step of a computation by hand.
public struct RoundedSteps: Sendable {
  /// The decimals, or significant digits, that are kept.
  public let digits: Int
  /// Whether the digits are significant ones.
  public let isRelative: Bool
  /// The share of a unit that is added before what lies beyond the last digit is dropped: 0.5 rounds to the nearest.
  public let shift: Double

  /// Creates a way of rounding.
  public init(digits: Int, isRelative: Bool, shift: Double) {
    self.digits = digits
    self.isRelative = isRelative
    self.shift = shift
  }

  /// The number that is left of a number.
  public func callAsFunction(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    // A power of ten may lie a bit below itself.
    let places =
      isRelative
      ? Double(digits - 1) - (log10(value.magnitude) + 1e-9).rounded(.down) : Double(digits)
    let scale = pow(10, places)
    let rounded = ((value.magnitude * scale + shift).rounded(.down)) / scale
    return rounded.isFinite ? (value < 0 ? -rounded : rounded) : value
  }
}

extension CompiledFormula {
  /// What the formula gives where every step on the way is rounded.
  ///
  /// - Parameters:
  ///   - inputs: A value for every used symbol.
  ///   - replaced: The values of names that the formula defines, which stay as they are.
  ///   - rounding: How each step is rounded; the last one, which is handed in, is not.
  /// - Returns: the answer, and the values of all names.
  public func replay(
    _ inputs: [String: Tensor<Double>], replacing replaced: [String: Tensor<Double>] = [:],
    rounding: RoundedSteps
  ) -> (answer: Tensor<Double>, bindings: [String: Tensor<Double>]) {
    let evaluator = evaluator(inputs, replacing: replaced, outputs: [answer])
    evaluator.replay(rounding, keeping: replaced.keys.compactMap(node), answer: answer)
    var values: [String: Tensor<Double>] = [:]
    for (name, node) in bindings { values[name] = evaluator.value(of: node) }
    return (evaluator.value(of: answer), values)
  }
}
