internal import Coursework

extension VerdictRule {
  /// The numbers are wrong by an edit of the forward for which an earlier part was marked: an error costs once.
  static let sameSlip = VerdictRule("Same slip in the forward") { question in
    guard let numbers = question.numbers, let diagnosis = numbers.diagnosis,
      let first = question.prior.part(markedForOneOf: diagnosis.slips)
    else { return nil }
    return Ruling(
      verdict: .carried, basis: .sameSlip(as: first), credit: question.part.carry,
      notes: numbers.carriedNotes, findings: [.sameSlip(as: first)], tokens: numbers.tokens,
      diagnosis: diagnosis)
  }
}
