internal import Coursework
internal import Tensors

extension VerdictRule {
  /// The reference accepts numbers given the student's own wrong answer, and numeric differentiation rules them out.
  ///
  /// It is asked only where no digits were lost on the way, those of earlier answers that are right included: otherwise
  /// it knows no better than the reference.
  static let contradictedCarriedError = VerdictRule("Contradicted carried error") { question in
    guard let numbers = question.numbers, let found = numbers.carried, found.isExact,
      found.doubt == nil, found.names.count == 1, let name = found.names.first,
      let upstream = numbers.deviating[name],
      let alone = question.key.dependencies.reference(replacing: [name: upstream.values]),
      alone.scalars.count == numbers.values.count,
      areWithin(numbers.values, alone.scalars, { found.comparison.allowances[$0] }),
      question.key.carriedWitness.contradicts(
        numbers.values, upstream: upstream.values, of: name,
        allowances: found.comparison.allowances)
    else { return nil }
    return .disputed(.acceptedGivenPriorAlone(part: name), found.comparison)
  }
}
