internal import Tensors

/// Edits of what belongs together: brackets that were lost, and factors that count for too much.
extension FormulaMutator {
  /// A product of which one factor is a sum, read without the brackets around it.
  ///
  /// - Parameters:
  ///   - factors: The factors, from left to right.
  ///   - product: The product of some factors; nil for none.
  ///   - whole: The right product.
  /// - Returns: the edits.
  func lostBrackets(
    _ factors: [FormulaExpression], product: ([FormulaExpression]) -> FormulaExpression,
    _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    factors.indices.compactMap { place in
      let terms = terms(factors[place])
      guard terms.count > 1 else { return nil }
      var changed = terms
      if place > 0 {
        let first = terms[0].isNegative ? terms[0].value.negated : terms[0].value
        changed[0] = (false, product(Array(factors[..<place]) + [first]))
      }
      if place + 1 < factors.count {
        let last = changed[changed.count - 1].value
        changed[changed.count - 1].value = product([last] + factors[(place + 1)...])
      }
      return bracketEdit(factors[place], sum(changed), whole)
    }
  }

  /// A quotient of sums, or by a product, read without the brackets around them.
  func lostBrackets(
    _ left: FormulaExpression, dividedBy right: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    var above = terms(left)
    if above.count > 1 {
      above[above.count - 1].value = above[above.count - 1].value.combined(.divide, right)
      edits.append(bracketEdit(left, sum(above), whole))
    }
    var below = terms(right)
    if below.count > 1 {
      let first = below[0].isNegative ? below[0].value.negated : below[0].value
      below[0] = (false, left.combined(.divide, first))
      edits.append(bracketEdit(right, sum(below), whole))
    }
    if case .binary(.multiply, let first, let second) = right.kind {
      edits.append(
        bracketEdit(right, left.combined(.divide, first).combined(.multiply, second), whole))
    }
    return edits
  }

  private func bracketEdit(
    _ inside: FormulaExpression, _ after: FormulaExpression, _ whole: FormulaExpression
  ) -> FormulaEdit {
    FormulaEdit(
      "brackets-lost.\(word(inside))", naming("brackets are lost", inside), rank: 5,
      whole, after)
  }

  /// A factor of one term that multiplies the whole sum, or stands at the other one of two terms.
  func factorsElsewhere(_ terms: [Term], _ whole: FormulaExpression) -> [FormulaEdit] {
    terms.indices.flatMap { place -> [FormulaEdit] in
      let factors = factors(terms[place].value)
      guard factors.list.count > 1 else { return [] }
      return factors.list.indices.flatMap { number -> [FormulaEdit] in
        let factor = factors.list[number]
        guard case .name(let name) = factor.kind else { return [] }
        var (rest, changed) = (factors.list, terms)
        rest.remove(at: number)
        changed[place].value = rest.dropFirst().reduce(rest[0]) { $0.combined(.multiply, $1) }
        if factors.isNegated { changed[place].isNegative.toggle() }
        let word = word(factor, at: number)
        let overAll = FormulaEdit(
          "factor-over-all.\(word)",
          naming("a factor of one term multiplies the other terms too", factor), rank: 6, whole,
          factor.combined(.multiply, sum(changed)))
        guard terms.count == 2, shape(of: name)?.count == 1 else { return [overAll] }
        changed[1 - place].value = factor.combined(.multiply, terms[1 - place].value)
        let atOther = FormulaEdit(
          "factor-at-other-term.\(word)",
          naming("a factor stands at the wrong one of two terms", factor), rank: 6, whole,
          sum(changed))
        return [overAll, atOther]
      }
    }
  }
}
