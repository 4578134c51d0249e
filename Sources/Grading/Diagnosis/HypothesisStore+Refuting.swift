internal import Coursework
internal import Formulas
internal import Tensors

/// What a right answer says of slips that other answers show.
extension HypothesisStore {
  /// Whether who has this part right did not make a slip that another part shows: the slip would have changed it, and
  /// the other one is worked out from it.
  func refutes(_ edit: EditID, shownBy other: Part) -> Bool {
    isOnWay(to: other) && isChanged(by: edit)
  }

  /// Whether a slip would have changed the part.
  func isChanged(by edit: EditID) -> Bool {
    guard let answer = slips.answer(after: edit, to: part), answer.isFinite else { return false }
    let tolerances = Comparison.tolerances(
      reference, singlePrecisionError: 0, rule: part.tolerance)
    return !isRight(answer, tolerances)
  }

  /// Whether another part is worked out from this one.
  func isOnWay(to other: Part) -> Bool {
    if case .value = part.quantity { return true }
    if other.reference?.usedSymbols.contains(part.id) == true { return true }
    guard case .derivative(let output, let middle) = part.quantity,
      case .derivative(output, let variable) = other.quantity
    else { return false }
    return problem.forward?.cuts(middle, from: variable, to: output) == true
  }

  private func isRight(_ value: Tensor<Double>, _ tolerances: [Double]) -> Bool {
    guard value.shape == reference.shape else { return false }
    return areWithin(value.scalars, reference.scalars) { tolerances[$0] }
  }
}
