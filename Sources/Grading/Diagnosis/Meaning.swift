internal import Formulas

/// A way to be wrong, whoever's numbers are looked at.
final class Meaning: Sendable {
  /// What would be wrong.
  let cause: Cause
  /// What was computed and what belongs there.
  let explanation: Explanation
  /// Of several that give the same numbers, the one with the lowest rank is named.
  let rank: Int
  /// How deep in the formula the mistake is.
  let depth: Int
  /// The slip from which it follows; nil if it follows from none.
  let slip: EditID?
  /// The edit of the part's formula, or of the forward's, that it is; nil if it is none.
  let edit: FormulaMutant?
  /// How likely a zero is written where it gives zero: for many reasons, or for few.
  let chancePerZero: Double
  /// Whether it is a wrong formula for the part: what rounding explains must be far from these.
  let isFormula: Bool
  /// Whether a constant has too few digits, and nothing else is wrong.
  let lacksDigits: Bool
  /// Whether the forward, with a slip in it or on the way back, is derived anew, and not put into the part's formula.
  let isDerived: Bool

  init(
    _ cause: Cause, _ explanation: Explanation, rank: Int, depth: Int = 0, slip: EditID? = nil,
    isFormula: Bool = true, lacksDigits: Bool = false, edit: FormulaMutant? = nil,
    isDerived: Bool = false, chancePerZero: Double = 0.1
  ) {
    self.cause = cause
    self.explanation = explanation
    self.rank = rank
    self.depth = depth
    self.slip = slip
    self.edit = edit
    self.isFormula = isFormula
    self.lacksDigits = lacksDigits
    self.isDerived = isDerived
    self.chancePerZero = chancePerZero
  }
}
