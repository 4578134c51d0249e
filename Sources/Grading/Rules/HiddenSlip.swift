internal import Coursework
internal import Tensors

extension VerdictRule {
  /// The numbers are right given one wrong value of a step that no part asks for, which earlier wrong answers determine:
  /// an error costs once.
  static let hiddenSlip = VerdictRule("Slip in a step that no part asks for") { question in
    guard let numbers = question.numbers else { return nil }
    let found: (finding: Finding, comparison: Comparison)
    if let (hidden, comparison) = numbers.hiddenValue {
      found = (.carriedFromHidden(shownBy: hidden.parts), comparison)
    } else if let factor = numbers.sharedFactor {
      found = (.carriedFactor(of: factor.part), factor.comparison)
    } else {
      return nil
    }
    return Ruling(
      verdict: .carried, basis: .priorErrors, credit: question.part.carry,
      notes: numbers.carriedNotes, findings: [found.finding], comparison: found.comparison,
      tokens: numbers.tokens)
  }
}

extension AnswerAsRead {
  fileprivate var hiddenValue: (HiddenValue, Comparison)? {
    values.contains { $0 != 0 } ? HiddenValue.find(for: equation, from: prior.lost, prior) : nil
  }

  fileprivate var sharedFactor: SharedFactor? {
    SharedFactor.find(for: equation, among: prior.lost)
  }
}
