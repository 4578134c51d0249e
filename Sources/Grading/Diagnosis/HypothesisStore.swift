internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// All hypotheses about one part, worked out when the first wrong answer needs them.
final class HypothesisStore: Sendable {
  let part: Part
  let problem: Problem
  let reference: Tensor<Double>
  let scope: [String: Tensor<Double>]
  let others: [(name: String, value: Tensor<Double>)]
  let slips: ProblemSlips
  private let library: MutantLibrary
  private let made = Mutex<HypothesisList?>(nil)
  private let formulas = Mutex<[Hypothesis]?>(nil)

  /// Larger answers are only looked at as a whole: each mutant costs as much as the reference.
  static let mostEntries = 20_000

  init(
    _ part: Part, problem: Problem, values: ProblemValues, library: MutantLibrary
  ) {
    self.library = library
    slips = values.slips
    self.part = part
    self.problem = problem
    reference = values.reference(of: part)
    scope = values.scope(of: part, in: problem)
    others = values.references.filter { $0.key != part.id }.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value)
    }
  }

  /// The hypotheses; always the same ones in the same order.
  var all: HypothesisList {
    made.withLock { made in
      if let made { return made }
      let hypotheses = HypothesisList(make(), part.tolerance)
      made = hypotheses
      return hypotheses
    }
  }

  /// The same hypotheses that are wrong formulas, without all that is worked out for others.
  private var wrongFormulas: [Hypothesis] {
    // What the forward defines is wrong by any of its slips.
    if part.reference == nil { return all.all.filter(\.isFormula) }
    if let all = made.withLock({ $0 }) { return all.all.filter(\.isFormula) }
    return formulas.withLock { formulas in
      if let formulas { return formulas }
      let isSmall = reference.shape.count <= HypothesisStore.mostEntries
      let wrong = visible(
        whole() + (isSmall ? mutants() + forwardEdits(slips.formulas) : []) + copies()
      ).filter(\.isFormula)
      formulas = wrong
      return wrong
    }
  }

  private func make() -> [Hypothesis] { visible(makeAll()) }

  private func makeAll() -> [Hypothesis] {
    let isSmall = reference.shape.count <= HypothesisStore.mostEntries
    let parts =
      isSmall
      ? mutants() + updatesTooEarly() + forwardEdits(slips.all(for: part).filter(\.known.isForward))
        + derivedAnswers() : []
    return whole() + parts + copies()
  }

  /// What each hypothesis gives, also where it gives the right numbers; without those that are not told apart.
  var valuesByIdentity: [Hypothesis.Identity: Tensor<Double>] {
    var values: [Hypothesis.Identity: Tensor<Double>?] = [:]
    for hypothesis in makeAll() {
      values[hypothesis.identity] =
        values[hypothesis.identity] == nil ? hypothesis.value : .some(nil)
    }
    return values.compactMapValues { $0 }
  }

  private func whole() -> [Hypothesis] {
    authored(at: scope) + changesOfWhole(reference) + otherMeanings()
      + keptVariable()
  }

  private func copies() -> [Hypothesis] {
    var hypotheses: [Hypothesis] = []
    for (name, value) in others {
      hypotheses.append(
        Hypothesis(
          .copy(of: .answer(name)), "this is the answer to \(name)", rank: 8, value: value))
    }
    // One number may be any quantity's, but who does not differentiate hands in what is differentiated.
    var output: String?
    if case .derivative(let name, _) = part.quantity { output = name }
    for (name, value) in scope.sorted(by: { $0.key < $1.key })
    where value.shape.count > 1 || name == output {
      hypotheses.append(
        Hypothesis(.copy(of: .value(name)), "this is \(name) itself", rank: 8, value: value))
    }
    return hypotheses
  }

  /// What gives the right numbers here explains nothing.
  private func visible(
    _ hypotheses: [Hypothesis], inPlaceOf right: Tensor<Double>? = nil
  ) -> [Hypothesis] {
    let right = right ?? reference
    let tolerances = Comparison.tolerances(right, singlePrecisionError: 0, rule: part.tolerance)
    return hypotheses.filter { hypothesis in
      let value = hypothesis.value
      return value.isFinite && value.scalars.contains { $0 != 0 }
        && !(value.shape == right.shape
          && areWithin(value.scalars, right.scalars) { tolerances[$0] })
    }
  }

  /// The reference at values of a forward with one thing wrong in it.
  private func forwardEdits(_ edits: [ProblemSlips.Slip]) -> [Hypothesis] {
    guard let formula = part.reference, let defined = problem.forward?.bindings.map(\.name),
      !formula.usedSymbols.isDisjoint(with: defined + problem.givens.map(\.name))
    else { return [] }
    let affordable = MutantLibrary.maximumOperations / max(1, formula.operationCount)
    let probe = SymbolProbe(formula, at: scope)
    return edits.prefix(affordable).compactMap { slip in
      probe.value { slips.value(of: $0, after: slip) }.map {
        Hypothesis(slip.known.before, value: $0, isTelling: slip.isTelling)
      }
    }
  }

  /// What is asked for of a forward with one thing wrong in it, or by a way back with one thing wrong on it.
  private func derivedAnswers() -> [Hypothesis] {
    guard part.reference != nil else { return [] }
    return zip(slips.all(for: part), slips.answers(to: part)).compactMap { slip, answer in
      answer.map { Hypothesis(slip.known.derived, value: $0, isTelling: slip.isTelling) }
    }
  }

  private func mutants() -> [Hypothesis] {
    if part.reference != nil { return edits(at: scope) }
    // A value without a formula of its own is what the forward defines.
    guard case .value(let name?) = part.quantity else { return [] }
    return slips.all(for: part).compactMap { slip in
      slips.value(of: name, after: slip).map { value in
        Hypothesis(
          slip.known.inValue,
          value: Tensor(shape: part.shape, scalars: part.take(value.scalars)),
          isTelling: slip.isTelling)
      }
    }
  }

  /// How far the nearest known mistake is.
  ///
  /// A constant with too few digits, such as 2.72 for e, is a mistake where the answer is nearer to what it gives than
  /// to what is right; elsewhere no rounding could ever be told from it.
  ///
  /// - Parameters:
  ///   - allowances: How far each entry may be off.
  ///   - answer: The answer; nil if there is none.
  ///   - replaced: The student's own earlier answers, where the reference is evaluated at these.
  ///   - reference: The right numbers, or those at the student's own answers.
  /// - Returns: the distance in terms of the allowances; infinite if no mistake is known.
  func leastDistance(
    in allowances: [Double], of answer: [Double]? = nil,
    replacing replaced: [String: Tensor<Double>]? = nil, from reference: Tensor<Double>
  ) -> Double {
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      a.indices.reduce(0) { max($0, (a[$1] - b[$1]).magnitude / allowances[$1]) }
    }
    let wrong =
      replaced.map { own in
        all(replacing: own, reference: reference).all.filter(\.isFormula)
      } ?? wrongFormulas
    var least = Double.infinity
    for other in wrong where other.value.shape == reference.shape {
      if other.lacksDigits {
        guard let answer,
          distance(answer, other.value.scalars) <= distance(answer, reference.scalars)
        else { continue }
      }
      least = min(least, distance(other.value.scalars, reference.scalars))
    }
    return least
  }

  /// What a part is after a slip in the forward by its reference, at the forward's values and at the student's own earlier
  /// answers; nil if the forward is right, or that is not a value.
  func value(after edit: EditID, own: [String: Tensor<Double>]) -> Tensor<Double>? {
    guard let slip = slips.slip(edit, shownBy: part), slip.known.isForward else { return nil }
    var found: Tensor<Double>?
    if let formula = part.reference {
      let changed = scope.merging(slips.bindings(after: slip)) { $1 }
      found = formula.evaluate(changed.merging(own) { $1 })
    } else if case .value(let name?) = part.quantity {
      found = slips.value(of: name, after: slip).map {
        Tensor(shape: part.shape, scalars: part.take($0.scalars))
      }
    }
    return found.flatMap { $0.isFinite && $0.shape == reference.shape ? $0 : nil }
  }

  /// What a derivative is that is derived anew after a slip in the forward or on the way back.
  func derivedValue(after edit: EditID) -> Tensor<Double>? {
    guard part.reference != nil else { return nil }
    return slips.answer(after: edit, to: part).flatMap {
      $0.isFinite && $0.shape == reference.shape ? $0 : nil
    }
  }

  /// Both of these.
  func values(after edit: EditID, own: [String: Tensor<Double>]) -> [Tensor<Double>] {
    [value(after: edit, own: own), derivedValue(after: edit)].compactMap { $0 }
  }

  /// What a part is where a function in its reference was misread, at the student's own earlier answers.
  func values(after misreadings: Set<FormulaMisreading>, own: [String: Tensor<Double>])
    -> [Tensor<Double>]
  {
    let functions = misreadings.filter { if case .function = $0 { true } else { false } }
    guard !functions.isEmpty, reference.shape.count <= HypothesisStore.mostEntries else {
      return []
    }
    let inputs = scope.merging(own) { $1 }
    var values: [Tensor<Double>] = []
    library.forEachMutant(of: part, batch: problem.batch) { mutant in
      guard mutant.edit.misreading.map(functions.contains) == true else { return }
      values.append(mutant.formula.evaluate(inputs))
    }
    return values.filter { $0.isFinite && $0.shape == reference.shape }
  }

  /// The hypotheses at a student's own earlier answers: what may be wrong as a whole, and authored mistakes.
  ///
  /// All the others would have to be worked out for each student anew, and cost more than grading does.
  func all(replacing replaced: [String: Tensor<Double>], reference: Tensor<Double>)
    -> HypothesisList
  {
    HypothesisList(whole(at: scope.merging(replaced) { $1 }, reference), part.tolerance)
  }

  /// The same with the edits of the part's own formula, for an answer that is wrong by these too.
  func named(replacing replaced: [String: Tensor<Double>], reference: Tensor<Double>)
    -> HypothesisList
  {
    let inputs = scope.merging(replaced) { $1 }
    let isSmall = reference.shape.count <= HypothesisStore.mostEntries
    // Where 1 - p is p at the student's numbers, nobody took one for the other.
    let right = part.reference?.evaluate(inputs) ?? reference
    return HypothesisList(
      whole(at: inputs, reference)
        + (isSmall ? visible(edits(at: inputs), inPlaceOf: right) : []), part.tolerance)
  }

  private func whole(at inputs: [String: Tensor<Double>], _ reference: Tensor<Double>)
    -> [Hypothesis]
  {
    changesOfWhole(reference) + authored(at: inputs)
  }

  private func changesOfWhole(_ reference: Tensor<Double>) -> [Hypothesis] {
    WholeAnswerChanges.of(
      reference, batch: problem.batch, isMean: part.isDerivative || reference.shape.count == 1)
  }

  private func authored(at inputs: [String: Tensor<Double>]) -> [Hypothesis] {
    part.mistakes.map { mistake in
      Hypothesis(
        Meaning(
          .authored(mistake.id), Explanation(mistake.says), rank: -1, chancePerZero: 0.03),
        value: mistake.formula.evaluate(inputs))
    }
  }

  private func edits(at inputs: [String: Tensor<Double>]) -> [Hypothesis] {
    var hypotheses: [Hypothesis] = []
    library.forEachMutant(of: part, batch: problem.batch) { mutant in
      guard mutant.formula.shape.count <= HypothesisStore.mostEntries else { return }
      hypotheses.append(Hypothesis(mutant.meaning, value: mutant.formula.evaluate(inputs)))
    }
    return hypotheses
  }
}
