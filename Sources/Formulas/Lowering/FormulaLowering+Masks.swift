internal import Diagnostics
internal import Tensors

/// Functions of those entries that a mask selects: the others have no weight, and no kink or rounding of theirs counts.
extension FormulaLowering {
  /// The mask of a call, over all entries of a value; nil if it has none.
  mutating func mask(_ call: PrimitiveCall, over x: FormulaValue) throws(FormulaError)
    -> FormulaValue?
  {
    guard call.has(Primitive.maskOption) else { return nil }
    let argument = call.argument(Primitive.maskOption)
    let mask = try value(argument)
    guard mask.shape.broadcast(with: x.shape) == x.shape else {
      throw FormulaError(
        "a mask of shape \(mask.shape) does not fit shape \(x.shape)", at: argument.range)
    }
    let lanes = union(x.lanes, mask.lanes)
    return FormulaValue(
      try aligned(mask, lanes: lanes, shape: x.shape, at: argument.range), lanes: lanes,
      shape: x.shape)
  }

  /// Softmax along an axis, or the logarithm of its sum, of the entries that a mask selects.
  ///
  /// The largest of these is subtracted first. It cancels, so it stands for a constant in derivatives, and which one it
  /// is is no branch.
  mutating func exponentials(
    _ x: FormulaValue, axis: Int, where mask: FormulaValue, sumsUp: Bool, keepsAxis: Bool,
    _ expression: FormulaExpression
  ) throws(FormulaError) -> FormulaValue {
    let most = try pointwise(
      UnaryFunction(StopGradient.self),
      try reduced(
        x, .max, axes: [axis], keepsAxes: true, where: mask, at: expression.anchor), expression)
    let powers = try selecting(mask, expression) { lowering throws(FormulaError) in
      try lowering.pointwise(
        UnaryFunction(Exponential.self),
        try lowering.pointwise(.difference, x, most, expression), expression)
    }
    let sum = try reduced(
      powers, .sum, axes: [axis], keepsAxes: true, where: mask, at: expression.anchor)
    guard sumsUp else {
      return try selecting(mask, expression) { lowering throws(FormulaError) in
        try lowering.pointwise(BinaryFunction(Quotient.self), powers, sum, expression)
      }
    }
    let logarithm = try pointwise(
      BinaryFunction(Sum.self), most,
      try pointwise(UnaryFunction(Logarithm.self), sum, expression), expression)
    guard !keepsAxis else { return logarithm }
    var extents = x.shape.dimensions
    extents.remove(at: axis)
    return reshaped(logarithm, to: Shape(extents))
  }
}
