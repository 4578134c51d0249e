internal import Coursework
internal import Tensors

extension VerdictRule {
  /// The numbers are wrong by an edit of the forward for which an earlier part was marked: an error costs once.
  static let sameSlip = VerdictRule("Same slip in the forward") { question in
    guard let numbers = question.numbers, let first = numbers.firstOfSameSlip else { return nil }
    return Ruling(
      verdict: .carried, basis: .sameSlip(as: first), credit: question.part.carry,
      notes: numbers.carriedNotes, findings: [.sameSlip(as: first)], tokens: numbers.tokens,
      diagnosis: numbers.diagnosis)
  }
}

extension AnswerAsRead {
  /// The part that was marked for the slip that explains these numbers; nil if none does.
  fileprivate var firstOfSameSlip: String? {
    if let slips = diagnosis?.slips, !slips.isEmpty,
      let first = prior.part(markedForSlipIn: key.part, { slips.contains($0) })
    {
      return first
    }
    let own = prior.carriedValues
    if let first = prior.misreadings.first(where: { _, misreadings in
      !misreadings.isDisjoint(with: diagnosis?.misreadings ?? [])
        || key.hypotheses.values(after: misreadings, own: own).contains { explains($0) }
    }) {
      return first.part
    }
    return prior.part(markedForSlipIn: key.part) { edit in
      key.hypotheses.values(after: edit, own: own).contains { explains($0) }
    }
  }

  /// Whether the numbers are some that are visibly not the reference's.
  private func explains(_ value: Tensor<Double>) -> Bool {
    value.scalars.contains { $0 != 0 }
      && !areWithin(value.scalars, key.reference.scalars) {
        RoundedOnTheWay.margin * key.tolerances[$0]
      } && key.compare(compared, with: value).match.isRight
  }
}
