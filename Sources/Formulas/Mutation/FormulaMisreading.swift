/// What of an edit may be wrong in other formulas too, because somebody read the same thing wrongly.
public enum FormulaMisreading: Sendable, Hashable {
  /// A function of each entry was taken for another one, or left out, wherever it stands.
  case function(String, takenFor: String?)
  /// One expression was computed in place of another, in the words of both.
  case expression(wrong: String, right: String)
}

extension FormulaEdit {
  /// What other formulas may share of the edit; nil if it is about a name or a number alone.
  ///
  /// Of a name alone nobody can tell whether it was one slip or two.
  func misreading(_ primitives: PrimitiveTable) -> FormulaMisreading? {
    if case .call(let name, let arguments) = before.kind,
      primitives[name]?.group == .entrywise, arguments.count == 1
    {
      if after == arguments[0].value { return .function(name, takenFor: nil) }
      if case .call(let other, arguments) = after.kind, other != name {
        return .function(name, takenFor: other)
      }
    }
    var (right, wrong) = (before, after)
    while let (innerRight, innerWrong) = right.onlyDifference(from: wrong) {
      (right, wrong) = (innerRight, innerWrong)
    }
    guard right != wrong, !right.kind.children.isEmpty else { return nil }
    return .expression(wrong: "\(wrong)", right: "\(right)")
  }
}

extension FormulaExpression {
  /// The one expression directly inside that differs from another expression's; nil unless all else is the same.
  ///
  /// What a label says, such as an axis, stays with its call: alone it is a number like any other.
  fileprivate func onlyDifference(from other: FormulaExpression) -> (
    FormulaExpression, FormulaExpression
  )? {
    let (own, others) = (kind.children, other.kind.children)
    guard own.count == others.count, rebuilt(with: others) == other else { return nil }
    let different = own.indices.filter { own[$0] != others[$0] }
    guard different.count == 1 else { return nil }
    if case .call(_, let arguments) = kind, arguments.indices.contains(different[0]),
      arguments[different[0]].label != nil
    {
      return nil
    }
    return (own[different[0]], others[different[0]])
  }
}
