/// Edits of products, entry by entry and of matrices.
extension FormulaMutator {
  /// The factors of a product, from left to right; a sign before the first one is the product's.
  func factors(_ expression: FormulaExpression) -> (
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
    var edits = lostBrackets(factors, product: product, whole)
    if factors.count == 2 {
      edits.append(
        FormulaEdit(
          "added.\(word(factors[0])).\(word(factors[1], at: 1))",
          naming("added instead of multiplied", factors[0], factors[1]), rank: 7, whole,
          sum([(isNegated, factors[0]), (false, factors[1])])))
    }
    if !isNegated { edits += complementTerms(factors, whole) }
    edits += factorsWithin(factors, product: product, whole)
    edits += squaresForEntropy(factors, isNegated: isNegated, whole)
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

  /// `r * (U @ h)` as `U @ (r * h)`: a factor of each entry that stands within a matrix product.
  private func factorsWithin(
    _ factors: [FormulaExpression], product: ([FormulaExpression]) -> FormulaExpression,
    _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    factors.indices.flatMap { place -> [FormulaEdit] in
      guard case .binary(.matrixProduct, let left, let right) = factors[place].kind else {
        return []
      }
      return factors.indices.filter { $0 != place }.map { other in
        var changed = factors
        changed[place] = left.combined(
          .matrixProduct, factors[other].combined(.multiply, right))
        changed.remove(at: other)
        return FormulaEdit(
          "factor-within.\(word(factors[other], at: other))",
          naming("a factor stands within the matrix product, not beside it", factors[other]),
          rank: 6, whole, product(changed))
      }
    }
  }

  /// `U @ (r * h)` as `r * (U @ h)`: a factor of each entry that stands beside a matrix product.
  private func factorsBeside(
    _ left: FormulaExpression, _ right: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let (isNegated, factors) = factors(right)
    guard factors.count > 1, !isNegated else { return [] }
    return factors.indices.map { place in
      var rest = factors
      rest.remove(at: place)
      let inner = rest.dropFirst().reduce(rest[0]) { $0.combined(.multiply, $1) }
      return FormulaEdit(
        "factor-beside.\(word(factors[place], at: place))",
        naming("a factor stands beside the matrix product, not within it", factors[place]),
        rank: 6, whole,
        factors[place].combined(.multiply, left.combined(.matrixProduct, inner)))
    }
  }

  /// `t * log(p)` with `(1 - t) * log(1 - p)` besides, as if there were two classes.
  private func complementTerms(_ factors: [FormulaExpression], _ whole: FormulaExpression)
    -> [FormulaEdit]
  {
    guard factors.count == 2 else { return [] }
    return zip(factors, factors.reversed()).compactMap { target, logarithm in
      guard case .call(let name, let arguments) = logarithm.kind, arguments.count == 1,
        primitives[name]?.confusion.hasComplement == true
      else { return nil }
      let one = FormulaExpression.number("1")
      let other = FormulaExpression.call(
        name,
        [CallArgument(label: nil, value: one.combined(.subtract, arguments[0].value))])
      return FormulaEdit(
        "two-classes.\(word(target))",
        naming("the terms of two classes are there, of which one is 1 minus the other", target),
        rank: 6, whole,
        whole.combined(.add, one.combined(.subtract, target).combined(.multiply, other)))
    }
  }

  /// Both operands summed over what a product sums over, before they are multiplied.
  private func summedFirst(
    _ left: FormulaExpression, _ right: FormulaExpression, _ whole: FormulaExpression
  ) -> FormulaEdit {
    func total(_ operand: FormulaExpression, axis: Int) -> CallArgument {
      CallArgument(
        label: nil,
        value: .call(
          ReductionKind.sum.rawValue,
          [
            CallArgument(label: nil, value: operand),
            CallArgument(label: Primitive.axisOption, value: .number("\(axis)")),
          ]))
    }
    return FormulaEdit(
      "summed-first.\(word(left)).\(word(right, at: 1))",
      naming("both were summed before they were multiplied", left, right), rank: 6, whole,
      .call("outer", [total(left, axis: 1), total(right, axis: 0)]))
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
    return transposes + factorsBeside(left, right, whole) + [
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
      summedFirst(left, right, whole),
      FormulaEdit(
        "factor-lost.\(l)", naming("a factor is lost", left), rank: 5, whole, right),
      FormulaEdit(
        "factor-lost.\(r)", naming("a factor is lost", right), rank: 5, whole, left),
    ]
  }
}
