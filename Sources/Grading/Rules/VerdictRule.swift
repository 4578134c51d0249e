/// One way to decide about an answer.
struct VerdictRule: Sendable {
  /// The heading under which docs/comparison.md describes it.
  let name: String
  /// The decision; nil if the rule does not apply.
  let decide: @Sendable (PartQuestion) -> Ruling?

  init(_ name: String, decide: @escaping @Sendable (PartQuestion) -> Ruling?) {
    self.name = name
    self.decide = decide
  }
}

/// The rules in the order in which they act; the first that applies decides.
let verdictRules: [VerdictRule] = [
  .builtOnDisputedPart, .unprovedReference, .nothingHandedIn, .noNumbers, .transposedLayout,
  .wrongShape, .contradictedByDerivative, .withinTolerance, .printedDigits, .atKink,
  .givenRightAnswers, .contradictedCarriedError, .carriedError, .confirmedByDerivative, .allZeros,
  .sameSlip, .hiddenSlip, .tooFewDigits, .wrong,
]
