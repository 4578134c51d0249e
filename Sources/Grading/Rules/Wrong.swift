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
    let told = diagnosis.flatMap { $0.isTold ? $0 : nil }
    let fact = told == nil ? numbers.differenceFact : nil
    return numbers.incorrect(
      [places] + (fact.map { [.fact($0)] } ?? []), diagnosis: diagnosis,
      notes: told.map { [.cause($0.name, part: part.id)] }
        ?? fact?.note.map { [.fact($0, part: part.id)] } ?? [],
      credit: numbers.ownCredit(diagnosis?.cause))
  }
}

extension AnswerAsRead {
  /// Which entries are wrong, by the comparison by which the fewest are.
  fileprivate var wrongEntries: WrongEntries {
    WrongEntries(Tensor(shape: key.part.shape, scalars: compared.map(\.value)), closest)
  }

  /// What the numbers have to do with the right ones, or with those that are right given the student's own.
  fileprivate var differenceFact: DifferenceFact? {
    let values = compared.map(\.value)
    let units = Diagnosis.printUnits(compared)
    let widest = PrintedDigits.largestUnits(of: compared, asked: key.part.tolerance.asked)
    func find(_ reference: Tensor<Double>, _ scope: [String: Tensor<Double>]) -> DifferenceFact? {
      DifferenceFact.find(
        values, reference, scope: scope, key, units: units, widest: widest)
    }
    if let fact = find(key.reference, key.scope) { return fact }
    guard let (replaced, reference) = atOwnNumbers else { return nil }
    return find(reference, key.scope.merging(prior.numbers.merging(replaced) { $1 }) { $1 })
  }

  /// The ruling that the answer is wrong: what was found, which mistake explains it, and why nothing was carried.
  func incorrect(
    _ findings: [Finding], diagnosis: Diagnosis?, notes: [RulingNote], credit: Double
  ) -> Ruling {
    var findings = findings
    if let diagnosis, diagnosis.isTold { findings += diagnosis.explanation.findings }
    if diagnosis?.isApart != true, 2 * closest.wrongCount >= values.count, !isHeldByGiven,
      case let digits = closest.agreeingDigits(values), digits >= 2
    {
      findings.append(.nearMiss(digits: digits, isDerivative: key.part.isDerivative))
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

  /// Whether the numbers are near the right ones only because both are near a given, as weights are after a small step.
  private var isHeldByGiven: Bool {
    func distance(to numbers: [Double]) -> Double {
      zip(numbers, closest.reference.scalars).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    }
    return key.givens.contains { given in
      given.shape == key.part.shape && given.shape.count > 1
        && distance(to: values) > 1e-2 * distance(to: given.scalars)
    }
  }

  /// The earlier answers given which this one would be right, were it not that nothing may be carried from them.
  private var refusedCarries: [(part: String, refusal: CarryRefusal)] {
    let all = prior.deviating(for: key, includesRefused: true)
    guard !all.isEmpty,
      let found = CarriedError.find(tokens, key, prior, all, howeverEasy: true), found.doubt == nil
    else { return [] }
    let refused = found.names.compactMap { name in all[name]?.carryRefusal.map { (name, $0) } }
    return refused.isEmpty ? found.names.prefix(1).map { ($0, .leavesNothing) } : refused
  }
}
