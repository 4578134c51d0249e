internal import Tensors

/// Edits that take one usual formula for another: a residual, squared errors, another place for what keeps a root from 0.
extension FormulaMutator {
  /// `p - y` where `-y / p` belongs: the residual of the step after is taken for this one's.
  func differenceForQuotient(
    _ left: FormulaExpression, _ right: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    func isPlain(_ expression: FormulaExpression) -> Bool {
      switch expression.kind {
      case .name(let name): shape(of: name) != nil
      case .number: true
      case .indexed(let base, _), .unary(.minus, let base): isPlain(base)
      default: false
      }
    }
    guard isPlain(left), isPlain(right), !shapesKnow(right) || shape(of: right)?.count ?? 0 > 1
    else { return [] }
    let difference =
      if case .unary(.minus, let operand) = left.kind { right.combined(.subtract, operand) } else {
        left.combined(.subtract, right)
      }
    return [
      FormulaEdit(
        "difference-for-quotient.\(word(right))",
        naming("a difference stands where a quotient belongs", right), rank: 7, whole, difference)
    ]
  }

  private func shape(of expression: FormulaExpression) -> Shape? {
    if case .name(let name) = expression.kind { shape(of: name) } else { nil }
  }

  /// Squared differences where `t * log(p)` is summed.
  func squaresForEntropy(
    _ factors: [FormulaExpression], isNegated: Bool, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    guard factors.count == 2 else { return [] }
    return factors.indices.flatMap { place -> [FormulaEdit] in
      guard case .call(Logarithm.word, let arguments) = factors[place].kind, arguments.count == 1,
        case .name = arguments[0].value.kind
      else { return [] }
      let square = arguments[0].value.combined(.subtract, factors[1 - place])
        .combined(.power, .number("2"))
      return [square, FormulaExpression.number("0.5").combined(.multiply, square)].map {
        FormulaEdit(
          "squares-for-log.\(word(arguments[0].value))",
          naming("squared differences stand in place of the cross-entropy", arguments[0].value),
          rank: 8, whole, isNegated ? $0 : $0.negated)
      }
    }
  }

  /// `sqrt(v) + eps` for `sqrt(v + eps)`.
  func termsOutsideRoot(_ argument: FormulaExpression, _ whole: FormulaExpression) -> [FormulaEdit]
  {
    let terms = terms(argument)
    guard terms.count == 2 else { return [] }
    return terms.indices.filter { isSmallTerm(terms[$0].value) }.map { place in
      var changed = terms
      changed[1 - place].value = root(terms[1 - place].value)
      return FormulaEdit(
        "outside-root.\(word(terms[place].value))",
        naming("a term stands outside the root, not within it", terms[place].value), rank: 5, whole,
        sum(changed), isSlight: true)
    }
  }

  /// `sqrt(v + eps)` for `sqrt(v) + eps`.
  func termsWithinRoot(_ terms: [Term], _ whole: FormulaExpression) -> [FormulaEdit] {
    guard terms.count == 2 else { return [] }
    return terms.indices.compactMap { place in
      guard isSmallTerm(terms[place].value), !terms[1 - place].isNegative,
        case .call(SquareRoot.word, let arguments) = terms[1 - place].value.kind,
        let argument = arguments.first?.value
      else { return nil }
      return FormulaEdit(
        "within-root.\(word(terms[place].value))",
        naming("a term stands within the root, not outside it", terms[place].value), rank: 5, whole,
        root(sum([(false, argument), terms[place]])), isSlight: true)
    }
  }

  private func root(_ expression: FormulaExpression) -> FormulaExpression {
    .call(SquareRoot.word, [CallArgument(label: nil, value: expression)])
  }

  /// Whether a term is one number, as what keeps a divisor from 0 is.
  private func isSmallTerm(_ expression: FormulaExpression) -> Bool {
    switch expression.kind {
    case .number: true
    case .name(let name): isSymbol(name) && shape(of: name)?.count == 1
    default: false
    }
  }

  /// A comparison that holds, or does not hold, where both sides are equal, or that is with a given number and not with 0.
  func limitEdits(
    _ symbol: BinaryOperator, _ left: FormulaExpression, _ right: FormulaExpression,
    _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let others: [BinaryOperator: (BinaryOperator, String)] = [
      .less: (.lessOrEqual, "also holds"), .greater: (.greaterOrEqual, "also holds"),
      .lessOrEqual: (.less, "does not hold"), .greaterOrEqual: (.greater, "does not hold"),
    ]
    guard let (other, word) = others[symbol] else { return [] }
    var edits = [
      FormulaEdit(
        "condition-at-limit", "the condition \(word) where both sides are equal", rank: 5,
        whole, left.combined(other, right))
    ]
    if right == .number("0") {
      edits += givenNumbers.filter { !left.names.contains($0) }.map { name in
        FormulaEdit(
          "limit-\(name)", "compared with \(name), and not with 0", rank: 7, whole,
          left.combined(symbol, .name(name)))
      }
    }
    return edits
  }

  /// The first or the last sample alone where all are summed, or averaged.
  func samplesOfAll(
    _ name: String, of base: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let last = base.size(axis: 0).combined(.subtract, .number("1"))
    return [("first", FormulaExpression.number("0")), ("last", last)].map { which, place in
      FormulaEdit(
        "one-sample.\(which)", "only the \(which) row, or number, counts", rank: 6, whole,
        .call(
          name, [CallArgument(label: nil, value: .indexed(base, [.at(place)]))]))
    }
  }
}
