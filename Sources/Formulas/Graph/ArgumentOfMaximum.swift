internal import Tensors

/// The place of the first largest entry of a row, which jumps.
enum ArgumentOfMaximum: RowRule {
  static var reduces: Bool { true }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    var best = 0
    for i in 0..<length where row[i] > row[best] || row[i].isNaN { best = i }
    out[0] = row[best].isNaN ? row[best] : S(best)
    trace.decide(UInt64(best))
  }

  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    [0]
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? { nil }
}
