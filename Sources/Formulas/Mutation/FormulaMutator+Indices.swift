/// Edits of what stands in brackets: indices, and sums over them.
extension FormulaMutator {
  func indexEdits(
    _ base: FormulaExpression, _ items: [IndexItem], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    var indices: [FormulaExpression] = []
    for item in items {
      guard case .at(let index) = item else { return sliceEdits(base, items, whole) }
      indices.append(index)
    }
    let word = self.word(base)
    func edit(_ note: String, _ phrase: String, _ rank: Int, _ changed: [FormulaExpression])
      -> FormulaEdit
    {
      FormulaEdit(note, phrase, rank: rank, whole, .indexed(base, changed.map { .at($0) }))
    }
    var edits: [FormulaEdit] = []
    for a in indices.indices {
      for b in indices.indices where b > a && indices[a] != indices[b] {
        var changed = indices
        changed.swapAt(a, b)
        edits.append(
          edit("transposed.\(word)", naming("two indices are swapped", base), 4, changed))
      }
      for (note, phrase, changed) in slips(indices[a], base, axis: a) {
        var all = indices
        all[a] = changed
        edits.append(edit("\(note).\(word)", naming(phrase, base), 5, all))
      }
    }
    edits +=
      windowEdits(base, indices, whole) + otherIndices(base, indices, whole)
      + unlabelled(base, indices, whole)
    // A kernel is turned in its last two axes at once.
    if indices.count >= 2 {
      var turned = indices
      for axis in indices.count - 2..<indices.count {
        turned[axis] = FormulaMutator.mirrored(indices[axis], base, axis: axis)
      }
      edits.append(
        edit("rotated.\(word)", naming("turned by 180 degrees", base), 5, turned))
    }
    return edits
  }

  /// Slices that begin and end one place later or earlier.
  private func sliceEdits(
    _ base: FormulaExpression, _ items: [IndexItem], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let one = FormulaExpression.number("1")
    return items.indices.flatMap { place -> [FormulaEdit] in
      guard case .slice(let from, let to, _) = items[place], from != nil || to != nil else {
        return []
      }
      let size = base.size(axis: place)
      return [
        (BinaryOperator.add, "step-after", "the places one further on were used"),
        (.subtract, "step-before", "the places one before were used"),
      ].map { sign, note, phrase in
        var changed = items
        changed[place] = FormulaExpression.slice(
          (from ?? .number("0")).combined(sign, one), (to ?? size).combined(sign, one))
        return FormulaEdit(
          "\(note).\(word(base))", naming(phrase, base), rank: 5, whole, .indexed(base, changed))
      }
    }
  }

  private static func mirrored(
    _ index: FormulaExpression, _ base: FormulaExpression, axis: Int
  ) -> FormulaExpression {
    let size = base.size(axis: axis)
    return size.combined(.subtract, .number("1")).combined(.subtract, index)
  }

  /// An index with its stride lost, or reversed.
  private func slips(_ index: FormulaExpression, _ base: FormulaExpression, axis: Int)
    -> [(note: String, phrase: String, index: FormulaExpression)]
  {
    var slips: [(String, String, FormulaExpression)] = []
    if !index.names.isDisjoint(with: steppingIndices) { return otherSteps(index) }
    switch index.kind {
    case .binary(.add, let left, let right):
      for (strided, offset) in [(left, right), (right, left)] {
        guard case .binary(.multiply, let a, let b) = strided.kind else { continue }
        let plain = shapesKnow(a) ? b : a
        slips.append(("stride-lost", "the stride is lost", plain.combined(.add, offset)))
        slips.append(("offset-lost", "the offset is lost", strided))
      }
    case .name:
      slips.append(
        ("reversed", "an index runs backwards", FormulaMutator.mirrored(index, base, axis: axis)))
      // Where an axis is longer than the range: a row more of h than there are steps.
      slips.append(
        (
          "step-after", "the value of a step after was used",
          index.combined(.add, .number("1"))
        ))
    default: break
    }
    return slips
  }

  /// The indices that stand somewhere with a whole number added or subtracted, as in `h[t-1]`.
  static func stepping(in expression: FormulaExpression) -> Set<String> {
    var found: Set<String> = []
    if case .indexed(_, let items) = expression.kind {
      for case .at(let index) in items {
        guard case .binary(let sign, let step, let offset) = index.kind,
          sign == .add || sign == .subtract, case .name(let name) = step.kind,
          case .number = offset.kind
        else { continue }
        found.insert(name)
      }
    }
    return expression.kind.children.reduce(into: found) { $0.formUnion(stepping(in: $1)) }
  }

  /// Another step than the one that is read.
  private func otherSteps(_ index: FormulaExpression)
    -> [(note: String, phrase: String, index: FormulaExpression)]
  {
    let one = FormulaExpression.number("1")
    var slips = [
      ("step-before", "the value of a step before was used", index.combined(.subtract, one)),
      ("step-after", "the value of a step after was used", index.combined(.add, one)),
    ]
    if case .binary(let sign, let step, one) = index.kind {
      let isBefore = sign == .add
      slips.removeAll { ($0.0 == "step-before") == isBefore }
      slips.append(
        (
          isBefore ? "step-before" : "step-after",
          isBefore ? "the value of a step before was used" : "the value of a step after was used",
          step
        ))
    }
    return slips
  }

  /// Whether an expression is a size and no index.
  func shapesKnow(_ expression: FormulaExpression) -> Bool {
    switch expression.kind {
    case .number: true
    case .name(let name): isSymbol(name)
    default: false
    }
  }

  func reductionEdits(
    _ name: String, _ binders: [IndexBinder], _ condition: FormulaExpression?,
    _ body: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    func reduction(
      _ name: String, _ binders: [IndexBinder], _ condition: FormulaExpression?,
      _ body: FormulaExpression
    ) -> FormulaExpression {
      FormulaExpression(
        .reduction(name, binders, condition: condition, body), at: whole.range, anchor: whole.anchor
      )
    }
    for other in primitives[name]?.confusion.with ?? []
    where primitives[other]?.confusion.isReductionLost == true {
      edits.append(
        FormulaEdit(
          "\(other)-for-\(name)", "\(other) was taken for \(name)", rank: 4, whole,
          reduction(other, binders, condition, body)))
    }
    if name == ReductionKind.sum.rawValue {
      edits += squareEdits(name, of: body, whole) { reduction(name, binders, condition, $0) }
    }
    if condition != nil {
      edits.append(
        FormulaEdit(
          "condition-lost", "the condition is lost", rank: 3, whole,
          reduction(name, binders, nil, body)))
    }
    edits += smallerWindow(name, binders, condition, body, whole)
    let words = binders.map(\.name).joined()
    let first = binders.reduce(body) { $0.replacing($1.name, with: .number("0")) }
    edits.append(
      FormulaEdit("sum-lost.\(words)", "only the first term counts", rank: 3, whole, first))
    if name == ReductionKind.sum.rawValue, condition == nil {
      edits += endEdits(binders, body, whole)
    }
    for (place, binder) in binders.enumerated() where binders.count > 1 {
      var rest = binders
      rest.remove(at: place)
      edits.append(
        FormulaEdit(
          "sum-lost.\(binder.name)", "only the first term along an index counts", rank: 4, whole,
          reduction(
            name, rest, condition?.replacing(binder.name, with: .number("0")),
            body.replacing(binder.name, with: .number("0")))))
    }
    return edits
  }

  /// A sum that begins too late or ends too early, or of which the last term alone is there.
  private func endEdits(
    _ binders: [IndexBinder], _ body: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    binders.enumerated().flatMap { place, binder -> [FormulaEdit] in
      guard case .number(let digits)? = binder.bound?.kind, let count = Int(digits), count > 2
      else { return [] }
      func sum(_ binders: [IndexBinder], _ body: FormulaExpression) -> FormulaExpression {
        binders.isEmpty
          ? body
          : FormulaExpression(
            .reduction(ReductionKind.sum.rawValue, binders, condition: nil, body), at: whole.range,
            anchor: whole.anchor)
      }
      let last = FormulaExpression.number("\(count - 1)")
      var (rest, shorter) = (binders, binders)
      rest.remove(at: place)
      shorter[place] = IndexBinder(name: binder.name, bound: last, at: binder.range)
      let next = FormulaExpression.name(binder.name).combined(.add, .number("1"))
      return [
        FormulaEdit(
          "last-term.\(binder.name)", "only the last term of a sum counts", rank: 5, whole,
          sum(rest, body.replacing(binder.name, with: last))),
        FormulaEdit(
          "first-term-lost.\(binder.name)", "the first term of a sum is lost", rank: 5, whole,
          sum(shorter, body.replacing(binder.name, with: next))),
        FormulaEdit(
          "last-term-lost.\(binder.name)", "the last term of a sum is lost", rank: 5, whole,
          sum(shorter, body)),
      ]
    }
  }
}
