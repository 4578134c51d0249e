internal import Tensors

/// A way to be wrong, and the numbers it gives.
struct Hypothesis: Sendable {
  /// A stable word: `sign`, `term-lost.t`.
  let note: String
  /// What was computed and what belongs there.
  let says: String
  /// Of several that give the same numbers the one with the lowest rank is named.
  let rank: Int
  /// How deep in the formula the mistake is.
  let depth: Int
  /// The numbers, in the shape they come in.
  let value: Tensor<Double>
  /// Whether it is an edit of the reference's formula.
  let isMutant: Bool
  /// The slip in the forward that it follows from; nil where it follows from none.
  let slip: String?

  /// The shape without axes of length 1.
  let squeezed: Shape

  init(
    note: String, says: String, rank: Int, depth: Int = 0, value: Tensor<Double>,
    isMutant: Bool = false, slip: String? = nil
  ) {
    self.note = note
    self.says = says
    self.rank = rank
    self.depth = depth
    self.value = value
    self.isMutant = isMutant
    self.slip = slip
    squeezed = value.shape.squeezed
  }

  /// Whether it is simpler than another one.
  func isSimpler(than other: Hypothesis) -> Bool {
    (rank, depth, note.count, note) < (other.rank, other.depth, other.note.count, other.note)
  }
}
