/// Edits of powers, roots and squares.
extension FormulaMutator {
  func powerEdits(
    _ base: FormulaExpression, _ exponent: FormulaExpression, _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let word = word(base)
    var edits = [
      FormulaEdit(
        "power-lost.\(word)", naming("the power is lost", base), rank: 3, whole, base),
      FormulaEdit(
        "power-doubled.\(word)", naming("the power became a factor", base), rank: 4, whole,
        exponent.combined(.multiply, base)),
    ]
    guard case .number(let digits) = exponent.kind, let count = Int(digits) else { return edits }
    edits += [count - 1, count + 1].filter { $0 > 1 }.map { other in
      FormulaEdit(
        "power-\(other).\(word)", naming("another power was taken", base), rank: 6, whole,
        base.combined(.power, .number("\(other)")))
    }
    return count == 2 ? edits + magnitudes(base, whole) : edits
  }

  /// Magnitudes in place of squares, so that the derivative is a sign.
  private func magnitudes(_ base: FormulaExpression, _ whole: FormulaExpression) -> [FormulaEdit] {
    let magnitude = FormulaExpression.call("abs", [CallArgument(label: nil, value: base)])
    return [magnitude, FormulaExpression.number("2").combined(.multiply, magnitude)].map {
      FormulaEdit(
        "magnitude.\(word(base))", naming("magnitudes stand in place of squares", base), rank: 6,
        whole, $0)
    }
  }

  /// A sum of squares of which the root was taken, or that was squared as a whole.
  ///
  /// - Parameters:
  ///   - name: The sum, or the mean.
  ///   - summed: What is summed.
  ///   - whole: The sum.
  ///   - sum: The same sum of something else.
  /// - Returns: the edits; none if no squares are summed.
  func squareEdits(
    _ name: String, of summed: FormulaExpression, _ whole: FormulaExpression,
    sum: (FormulaExpression) -> FormulaExpression
  ) -> [FormulaEdit] {
    guard case .binary(.power, let base, let exponent) = summed.kind, exponent == .number("2")
    else { return [] }
    let word = word(base)
    return [
      FormulaEdit(
        "root-added.\(word)", naming("the root of a \(name) of squares was taken", base), rank: 6,
        whole, .call("sqrt", [CallArgument(label: nil, value: whole)])),
      FormulaEdit(
        "square-of-\(name).\(word)", naming("squared after the \(name), not before it", base),
        rank: 6,
        whole, sum(base).combined(.power, exponent)),
    ]
  }
}
