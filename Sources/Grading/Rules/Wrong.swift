internal import Coursework
internal import Tensors

extension VerdictRule {
  /// No other rule speaks for the numbers.
  static let wrong = VerdictRule("Wrong") { question in
    guard let numbers = question.numbers else { return nil }
    let part = question.part
    let diagnosis = numbers.diagnosis
    let places: Finding =
      part.shape.count == 1
      ? .wrongNumber
      : .wrongEntries(numbers.wrongEntries.text)
    return numbers.incorrect(
      [places], diagnosis: diagnosis,
      notes: diagnosis.flatMap { $0.isTold ? [.cause($0.name, part: part.id)] : nil } ?? [],
      credit: numbers.ownCredit(diagnosis?.cause))
  }
}

extension AnswerAsRead {
  /// Which entries are wrong, by the comparison by which the fewest are.
  fileprivate var wrongEntries: WrongEntries {
    WrongEntries(Tensor(shape: key.part.shape, scalars: compared.map(\.value)), closest)
  }

  /// The ruling that the answer is wrong: what was found, which mistake explains it, and why nothing was carried.
  func incorrect(
    _ findings: [Finding], diagnosis: Diagnosis?, notes: [RulingNote], credit: Double
  ) -> Ruling {
    var findings = findings
    if let diagnosis, diagnosis.isTold { findings += diagnosis.explanation.findings }
    if diagnosis?.isApart != true, 2 * closest.wrongCount >= values.count,
      case let digits = closest.agreeingDigits(values), digits >= 2
    {
      findings.append(.nearMiss(digits: digits))
    }
    let refused = refusedCarries
    if !refused.isEmpty { findings.append(.notCarried(refused)) }
    findings.append(.wrongBy(closest.worst))
    var ruling = Ruling(
      verdict: .incorrect, credit: credit, notes: notes, findings: findings,
      comparison: closest, tokens: tokens, diagnosis: diagnosis)
    ruling.wrongEntries = wrongEntries
    return ruling
  }

  /// The earlier answers given which this one would be right, were it not that nothing may be carried from them.
  private var refusedCarries: [(part: String, refusal: CarryRefusal)] {
    guard prior.hasRefusals else { return [] }
    let all = prior.deviating(for: key, includesRefused: true)
    guard all.contains(where: { $0.value.carryRefusal != nil }),
      let found = CarriedError.find(tokens, key, prior, all, howeverEasy: true), found.doubt == nil
    else { return [] }
    return found.names.compactMap { name in all[name]?.carryRefusal.map { (name, $0) } }
  }
}
