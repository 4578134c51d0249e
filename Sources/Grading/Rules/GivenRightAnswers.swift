internal import Coursework
internal import Differences
internal import Tensors

extension VerdictRule {
  /// The numbers are right given the student's own earlier answers that are right, with the digits that these were
  /// printed with; steps within the part may have been rounded too.
  static let givenRightAnswers = VerdictRule("Given right answers") { question in
    guard let numbers = question.numbers, let found = numbers.givenRightAnswers,
      found.doubt == nil
    else { return nil }
    // What is exactly right given wrong answers needs no rounding to explain it.
    if !found.isExact, let carried = numbers.carried, carried.isExact { return nil }
    return numbers.correct(found.comparison, on: numbers.basis(of: found))
  }
}

extension AnswerAsRead {
  /// The comparison with the reference at the student's own right answers; nil if the answer is wrong by these too.
  func compareAtRightAnswers() -> RoundedOnTheWay? {
    let accepted = prior.accepted(for: key).filter { key.dependencies.depends(on: $0.key) }
    let own =
      accepted.isEmpty ? nil : key.dependencies.reference(replacing: accepted.mapValues(\.values))
    var reference = own.flatMap { $0.isFinite ? $0 : nil }
    // Which slope was taken at a kink says nothing about rounding.
    if let atKinks = referenceAtKinks, reference != nil {
      for (position, scalar) in atKinks.scalars.enumerated()
      where key.numeric?[position].isKink == true {
        reference?.scalars[position] = scalar
      }
    }
    // An earlier number at a kink that is left out may be anything, and must not widen what other entries are allowed.
    let typical = key.reference.rootMeanSquare
    return RoundedOnTheWay.find(
      compared, key, at: reference == nil ? [:] : accepted,
      reference: reference ?? referenceAtKinks ?? key.reference,
      rounding: prior.rounding, isCarried: false,
      typicalAtMost: typical > 0 ? typical : .infinity)
  }

  /// A kink alone made the difference where no answer that the part depends on was rounded.
  fileprivate func basis(of found: RoundedOnTheWay) -> Ruling.Basis {
    let relations = prior.accepted.filter { key.dependencies.depends(on: $0.key) }.map(
      \.value.relation)
    return found.isExact && relations.contains(.atKink) && !relations.contains(.rounded)
      ? .kink : .priorAnswers
  }
}
