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
  /// Whether only its digits are too few, for all that is known, or those of what it follows from.
  let lacksDigits: Bool
  /// Whether its digits were cut off, not rounded.
  let isCut: Bool
  /// What made it wrong, where that is known.
  let cause: Cause?
  /// Whether a wrong formula is known to give the numbers, or they are right given other ones: then they were derived.
  let isExplained: Bool
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
    lacksDigits =
      verdict == .imprecise || ruling.findings.contains { $0.isCarriedFromImprecise }
    if case .truncated? = ruling.comparison?.match { isCut = true } else { isCut = false }
    cause = ruling.diagnosis?.cause
    isExplained = verdict == .carried || cause?.isDerivation == true
    // A number with so few digits may have been chosen to make what follows easy.
    guard relation == .deviating || verdict == .imprecise else {
      carryRefusal = nil
      return
    }
    let values = Tensor(shape: shape, scalars: tokens.map(\.value))
    carryRefusal = CarryGuard(values, units: PrintedDigits.units(of: tokens)).refusal(
      inPlaceOf: ruling.comparison?.reference ?? key.reference, givens: key.givens,
      isExplained: isExplained)
  }

  /// The numbers.
  var values: Tensor<Double> { Tensor(shape: shape, scalars: tokens.map(\.value)) }

  /// How far each number may be from the one that was printed, by each reading of the digits: half a unit of the last
  /// place written, or a whole one where the digits were cut off.
  var printErrors: [[Double]] {
    PrintedDigits.possibleUnits(of: tokens).map { units in
      units.map { isCut ? $0 : $0 / 2 }
    }
  }
}
