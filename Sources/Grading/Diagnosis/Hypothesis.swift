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
  var depth = 0
  /// The numbers, in the shape they come in.
  let value: Tensor<Double>
  /// Whether it is an edit of the reference's formula.
  var isMutant = false

  /// Whether it is simpler than another one.
  func isSimpler(than other: Hypothesis) -> Bool {
    (rank, depth, note.count, note) < (other.rank, other.depth, other.note.count, other.note)
  }
}
