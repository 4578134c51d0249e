internal import Diagnostics

/// An index expression: a whole number plus whole multiples of index variables.
struct AffineIndex: Sendable {
  var constant: Int
  var coefficients: [String: Int]

  /// The variable of an index that is just one variable.
  var bareVariable: String? {
    guard constant == 0, coefficients.count == 1, let (name, coefficient) = coefficients.first,
      coefficient == 1
    else { return nil }
    return name
  }

  /// The smallest and largest value over the variables' ranges; nil on overflow.
  func bounds(_ extent: (String) -> Int) -> ClosedRange<Int>? {
    var low = constant
    var high = constant
    for (name, coefficient) in coefficients {
      let (reach, overflow) = coefficient.multipliedReportingOverflow(by: extent(name) - 1)
      let bound =
        coefficient < 0 ? low.addingReportingOverflow(reach) : high.addingReportingOverflow(reach)
      guard !overflow, !bound.overflow else { return nil }
      if coefficient < 0 { low = bound.partialValue } else { high = bound.partialValue }
    }
    return low...high
  }
}

extension FormulaLowering {
  /// Reads an index expression; names that `isVariable` holds for are index variables.
  mutating func affine(
    _ expression: FormulaExpression, isVariable: (String) -> Bool
  ) throws(FormulaError) -> AffineIndex {
    if case .name(let name) = expression.kind, isVariable(name) {
      return AffineIndex(constant: 0, coefficients: [name: 1])
    }
    if let constant = try wholeNumber(expression) {
      return AffineIndex(constant: constant, coefficients: [:])
    }
    switch expression.kind {
    case .unary(let sign, let operand):
      let index = try affine(operand, isVariable: isVariable)
      return sign == .minus ? try scaled(index, by: -1, expression) : index
    case .binary(.add, let left, let right):
      return try sum(
        try affine(left, isVariable: isVariable), try affine(right, isVariable: isVariable),
        expression)
    case .binary(.subtract, let left, let right):
      let subtracted = try scaled(
        try affine(right, isVariable: isVariable), by: -1, expression)
      return try sum(try affine(left, isVariable: isVariable), subtracted, expression)
    case .binary(.multiply, let left, let right):
      if let factor = try wholeNumber(left) {
        return try scaled(try affine(right, isVariable: isVariable), by: factor, expression)
      }
      if let factor = try wholeNumber(right) {
        return try scaled(try affine(left, isVariable: isVariable), by: factor, expression)
      }
    case .name(let name) where names[name] == nil:
      throw unknown(
        name, "index", among: Array(lanes.keys) + names.filter { $0.value.size != nil }.map(\.key),
        at: expression.range)
    default: break
    }
    throw FormulaError(
      "'\(expression)' is not an index; expected whole multiples of index variables and sizes",
      at: expression.range,
      help:
        "numbers of the data select by themselves: x[label], x[label[i]]; a size is given as a whole number"
    )
  }

  private func scaled(_ index: AffineIndex, by factor: Int, _ expression: FormulaExpression)
    throws(FormulaError) -> AffineIndex
  {
    var result = index
    let constant = index.constant.multipliedReportingOverflow(by: factor)
    var overflow = constant.overflow
    result.constant = constant.partialValue
    for (name, coefficient) in index.coefficients {
      let product = coefficient.multipliedReportingOverflow(by: factor)
      overflow = overflow || product.overflow
      result.coefficients[name] = product.partialValue
    }
    if overflow { throw FormulaError("an index out of range", at: expression.range) }
    return result
  }

  private func sum(_ a: AffineIndex, _ b: AffineIndex, _ expression: FormulaExpression)
    throws(FormulaError) -> AffineIndex
  {
    var result = a
    let constant = a.constant.addingReportingOverflow(b.constant)
    var overflow = constant.overflow
    result.constant = constant.partialValue
    for (name, coefficient) in b.coefficients {
      let sum = (a.coefficients[name] ?? 0).addingReportingOverflow(coefficient)
      overflow = overflow || sum.overflow
      result.coefficients[name] = sum.partialValue == 0 ? nil : sum.partialValue
    }
    if overflow { throw FormulaError("an index out of range", at: expression.range) }
    return result
  }
}
