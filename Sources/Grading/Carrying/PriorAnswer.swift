internal import Coursework
internal import Formulas
internal import Tensors

/// What later parts inherit of an answer, right or wrong: its numbers as printed, how it was judged, and its cause
/// where one is known.
struct PriorAnswer: Sendable {
  /// What the numbers are to the parts built on them.
  enum Relation: Sendable {
    /// The reference's, for all that anybody can tell.
    case exact
    /// Right by their printed digits, or given other numbers that are.
    case rounded
    /// Right at a kink, where the reference's are not the only ones.
    case atKink
    /// Wrong, or right only given other wrong ones.
    case deviating
  }

  let shape: Shape
  let tokens: [NumberToken]
  let verdict: Verdict
  let relation: Relation
  /// What made it wrong, where that is known.
  let cause: Cause?
  /// Why nothing is carried from it; nil if something may be.
  let carryRefusal: CarryRefusal?

  /// What is inherited of an answer; nil if no numbers could be laid out in the part's shape.
  ///
  /// - Parameters:
  ///   - ruling: The decision about it.
  ///   - key: The part's key.
  init?(_ ruling: Ruling, _ key: PartKey) {
    guard let tokens = ruling.tokens, let relation = ruling.relation else { return nil }
    shape = key.part.shape
    self.tokens = tokens
    self.relation = relation
    verdict = ruling.verdict
    cause = ruling.diagnosis?.cause
    guard relation == .deviating else {
      carryRefusal = nil
      return
    }
    let values = Tensor(shape: shape, scalars: tokens.map(\.value))
    carryRefusal = CarryGuard(values, units: PrintedDigits.units(of: tokens)).refusal(
      inPlaceOf: ruling.comparison?.reference ?? key.reference, givens: key.givens,
      isExplained: verdict == .carried || cause?.isDerivation == true)
  }

  /// The numbers.
  var values: Tensor<Double> { Tensor(shape: shape, scalars: tokens.map(\.value)) }

  /// Half a unit of the last place written, of each entry, by each reading of the digits.
  var halfUnits: [[Double]] {
    PrintedDigits.possibleUnits(of: tokens).map { units in units.map { $0 / 2 } }
  }
}
