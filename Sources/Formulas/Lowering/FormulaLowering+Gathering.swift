internal import Diagnostics
internal import Tensors

/// Indices that are numbers of the data: `E[words]`, `P[i, label[i]]`.
extension FormulaLowering {
  /// Whether an index is looked up in the data: a name, an entry or a call that is no whole number known beforehand.
  mutating func isLookedUp(_ index: FormulaExpression, isVariable: (String) -> Bool)
    throws(FormulaError) -> Bool
  {
    switch index.kind {
    case .name(let name):
      return !isVariable(name) && lanes[name] == nil && names[name].map { $0.size == nil } == true
    case .indexed, .call: return try wholeNumber(index) == nil
    default: return false
    }
  }

  /// The items of an index with the one that is looked up replaced by its whole axis; nil if none is.
  mutating func lookUp(in items: [IndexItem]) throws(FormulaError) -> (
    rest: [IndexItem], index: FormulaExpression, axis: Int
  )? {
    var found: (rest: [IndexItem], index: FormulaExpression, axis: Int)?
    var axis = 0
    for (place, item) in items.enumerated() {
      switch item {
      case .newAxis, .slice: axis += 1
      case .at(let index):
        guard try isLookedUp(index, isVariable: { _ in false }) else { continue }
        guard found == nil else {
          throw FormulaError(
            "two indices that are looked up in the data", at: index.range,
            help: "look up one after the other, with a name of its own: y = x[a]")
        }
        var rest = items
        rest[place] = .slice(from: nil, to: nil, at: index.range)
        found = (rest, index, axis)
        axis += 1
      }
    }
    return found
  }

  /// The entries of an axis that indices name: a product with the matrix that has 1 at each of them.
  ///
  /// - Parameters:
  ///   - x: The value.
  ///   - index: Whole numbers from 0; where one is no index of the axis, the result is not a number.
  ///   - axis: The axis.
  ///   - expression: The whole, for messages.
  /// - Returns: the entries, with the index's axes in the axis's place.
  /// - Throws: a ``FormulaError`` where the shapes do not fit.
  mutating func gathered(
    _ x: FormulaValue, _ index: FormulaExpression, axis: Int, _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    let extent = x.shape.dimensions[axis]
    let choice = try value(
      FormulaExpression(
        .call(
          "one_hot",
          [
            CallArgument(label: nil, value: index),
            CallArgument(
              label: nil, value: FormulaExpression(.number("\(extent)"), at: index.range)),
          ]), at: index.range))
    let rank = choice.shape.rank - 1
    let others = (0..<x.shape.rank).filter { $0 != axis }
    let laid = permuted(x, [axis] + others)
    let column = reshaped(
      choice, to: Shape(choice.shape.dimensions + others.map { _ in 1 }))
    let products = try pointwise(.product, column, laid, expression)
    let sum = try reduced(
      products, .sum, axes: [rank], keepsAxes: false, at: expression.anchor)
    // The index's axes stand first: they move to where the axis was.
    let order =
      (0..<axis).map { rank + $0 } + Array(0..<rank) + (axis..<others.count).map { rank + $0 }
    return permuted(sum, order)
  }
}
