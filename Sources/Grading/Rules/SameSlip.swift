internal import Coursework
internal import Formulas
internal import Tensors

extension VerdictRule {
  /// The numbers are wrong by an edit of the forward for which an earlier part was marked: an error costs once.
  static let sameSlip = VerdictRule("Same slip in the forward") { question in
    guard let numbers = question.numbers else { return nil }
    if let first = numbers.firstOfSameSlip { return numbers.carried(bySlipOf: first) }
    guard let (first, slips) = numbers.slipsShownTogether else { return nil }
    var ruling = numbers.carried(bySlipOf: first.key.part.id)
    ruling.slipsShownTogether = Set(slips.map(\.edit))
    ruling.nameOfEarlier = Diagnosis.naming(
      slips.map(\.hypothesis), of: first.key
    ).map { ([first.key.part.id], $0) }
    return ruling
  }
}

extension AnswerAsRead {
  fileprivate func carried(bySlipOf first: String) -> Ruling {
    Ruling(
      verdict: .carried, basis: .sameSlip(as: first), credit: key.part.carry, notes: carriedNotes,
      findings: [.sameSlip(as: first)], tokens: tokens, diagnosis: diagnosis)
  }

  /// The part that was marked for the slip that explains these numbers; nil if there is none.
  fileprivate var firstOfSameSlip: String? {
    let own = prior.carriedValues
    if let slips = diagnosis?.slips, !slips.isEmpty,
      let first = prior.part(
        markedForSlipIn: key, { slips.contains($0) && goesOn(with: $0) })
    {
      return first
    }
    if let first = prior.misreadings.first(where: { _, misreadings in
      prior.isStanding(misreadings.intersection(diagnosis?.misreadingsOfOwn ?? []))
        || misreadings.contains { misreading in
          key.hypotheses.values(after: [misreading], own: own).contains { explains($0) }
            && prior.isStanding([misreading])
        }
    }) {
      return first.part
    }
    return prior.part(markedForSlipIn: key) { edit in
      key.hypotheses.values(after: edit, own: own).contains { explains($0) } && goesOn(with: edit)
    }
  }

  /// An earlier wrong answer, and the slips that explain it and these numbers, as too few numbers of either say alone.
  fileprivate var slipsShownTogether:
    (first: HiddenValue.Equation, slips: [(edit: EditID, hypothesis: Hypothesis)])?
  {
    let own = prior.carriedValues
    for earlier in prior.lost(beside: key) where !earlier.isImprecise {
      let most = Diagnosis.mostChance / Double(max(earlier.key.hypotheses.all.all.count, 1))
      let slips = earlier.fittingSlips.filter { edit, hypothesis in
        let chance = earlier.chance(of: hypothesis.value)
        return !prior.isRefuted(edit, shownBy: key.part) && goesOn(with: edit)
          && key.hypotheses.values(after: edit, own: own).contains {
            explains($0) && chance * equation.chance(of: $0) <= most
          }
      }
      if !slips.isEmpty { return (earlier, slips) }
    }
    return nil
  }

  /// Whether what was handed in on the way is derived with the slip too, where these numbers are.
  private func goesOn(with edit: EditID) -> Bool {
    !prior.isBelied(edit, shownBy: key.part)
      || key.hypotheses.value(after: edit, own: prior.carriedValues).map(explains) == true
  }

  /// Whether the numbers are some that are visibly not the reference's.
  private func explains(_ value: Tensor<Double>) -> Bool {
    value.scalars.contains { $0 != 0 }
      && !areWithin(value.scalars, key.reference.scalars) {
        RoundedOnTheWay.margin * (key.tolerances[$0] + equation.slack[$0])
      } && equation.comparison(with: value).match.isRight
  }
}
