/// Edits of products, entry by entry and of matrices.
extension FormulaMutator {
  /// The factors of a product, from left to right; a sign before the first one is the product's.
  private func factors(_ expression: FormulaExpression) -> (
    isNegated: Bool, list: [FormulaExpression]
  ) {
    switch expression.kind {
    case .binary(.multiply, let left, let right):
      let (isNegated, list) = factors(left)
      return (isNegated, list + [right])
    case .unary(.minus, let operand): return (true, [operand])
    default: return (false, [expression])
    }
  }

  /// Edits of a whole chain of factors; of shorter chains within it none are made again.
  func productEdits(_ whole: FormulaExpression) -> [FormulaEdit] {
    let (isNegated, factors) = factors(whole)
    func product(_ factors: [FormulaExpression]) -> FormulaExpression {
      factors.dropFirst().reduce(isNegated ? factors[0].negated : factors[0]) {
        $0.combined(.multiply, $1)
      }
    }
    var edits: [FormulaEdit] = []
    for (place, factor) in factors.enumerated() {
      let word = self.word(factor, at: place)
      var rest = factors
      rest.remove(at: place)
      edits.append(
        FormulaEdit(
          "factor-lost.\(word)", naming("a factor is lost", factor), rank: 2, whole, product(rest)))
      if place + 1 < factors.count, factors.count > 2 {
        var short = factors
        let next = self.word(factors[place + 1], at: place + 1)
        short.removeSubrange(place...place + 1)
        edits.append(
          FormulaEdit(
            "factors-lost.\(word).\(next)",
            naming("two factors are lost", factor, factors[place + 1]), rank: 4, whole,
            product(short)))
      }
      var twice = factors
      twice.insert(factor, at: place)
      edits.append(
        FormulaEdit(
          "factor-twice.\(word)", naming("a factor counts twice", factor), rank: 6, whole,
          product(twice)))
      if place > 0 {
        let divided = factors[(place + 1)...].reduce(
          product(Array(factors[..<place])).combined(.divide, factor)
        ) { $0.combined(.multiply, $1) }
        edits.append(
          FormulaEdit(
            "divided.\(word)", naming("divided instead of multiplied", factor), rank: 5, whole,
            divided))
      }
    }
    return edits
  }

  func matrixEdits(
    _ left: FormulaExpression, _ right: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let (l, r) = (word(left), word(right, at: 1))
    func sample(_ from: FormulaExpression?, _ to: FormulaExpression?) -> FormulaExpression {
      FormulaExpression.indexed(
        left, [FormulaExpression.slice(nil, nil), FormulaExpression.slice(from, to)]
      )
      .combined(
        .matrixProduct,
        FormulaExpression.indexed(
          right, [FormulaExpression.slice(from, to), FormulaExpression.slice(nil, nil)]))
    }
    let last = left.size(axis: 1).combined(.subtract, .number("1"))
    var transposes: [FormulaEdit] = []
    // Where a transpose is there, to leave it out is an edit of its own.
    if !left.isTransposed {
      transposes.append(
        FormulaEdit(
          "transposed.\(l)", naming("an operand is transposed", left), rank: 4, whole,
          left.transposed.combined(.matrixProduct, right)))
    }
    if !right.isTransposed {
      transposes.append(
        FormulaEdit(
          "transposed.\(r)", naming("an operand is transposed", right), rank: 4, whole,
          left.combined(.matrixProduct, right.transposed)))
    }
    return transposes + [
      FormulaEdit(
        "swapped.\(l).\(r)", naming("the operands are swapped", left, right), rank: 5, whole,
        right.combined(.matrixProduct, left)),
      FormulaEdit(
        "entrywise.\(l).\(r)", naming("multiplied entry by entry", left, right), rank: 6, whole,
        left.combined(.multiply, right)),
      FormulaEdit(
        "one-sample.first", "only the first term of each sum in the product counts", rank: 5, whole,
        sample(.number("0"), .number("1"))),
      FormulaEdit(
        "one-sample.last", "only the last term of each sum in the product counts", rank: 5, whole,
        sample(last, nil)),
      FormulaEdit(
        "sample-lost.first", "the first term of each sum in the product is lost", rank: 6, whole,
        sample(.number("1"), nil)),
      FormulaEdit(
        "sample-lost.last", "the last term of each sum in the product is lost", rank: 6, whole,
        sample(nil, last)),
      FormulaEdit(
        "factor-lost.\(l)", naming("a factor is lost", left), rank: 5, whole, right),
      FormulaEdit(
        "factor-lost.\(r)", naming("a factor is lost", right), rank: 5, whole, left),
    ]
  }
}
