/// Edits of windows that move over an axis, and of the indices that move them.
extension FormulaMutator {
  /// What each index counts to.
  static func ranges(of binders: [IndexBinder]) -> [String: FormulaExpression] {
    binders.reduce(into: [:]) { ranges, binder in
      if binder.first == nil { ranges[binder.name] = binder.bound }
    }
  }

  /// The indices that sums and the like bind in an expression.
  static func binders(in expression: FormulaExpression) -> [IndexBinder] {
    var found: [IndexBinder] = []
    if case .reduction(_, let binders, _, _) = expression.kind { found = binders }
    return expression.kind.children.reduce(into: found) { $0 += binders(in: $1) }
  }

  /// Whether an index is a place and one within the window there, as in `i*s + m`.
  private func isMoving(_ index: FormulaExpression) -> Bool {
    guard case .binary(.add, let left, let right) = index.kind,
      index.names.isDisjoint(with: steppingIndices)
    else { return false }
    return [left, right].allSatisfy { $0.names.contains { ranges[$0] != nil } }
  }

  /// All windows start one place too early or too late, with zeros outside, or the stride stands at the wrong index.
  func windowEdits(
    _ base: FormulaExpression, _ indices: [FormulaExpression], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let moving = indices.indices.filter { isMoving(indices[$0]) }
    guard !moving.isEmpty else { return [] }
    let widths = FormulaExpression(
      .list(indices.indices.map { .number(moving.contains($0) ? "1" : "0") }), at: base.range)
    let padded = FormulaExpression.call(
      "pad", [CallArgument(label: nil, value: base), CallArgument(label: nil, value: widths)])
    func moved(_ change: (FormulaExpression) -> FormulaExpression) -> [IndexItem] {
      indices.indices.map { .at(moving.contains($0) ? change(indices[$0]) : indices[$0]) }
    }
    let word = word(base)
    var edits = [
      FormulaEdit(
        "window-before.\(word)",
        naming("the windows start a place too early, with zeros outside", base), rank: 6, whole,
        .indexed(padded, moved { $0 })),
      FormulaEdit(
        "window-after.\(word)",
        naming("the windows start a place too late, with zeros outside", base), rank: 6, whole,
        .indexed(padded, moved { $0.combined(.add, .number("2")) })),
    ]
    let dilated = moved(dilated)
    if dilated != indices.map({ .at($0) }) {
      edits.append(
        FormulaEdit(
          "dilated.\(word)", naming("the stride stands at the index within the window", base),
          rank: 6, whole, .indexed(base, dilated)))
    }
    return edits
  }

  /// `i*s + m` as `i + m*s`.
  private func dilated(_ index: FormulaExpression) -> FormulaExpression {
    guard case .binary(.add, let left, let right) = index.kind else { return index }
    for (strided, inner, isFirst) in [(left, right, true), (right, left, false)] {
      guard case .binary(.multiply, let a, let b) = strided.kind, case .name = inner.kind else {
        continue
      }
      let (plain, stride) = shapesKnow(a) ? (b, a) : (a, b)
      let moved = inner.combined(.multiply, stride)
      return isFirst ? plain.combined(.add, moved) : moved.combined(.add, plain)
    }
    return index
  }

  /// The last place along every axis of a window is left out.
  func smallerWindow(
    _ name: String, _ binders: [IndexBinder], _ condition: FormulaExpression?,
    _ body: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let own = Set(binders.map(\.name))
    let inside = movingIndices(in: body).flatMap { $0.names.intersection(own) }
    let shorter = binders.map { binder -> IndexBinder in
      guard inside.contains(binder.name), case .number(let digits)? = binder.bound?.kind,
        let count = Int(digits), count > 1
      else { return binder }
      return IndexBinder(name: binder.name, bound: .number("\(count - 1)"), at: binder.range)
    }
    // Along one axis alone a sum without its last term is an edit of its own.
    let changed = shorter.indices.filter { shorter[$0] != binders[$0] }.count
    guard changed > 1 || (changed == 1 && name != ReductionKind.sum.rawValue) else { return [] }
    return [
      FormulaEdit(
        "window-smaller", "the last place along each of the window's axes is left out", rank: 6,
        whole,
        FormulaExpression(
          .reduction(name, shorter, condition: condition, body), at: whole.range,
          anchor: whole.anchor))
    ]
  }

  private func movingIndices(in expression: FormulaExpression) -> [FormulaExpression] {
    var found: [FormulaExpression] = []
    if case .indexed(_, let items) = expression.kind {
      for case .at(let index) in items where isMoving(index) { found.append(index) }
    }
    return expression.kind.children.reduce(into: found) { $0 += movingIndices(in: $1) }
  }

  /// One index in place of another that counts as far: a bias by column, and not by channel.
  func otherIndices(
    _ base: FormulaExpression, _ indices: [FormulaExpression], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    guard indices.count == 1, case .name(let own)? = indices.first?.kind, let range = ranges[own]
    else { return [] }
    return ranges.filter { $0.key != own && $0.value == range }.keys.sorted().map { other in
      FormulaEdit(
        "index-\(other)-for-\(own)", naming("read along another axis", base), rank: 6, whole,
        .indexed(base, [.at(.name(other))]))
    }
  }
}
