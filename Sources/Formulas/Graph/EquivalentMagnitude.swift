extension FormulaEvaluator where S == Double {
  /// The magnitude whose rounding is as large as what the rounding of all steps makes of some values: where digits
  /// cancel on the way, it is larger than any number there.
  ///
  /// - Parameter outputs: The values, each of which counts times a factor.
  /// - Returns: the magnitude.
  func equivalentMagnitude(of outputs: [(node: NodeID, factor: Double)]) -> Double {
    let rounding = StepRounding.doublePrecision
    let errors = RunningError(of: self, rounding: rounding, known: [:])
    return outputs.reduce(0) { most, output in
      let error = errors[output.node].filter(\.isFinite).max() ?? 0
      return max(most, error * output.factor.magnitude / rounding.relative)
    }
  }
}
