internal import Formulas

/// A slip in a problem's forward, in computing one of its steps or on the way back, whoever's inputs it is made at.
final class KnownSlip: Sendable {
  /// What it is worked out from.
  enum Source: Sendable {
    /// A forward, or a way back, with the slip in it.
    case derived(DerivedForward)
    /// A step of the right forward with another value.
    case step(ValueSlip)
    /// Nobody asks what becomes of derivatives.
    case bindingsAlone
  }

  let id: EditID
  let source: Source
  /// Whether it is in the forward.
  let isForward: Bool
  /// Whether one step is computed wrongly, and no formula is wrong.
  var isStep: Bool { if case .step = source { true } else { false } }
  /// The mistake of a value that the forward itself defines.
  let inValue: Meaning
  /// The mistake of a part whose own formula is evaluated after the slip.
  let before: Meaning
  /// The mistake of a part that is derived from the forward with the slip in it, or by the way back with it.
  let derived: Meaning

  init(_ mutant: MutantLibrary.Mutant, _ source: Source) {
    id = mutant.id
    self.source = source
    isForward = true
    inValue = Meaning(
      .edit(mutant.id), mutant.explanation, rank: mutant.rank, depth: mutant.depth,
      slip: mutant.id, isFormula: !mutant.edit.isSlight, edit: mutant.edit)
    let says = mutant.explanation.inForward
    before = Meaning(
      .forwardEdit(mutant.id), says, rank: mutant.rank + KnownSlip.behind, depth: mutant.depth,
      slip: mutant.id, isFormula: !mutant.edit.isSlight, edit: mutant.edit)
    derived = Meaning(
      .forwardEdit(mutant.id), says, rank: mutant.rank + KnownSlip.behind, depth: mutant.depth,
      slip: mutant.id, isFormula: false, edit: mutant.edit, isDerived: true)
  }

  init(_ slip: ValueSlip) {
    id = slip.id
    source = .step(slip)
    isForward = true
    let says = Explanation(slip.says)
    inValue = Meaning(
      .edit(slip.id), says, rank: slip.rank, slip: slip.id, lacksDigits: slip.lacksDigits)
    before = Meaning(
      .forwardEdit(slip.id), says.inForward, rank: slip.rank + KnownSlip.behind, slip: slip.id,
      isFormula: false)
    derived = Meaning(
      .forwardEdit(slip.id), says.inForward, rank: slip.rank + KnownSlip.behind, slip: slip.id,
      isFormula: false, isDerived: true)
  }

  init(_ slip: BackwardSlip, _ forward: DerivedForward) {
    id = slip.id
    source = .derived(forward)
    isForward = false
    let says = Explanation(slip.says)
    derived = Meaning(
      .backwardSlip(slip.id), says, rank: slip.rank + KnownSlip.behindOnWayBack, slip: slip.id,
      isFormula: false, isDerived: true, chancePerZero: slip.leavesZeros ? 0.02 : 0.1)
    // It changes no value.
    inValue = derived
    before = derived
  }

  /// What is wrong in the part itself is named before what is wrong in the forward, and on the way back.
  private static let behind = 10
  private static let behindOnWayBack = 6
}
