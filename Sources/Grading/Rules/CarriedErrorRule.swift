internal import Coursework

extension VerdictRule {
  /// The numbers are right given the student's own earlier answers that are wrong: an error costs once.
  static let carriedError = VerdictRule("Carried error") { question in
    guard let numbers = question.numbers, let found = numbers.carried, found.doubt == nil else {
      return nil
    }
    let part = question.part
    var credit = part.carry
    if part.carry < 1 {
      // Whoever went on correctly must not have less than whoever did not.
      let earnsByCause = part.mistakes.contains { $0.credit > part.carry }
      credit = max(credit, numbers.ownCredit(earnsByCause ? numbers.ownDiagnosis?.cause : nil))
    }
    return Ruling(
      verdict: .carried, basis: .priorErrors, credit: credit, notes: numbers.carriedNotes,
      findings: [.carried(from: found.names, which: numbers.fault(of: found.names))],
      comparison: found.comparison,
      tokens: numbers.tokens)
  }
}

extension AnswerAsRead {
  /// What is the matter with earlier answers.
  fileprivate func fault(of names: [String]) -> Finding.PriorFault {
    let answers = names.compactMap { deviating[$0] }
    return Finding.PriorFault(
      isOfDigits: answers.allSatisfy(\.lacksDigits),
      isOwn: answers.contains { $0.verdict != .carried },
      isInherited: answers.contains { $0.verdict == .carried })
  }
}
