internal import Formulas
internal import Tensors

/// A way to be wrong, and the numbers it gives.
struct Hypothesis: Sendable {
  /// What would be wrong.
  let cause: Cause
  /// What was computed and what belongs there.
  let explanation: Explanation
  /// Of several that give the same numbers, the one with the lowest rank is named.
  let rank: Int
  /// How deep in the formula the mistake is.
  let depth: Int
  /// The numbers, in the shape they come in.
  let value: Tensor<Double>
  /// The slip from which it follows; nil if it follows from none.
  let slip: EditID?
  /// Whether it is a wrong formula for the part: what rounding explains must be far from these.
  let isFormula: Bool

  /// The shape without axes of length 1.
  let squeezed: Shape
  /// The root mean square of the numbers.
  let typical: Double

  init(
    _ cause: Cause, _ explanation: Explanation, rank: Int, depth: Int = 0, value: Tensor<Double>,
    slip: EditID? = nil, isFormula: Bool = true
  ) {
    self.isFormula = isFormula
    self.cause = cause
    self.explanation = explanation
    self.rank = rank
    self.depth = depth
    self.value = value
    self.slip = slip
    squeezed = value.shape.squeezed
    typical = value.rootMeanSquare
  }

  init(_ cause: Cause, _ says: String, rank: Int, value: Tensor<Double>) {
    self.init(cause, Explanation(says), rank: rank, value: value)
  }

  /// Whether the assignment describes it.
  var isAuthored: Bool { if case .authored = cause { true } else { false } }

  /// Whether it is simpler than another one.
  func isSimpler(than other: Hypothesis) -> Bool {
    let (note, otherNote) = (cause.note, other.cause.note)
    return (rank, depth, note.count, note) < (other.rank, other.depth, otherNote.count, otherNote)
  }
}
