/// Edits of sums of terms.
extension FormulaMutator {
  /// One term of a sum.
  typealias Term = (isNegative: Bool, value: FormulaExpression)

  /// The terms of a sum with their signs, from left to right.
  func terms(_ expression: FormulaExpression) -> [Term] {
    switch expression.kind {
    case .binary(.add, let left, let right): terms(left) + [(false, right)]
    case .binary(.subtract, let left, let right): terms(left) + [(true, right)]
    case .unary(.minus, let operand): [(true, operand)]
    default: [(false, expression)]
    }
  }

  func sum(_ terms: [Term]) -> FormulaExpression {
    let first = terms[0].isNegative ? terms[0].value.negated : terms[0].value
    return terms.dropFirst().reduce(first) {
      $0.combined($1.isNegative ? .subtract : .add, $1.value)
    }
  }

  /// Edits of a whole sum; of shorter sums within it none are made again.
  func sumEdits(_ whole: FormulaExpression) -> [FormulaEdit] {
    let terms = terms(whole)
    var edits: [FormulaEdit] = []
    for (place, term) in terms.enumerated() {
      let word = self.word(term.value, at: place)
      func edit(
        _ note: String, _ phrase: String, _ rank: Int,
        _ change: (inout [Term]) -> Void
      ) {
        var changed = terms
        change(&changed)
        edits.append(FormulaEdit(note, phrase, rank: rank, whole, sum(changed)))
      }
      edit("term-lost.\(word)", naming("a term is lost", term.value), 2) { $0.remove(at: place) }
      // Who flips a sign flips one that is written: of a square both give the same.
      let isWritten = place > 0 || term.isNegative
      edit(
        "term-sign.\(word)", naming("the sign of a term is flipped", term.value),
        isWritten ? 3 : 4
      ) {
        $0[place].isNegative.toggle()
      }
      edit("term-doubled.\(word)", naming("a term counts twice", term.value), 5) {
        $0[place].value = FormulaExpression.number("2").combined(.multiply, term.value)
      }
      edit("term-halved.\(word)", naming("a term counts half", term.value), 5) {
        $0[place].value = term.value.combined(.divide, .number("2"))
      }
      if let batch, terms.count > 1 {
        let n = FormulaExpression.number("\(batch)")
        edit(
          "term-over-N.\(word)", naming("a term is divided by N once too often", term.value), 6
        ) { $0[place].value = term.value.combined(.divide, n) }
        edit("term-times-N.\(word)", naming("a term is N times too large", term.value), 6) {
          $0[place].value = n.combined(.multiply, term.value)
        }
      }
      if terms.count > 2, place + 1 < terms.count {
        let next = terms[place + 1].value
        edit(
          "terms-lost.\(word).\(self.word(next, at: place + 1))",
          naming("two terms are lost", term.value, next), 4
        ) {
          $0.removeSubrange(place...place + 1)
        }
      }
    }
    if terms.count == 2, terms[0].value == .number("1"), terms[1].isNegative,
      !terms[0].isNegative
    {
      let rest = terms[1].value
      edits.append(
        FormulaEdit(
          "complement-lost.\(word(rest))",
          naming("a quantity stands where one minus it belongs", rest), rank: 6, whole, rest))
    }
    return edits + termsInside(terms, whole) + termsForOthers(terms, whole)
      + factorsElsewhere(terms, whole) + termsWithinRoot(terms, whole)
  }

  /// A term that stands beside a sum over indices was added within it, once for each of its terms.
  private func termsInside(
    _ terms: [Term], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    terms.indices.flatMap { place -> [FormulaEdit] in
      guard
        case .reduction(ReductionKind.sum.rawValue, let binders, let condition, let body) =
          terms[place].value.kind
      else { return [] }
      return terms.indices.filter { $0 != place && !terms[$0].value.names.isEmpty }.map { other in
        let isAdded = terms[other].isNegative == terms[place].isNegative
        var changed = terms
        changed[place].value = FormulaExpression(
          .reduction(
            ReductionKind.sum.rawValue, binders, condition: condition,
            body.combined(isAdded ? .add : .subtract, terms[other].value)),
          at: terms[place].value.range, anchor: terms[place].value.anchor)
        changed.remove(at: other)
        return FormulaEdit(
          "term-inside.\(word(terms[other].value, at: other))",
          naming("a term was added inside a sum, once for each of its terms", terms[other].value),
          rank: 5, whole, sum(changed))
      }
    }
  }

  /// What is there for one quantity, such as a penalty, was added for another one too.
  private func termsForOthers(
    _ terms: [Term], _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    terms.flatMap { term -> [FormulaEdit] in
      let names = term.value.names.filter { arrays.contains($0) }
      guard let own = names.first, names.count == 1, holdsSum(term.value) else { return [] }
      return arrays.filter { $0 != own }.map { other in
        FormulaEdit(
          "term-also.\(other)", "a term that belongs to \(own) was added for \(other) too", rank: 6,
          whole, sum(terms + [(term.isNegative, term.value.replacing(own, with: .name(other)))]))
      }
    }
  }

  private func holdsSum(_ expression: FormulaExpression) -> Bool {
    switch expression.kind {
    case .reduction: true
    case .call(let name, _): primitives[name]?.confusion.isReductionLost == true
    default: expression.kind.children.contains(where: holdsSum)
    }
  }
}
