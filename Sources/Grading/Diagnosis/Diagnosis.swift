internal import Coursework
internal import Formulas
internal import Foundation
internal import Tensors

/// The simplest wrong formula that gives a student's numbers.
///
/// Silence unless chance is ruled out: with `H` hypotheses tried, `aᵢ` the difference from the hypothesis or half
/// a unit of print, whichever is larger, over the entries at which it differs from the reference,
/// `H · ∏ min(1, 2aᵢ / (|rᵢ| + rms(r))) ≤ 1e-4`. A zero if the hypothesis has one counts 0.1, since zeros are
/// written for other reasons too. Hypotheses that give the same numbers count as one; where different ones fit,
/// nothing is said.
struct Diagnosis: Sendable, Hashable {
  /// What is wrong.
  let cause: Cause
  /// What it is called: the same, or what is true of the numbers whatever was meant.
  private(set) var name: Cause
  /// What was computed and what belongs there.
  private(set) var explanation: Explanation
  /// Whether it is told: not where another formula gives the same numbers by the chance of the inputs.
  var isTold = true
  /// Whether the numbers that it gives are visibly not the right ones, however these were rounded.
  var isApart = true
  /// The edits of the forward from which it may follow, all of which give the same numbers here; empty if it
  /// follows from none.
  let slips: Set<EditID>
  /// What other formulas may have in common with the edits that give these numbers.
  var misreadings: Set<FormulaMisreading> = []
  /// Those of them that are in the part's own formula.
  ///
  /// A slip in the forward is known by its edit, which right answers on the way may refute.
  var misreadingsOfOwn: Set<FormulaMisreading> = []

  /// A diagnosis without a wrong formula.
  ///
  /// That a number, or a step, is wrong says no more than that digits were lost there.
  init(_ cause: Cause, _ says: String) {
    self.init(cause, Explanation(says))
    switch cause {
    case .entry, .step: isApart = false
    default: break
    }
  }

  init(_ cause: Cause, _ explanation: Explanation, slips: Set<EditID> = []) {
    self.cause = cause
    name = cause
    self.explanation = explanation
    self.slips = slips
  }

  /// Whether one number of a step was wrong, and nothing else.
  var isOfOneNumber: Bool {
    if case .step(let step) = cause { step.kind.isOneNumber } else { false }
  }

  /// Says what is true of the numbers, whatever formula gave them.
  mutating func say(_ fact: Diagnosis) {
    name = fact.name
    explanation = fact.explanation
    isTold = true
  }

  /// Says of a wrong formula that a misread given may be meant, too.
  mutating func mention(_ given: String?) {
    guard let given else { return }
    switch cause {
    case .edit, .forwardEdit:
      explanation = Explanation(
        "\(explanation.short), or another number stands for \(given)",
        formulas: explanation.formulas)
    default: break
    }
  }

  /// Numbers that are so much nearer to a wrong formula's than these are to the right ones were not rounded on the way.
  private static let exactly = 1e-6
  /// The largest chance at which something is said.
  static let mostChance = 1e-4
  /// The same where numbers that agree together count once.
  static let mostChanceByFreedom = 1e-3

  /// Finds what is wrong with an answer that is not right.
  ///
  /// - Parameters:
  ///   - answer: The answer; its shape may be wrong too.
  ///   - reference: The right numbers, or those that are right given earlier answers.
  ///   - key: The part's key.
  ///   - hypotheses: What may be wrong.
  ///   - slack: How far rounding of steps may have moved each number.
  ///   - isRefuted: Whether a slip would have changed what is right on the way: another one with the same numbers is named.
  ///   - isContradicted: Whether a slip in the forward would have changed anything that is right.
  /// - Returns: nil if nothing, or too much, explains it.
  static func find(
    _ answer: Answer, reference: Tensor<Double>, _ key: PartKey, among hypotheses: HypothesisList,
    slack: [Double]? = nil, isRefuted: (EditID) -> Bool = { _ in false },
    isContradicted: (EditID) -> Bool = { _ in false }
  ) -> Diagnosis? {
    let values = answer.values
    guard values.contains(where: { $0 != 0 }) else { return nil }
    let units = printUnits(answer.tokens)
    let squeezed = answer.shape.squeezed
    let isShaped = squeezed == reference.shape.squeezed
    let coincidence = Coincidence(
      values: values, units: units, reference: isShaped ? reference : nil, key: key)
    var survivors: [Hypothesis] = []
    for place in hypotheses.near(values, reach(of: answer.tokens, key, slack)) {
      let hypothesis = hypotheses.all[place]
      guard hypothesis.squeezed == squeezed else { continue }
      guard key.compare(answer.tokens, with: hypothesis.value, slack: slack).match.isRight else {
        continue
      }
      // What an author describes is tried before all else, and is likelier than the rest.
      let isAuthored = hypothesis.isAuthored
      let chance = coincidence.chance(
        of: hypothesis.value,
        tried: isAuthored ? key.part.mistakes.count : hypotheses.count(upTo: hypothesis.rank),
        perZero: hypothesis.chancePerZero)
      if chance <= (isAuthored ? 10 : 1) * mostChance { survivors.append(hypothesis) }
    }
    guard let error = survivors.map({ Diagnosis.error(values, $0.value) }).min() else {
      guard isShaped else { return nil }
      return byFactor(values, reference, key, units)
        ?? EntrySlip.find(
          values, reference, key.compare(answer.tokens, with: reference).allowances
        ).map { Diagnosis(.entry($0), $0.explanation) } ?? permuted(values, reference, units)
    }
    // Numbers with many digits tell apart what is within one tolerance.
    let nearest = 30 * max(error, (units.max() ?? 0) / 2)
    survivors = survivors.filter { Diagnosis.error(values, $0.value) <= nearest }
    let standing = survivors.filter { $0.slip.map(isRefuted) != true }
    if !standing.isEmpty { survivors = standing }
    let telling = survivors.filter(\.isTelling)
    guard let simplest = simplest(of: telling.isEmpty ? survivors : telling) else { return nil }
    var found = Diagnosis(simplest, among: survivors, key)
    if standing.isEmpty || simplest.slip.map(isContradicted) == true {
      found.explanation = found.explanation.hereAlone
    }
    found.weigh(simplest, coincidence, tried: hypotheses.count(upTo: simplest.rank)) {
      isShaped ? byFactor(values, reference, key, units) : nil
    }
    if isShaped {
      let isExact =
        error + (units.max() ?? 0) / 2
        <= Diagnosis.exactly * Diagnosis.error(reference.scalars, simplest.value)
      found.isApart =
        found.isTold && isExact
        || simplest.isVisible(beside: reference, of: answer.tokens, key, slack)
    }
    return found
  }

  /// Keeps silent, or says no more than is true of the numbers, where what explains them may do so by chance.
  private mutating func weigh(
    _ simplest: Hypothesis, _ coincidence: Coincidence, tried: Int, factor: () -> Diagnosis?
  ) {
    guard !simplest.isFact else { return }
    let chance = coincidence.chanceByFreedom(
      of: simplest.value, tried: tried, perZero: simplest.chancePerZero)
    // Where a few levels are all there is, many slips in a step choose the same ones.
    if !simplest.isTelling || chance > Diagnosis.mostChanceByFreedom
      || simplest.slip != nil && coincidence.isOnFewLevels(simplest.value)
    {
      isTold = false
    }
    // So many times the right numbers may come from any sum or size of that many on the way.
    let isMultiple = simplest.slip != nil && coincidence.isWholeMultiple(simplest.value)
    // Of one number, the formula says more.
    let isNamed = isTold && simplest.edit != nil && simplest.value.shape.count == 1
    guard !isTold || isMultiple, !isNamed else { return }
    if let factor = factor() {
      say(factor)
    } else if isMultiple, simplest.edit == nil {
      isTold = false
    }
  }

  /// The simplest of hypotheses that give the same numbers; nil if they do not.
  private static func simplest(of hypotheses: [Hypothesis]) -> Hypothesis? {
    guard var simplest = hypotheses.first else { return nil }
    for other in hypotheses.dropFirst() {
      guard Hypothesis.areEqual(simplest.value, other.value) else { return nil }
      if other.isSimpler(than: simplest) { simplest = other }
    }
    return simplest
  }

  private init(_ simplest: Hypothesis, among all: [Hypothesis], _ key: PartKey) {
    self.init(simplest.cause, simplest.explanation, slips: Set(all.compactMap(\.slip)))
    misreadings = Set(all.compactMap(\.edit?.misreading))
    misreadingsOfOwn = Set(all.filter { $0.slip == nil }.compactMap(\.edit?.misreading))
    isTold = simplest.isFact || !all.contains { $0.isTelling && key.tellsApart(simplest, $0) }
    if let other = Diagnosis.twin(of: simplest, among: all) {
      explanation = Explanation(
        "\(explanation.short), or the same of \(other)", formulas: explanation.formulas)
    }
  }

  /// The one other step in which the same slip gives the same numbers: of two factors either may run backwards.
  private static func twin(of simplest: Hypothesis, among all: [Hypothesis]) -> String? {
    guard let own = simplest.cause.slipInStep else { return nil }
    var names: Set<Substring> = []
    for other in all where other.rank == simplest.rank {
      guard let slip = other.cause.slipInStep, slip.kind == own.kind else { continue }
      names.insert(slip.name)
    }
    names.remove(own.name)
    return names.count == 1 ? names.first.map(String.init) : nil
  }

  /// What is wrong with an answer that one of some hypotheses is known to explain; nil if they give different numbers,
  /// here or elsewhere.
  static func naming(_ known: [Hypothesis], of key: PartKey) -> Diagnosis? {
    guard let found = simplest(of: known), !known.contains(where: { key.tellsApart(found, $0) })
    else { return nil }
    let same = key.hypotheses.all.all.filter {
      $0.value.shape == found.value.shape && Hypothesis.areEqual($0.value, found.value)
        && !key.tellsApart(found, $0)
    }
    return simplest(of: same).map { Diagnosis($0, among: same, key) }
  }

  /// How far each number may be from what explains it, besides tolerances: any distance where it is left out.
  static func reach(of tokens: [NumberToken], _ key: PartKey, _ slack: [Double]?) -> [Double] {
    let units = PrintedDigits.largestUnits(of: tokens, asked: key.part.tolerance.asked)
    var reach = slack.map { zip(units, $0).map(+) } ?? units
    for position in key.excluded where position < reach.count { reach[position] = .infinity }
    return reach
  }

  /// The unit of the last place of each number; of whole numbers it is 1.
  static func printUnits(_ tokens: [NumberToken]) -> [Double] {
    let units = PrintedDigits.units(of: tokens)
    return units.allSatisfy { $0 == 0 } ? units.map { _ in 1 } : units
  }

  /// The largest difference, at least what double precision leaves.
  private static func error(_ values: [Double], _ hypothesis: Tensor<Double>) -> Double {
    zip(values, hypothesis.scalars).reduce(1e-15 * hypothesis.rootMeanSquare) {
      max($0, ($1.0 - $1.1).magnitude)
    }
  }

  /// The right numbers in other places: at least five different ones, told apart by many digits.
  private static func permuted(
    _ values: [Double], _ reference: Tensor<Double>, _ units: [Double]
  ) -> Diagnosis? {
    let wanted = reference.scalars.sorted()
    let typical = reference.rootMeanSquare
    let allowed = 1e-5 * typical + (units.max() ?? 0) / 2
    guard Set(wanted).count >= 5, allowed <= 1e-3 * typical,
      areWithin(values.sorted(), wanted, { _ in allowed })
    else { return nil }
    return Diagnosis(.permutation, "these are the right numbers, in other places")
  }
}
