internal import Tensors

/// Edits of an index that a label chooses, such as `S[i, y[i]]`.
extension FormulaMutator {
  /// What people take for the number that a label chooses: the largest one, the sum or the mean of all, the first one.
  func unlabelled(
    _ base: FormulaExpression, _ indices: [FormulaExpression], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    indices.indices.filter { isLabel(indices[$0]) }.flatMap { axis -> [FormulaEdit] in
      func edit(
        _ note: String, _ phrase: String, _ index: FormulaExpression,
        _ change: (FormulaExpression) -> FormulaExpression = { $0 }
      ) -> FormulaEdit {
        var changed = indices
        changed[axis] = index
        return FormulaEdit(
          "\(note).\(word(base))", naming(phrase, base), rank: 6, whole,
          change(.indexed(base, changed.map { .at($0) })))
      }
      let first = edit(
        "label-first", "the first number was taken, and not the one of the label", .number("0"))
      guard let free = freeIndex(in: whole) else { return [first] }
      let ways: [(ReductionKind, String)] = [
        (.max, "the largest number was taken, and not the one of the label"),
        (.sum, "the sum of all was taken, and not the number of the label"),
        (.mean, "the mean of all was taken, and not the number of the label"),
      ]
      return [first]
        + ways.map { kind, phrase in
          edit("label-\(kind.rawValue)", phrase, .name(free)) { chosen in
            let binder = IndexBinder(name: free, bound: nil, at: whole.range)
            return FormulaExpression(
              .reduction(kind.rawValue, [binder], condition: nil, chosen), at: whole.range,
              anchor: whole.anchor)
          }
        }
    }
  }

  /// Whether an index is a given one, or an entry of given ones.
  private func isLabel(_ index: FormulaExpression) -> Bool {
    switch index.kind {
    case .name(let name): isSymbol(name) && shape(of: name)?.count == 1
    case .indexed(let base, _):
      if case .name(let name) = base.kind { isSymbol(name) } else { false }
    default: false
    }
  }

  /// A letter that stands for nothing in an expression, nor outside of it.
  private func freeIndex(in expression: FormulaExpression) -> String? {
    ["c", "k", "j", "m", "r", "u", "v", "z"].first {
      !expression.names.contains($0) && shape(of: $0) == nil && ranges[$0] == nil
    }
  }
}
