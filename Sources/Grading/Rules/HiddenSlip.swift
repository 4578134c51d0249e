internal import Coursework
internal import Tensors

extension VerdictRule {
  /// The numbers are right given one wrong value of a step that no part asks for, which earlier wrong answers determine:
  /// an error costs once.
  static let hiddenSlip = VerdictRule("Slip in a step that no part asks for") { question in
    guard let numbers = question.numbers else { return nil }
    if let (hidden, comparison) = numbers.hiddenValue {
      let parts = hidden.equations.map(\.key.part.id)
      var ruling = numbers.carried(.carriedFromHidden(shownBy: parts), comparison)
      ruling.nameOfEarlier = WrongStep.find(
        for: hidden.equations + [numbers.equation], question.prior
      ).map { (parts, $0) }
      return ruling
    }
    return numbers.sharedFactor.map {
      numbers.carried(.carriedFactor(of: $0.part), $0.comparison)
    }
  }
}

extension AnswerAsRead {
  fileprivate func carried(_ finding: Finding, _ comparison: Comparison) -> Ruling {
    Ruling(
      verdict: .carried, basis: .priorErrors, credit: key.part.carry, notes: carriedNotes,
      findings: [finding], comparison: comparison, tokens: tokens)
  }

  fileprivate var hiddenValue: (HiddenValue, Comparison)? {
    values.contains { $0 != 0 }
      ? HiddenValue.find(for: equation, from: prior.lost(beside: key), prior) : nil
  }

  fileprivate var sharedFactor: SharedFactor? {
    SharedFactor.find(for: equation, among: prior.lost(beside: key))
  }
}
