internal import Diagnostics
internal import Tensors

extension Primitive {
  private static func entrywise<R: UnaryRule>(
    _ name: String, _ rule: R.Type, domain: String = "", help: String
  ) -> Primitive {
    let function = UnaryFunction(name, rule)
    return Primitive(name, .entrywise, "x", shape: "that of x", domain: domain, help: help) {
      lowering, call throws(FormulaError) in
      try lowering.pointwise(function, try call.tensor("x", &lowering), call.expression)
    }
  }

  private static func entrywise<R: BinaryRule>(
    _ name: String, _ rule: R.Type, help: String
  ) -> Primitive {
    let function = BinaryFunction(name, rule)
    return Primitive(name, .entrywise, "a, b", shape: "a and b broadcast", help: help) {
      lowering, call throws(FormulaError) in
      try lowering.pointwise(
        function, try call.tensor("a", &lowering), try call.tensor("b", &lowering),
        call.expression)
    }
  }

  static let entrywise: [Primitive] = [
    entrywise("exp", Exponential.self, help: "e^x"),
    entrywise("expm1", ExponentialMinusOne.self, help: "e^x - 1, exact near 0"),
    entrywise("log", Logarithm.self, domain: "x > 0", help: "the natural logarithm"),
    entrywise("log1p", LogarithmOnePlus.self, domain: "x > -1", help: "log(1 + x), exact near 0"),
    entrywise("sqrt", SquareRoot.self, domain: "x >= 0", help: "the square root"),
    entrywise("abs", AbsoluteValue.self, help: "the magnitude; a kink at 0"),
    entrywise("sign", Sign.self, help: "-1, 0 or 1; a jump at 0"),
    entrywise("sin", Sine.self, help: "the sine of radians"),
    entrywise("cos", Cosine.self, help: "the cosine of radians"),
    entrywise("tanh", HyperbolicTangent.self, help: "the hyperbolic tangent"),
    entrywise("sigmoid", Sigmoid.self, help: "1 / (1 + e^-x); nothing overflows"),
    entrywise("softplus", Softplus.self, help: "log(1 + e^x); nothing overflows"),
    entrywise("relu", Relu.self, help: "x where x > 0, else 0; a kink at 0"),
    entrywise("maximum", Maximum.self, help: "the larger of two; a kink where they are equal"),
    entrywise("minimum", Minimum.self, help: "the smaller of two; a kink where they are equal"),
    Primitive(
      "where", .entrywise, "condition, a, b", shape: "all three broadcast",
      help: "a where the condition is not 0, else b; what is not chosen is not evaluated"
    ) { lowering, call throws(FormulaError) in
      try lowering.choice(
        call.argument("condition"), call.argument("a"), call.argument("b"), call.expression)
    },
  ]

  private static func reduction(_ kind: ReductionKind, help: String) -> Primitive {
    Primitive(
      kind.rawValue, .reductions, "x, axis: axes?, keepdims: flag?",
      shape: "that of x without the axes; keepdims=true keeps them with extent 1", help: help
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      return try lowering.reduced(
        x, kind, axes: try call.axes(x.shape, &lowering), keepsAxes: try call.flag("keepdims"),
        at: call.expression.anchor)
    }
  }

  static let reductions: [Primitive] = [
    reduction(.sum, help: "the sum over all entries, or over an axis or a list of axes"),
    reduction(.mean, help: "the mean"),
    reduction(.prod, help: "the product"),
    reduction(.max, help: "the largest entry; of two tensors it is maximum(a, b)"),
    reduction(.min, help: "the smallest entry; of two tensors it is minimum(a, b)"),
    Primitive(
      "norm", .reductions, "x, axis: axes?, keepdims: flag?",
      shape: "that of x without the axes; keepdims=true keeps them with extent 1",
      help: "the root of the sum of the squares"
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      let squares = try lowering.pointwise(.power(2), x, call.expression)
      let sum = try lowering.reduced(
        squares, .sum, axes: try call.axes(x.shape, &lowering),
        keepsAxes: try call.flag("keepdims"), at: call.expression.anchor)
      return try lowering.pointwise(
        UnaryFunction("sqrt", SquareRoot.self), sum, call.expression)
    },
  ]

  private static func along<R: RowRule>(_ name: String, _ rule: R.Type, help: String) -> Primitive {
    let function = RowFunction(name, rule)
    return Primitive(
      name, .rows, R.reduces ? "x, axis: axis?, keepdims: flag?" : "x, axis: axis?",
      shape: R.reduces ? "that of x without the axis" : "that of x", help: help
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      return lowering.rows(
        x, function, axis: try call.axis(x.shape, &lowering),
        keepsAxis: try call.flag("keepdims"))
    }
  }

  static let alongAxis: [Primitive] = [
    along("softmax", Softmax.self, help: "e^x over its sum; the axis is compulsory above rank 1"),
    along("log_softmax", LogSoftmax.self, help: "log(softmax(x)); nothing overflows"),
    along("logsumexp", LogSumExp.self, help: "log(sum(exp(x))); nothing overflows"),
    along("argmax", ArgumentOfMaximum.self, help: "the index of the first largest entry"),
  ]

  static let shapes: [Primitive] = [
    Primitive("outer", .shapes, "a, b", shape: "[n, m] of [n] and [m]", help: "a[i] * b[j]") {
      lowering, call throws(FormulaError) in
      let a = try call.tensor("a", &lowering)
      let b = try call.tensor("b", &lowering)
      guard a.shape.rank == 1, b.shape.rank == 1 else {
        throw FormulaError(
          "outer takes two vectors; the arguments have shapes \(a.shape) and \(b.shape)",
          at: call.expression.anchor)
      }
      let column = lowering.reshaped(a, to: Shape(a.shape.dimensions + [1]))
      return try lowering.pointwise(.product, column, b, call.expression)
    },
    Primitive(
      "diag", .shapes, "x", shape: "[n, n] of [n]; [n] of [n, n]",
      help: "the matrix with x on its diagonal; or the diagonal of a matrix"
    ) { lowering, call throws(FormulaError) in
      try lowering.diagonal(try call.tensor("x", &lowering), call)
    },
    Primitive(
      "transpose", .shapes, "x", shape: "that of x, reversed", help: "x.T as a function"
    ) { lowering, call throws(FormulaError) in
      try lowering.transposed(try call.tensor("x", &lowering), call.expression)
    },
    Primitive(
      "reshape", .shapes, "x, shape: shape", shape: "the given one",
      help: "the same entries, row by row, in another shape"
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      let target = try lowering.shape(
        try call.wholeNumbers("shape", &lowering), at: call.argument("shape").range)
      guard target.count == x.shape.count else {
        throw FormulaError(
          "shape \(x.shape) has \(x.shape.count) entries, shape \(target) has \(target.count)",
          at: call.expression.anchor)
      }
      return lowering.reshaped(x, to: target)
    },
    Primitive(
      "flip", .shapes, "x, axis: axes?", shape: "that of x",
      help: "the entries in reverse order along all axes, or those given"
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      return lowering.flipped(x, axes: try call.axes(x.shape, &lowering))
    },
    Primitive(
      "pad", .shapes, "x, widths: shape", shape: "each axis longer by twice its width",
      help: "zeros around x: one width for all axes, or a list of one width an axis"
    ) { lowering, call throws(FormulaError) in
      try lowering.padded(try call.tensor("x", &lowering), call)
    },
    Primitive(
      "one_hot", .shapes, "labels, classes: whole",
      shape: "that of labels, with [classes] after it",
      help: "1 at the label, else 0; a label is 0 to classes - 1, else the row is not a number"
    ) { lowering, call throws(FormulaError) in
      try lowering.oneHot(call)
    },
  ]

  private static func filled(_ name: String, _ value: Double) -> [Primitive] {
    [
      Primitive(
        name, .constants, "shape: shape", shape: "the given one", help: "\(Int(value)) everywhere"
      ) { lowering, call throws(FormulaError) in
        let shape = try lowering.shape(
          try call.wholeNumbers("shape", &lowering), at: call.argument("shape").range)
        return FormulaValue(
          lowering.graph.constant(Tensor(repeating: value, shape: shape)), shape: shape)
      },
      Primitive(
        name + "_like", .constants, "x", shape: "that of x", help: "\(Int(value)) everywhere"
      ) { lowering, call throws(FormulaError) in
        let shape = try call.tensor("x", &lowering).shape
        return FormulaValue(
          lowering.graph.constant(Tensor(repeating: value, shape: shape)), shape: shape)
      },
    ]
  }

  static let constants: [Primitive] =
    filled("zeros", 0) + filled("ones", 1) + [
      Primitive(
        "eye", .constants, "n: whole", shape: "[n, n]", help: "1 on the diagonal, else 0"
      ) { lowering, call throws(FormulaError) in
        let n = try call.wholeNumber("n", &lowering)
        let shape = try lowering.shape([n, n], at: call.argument("n").range)
        let scalars = (0..<shape.count).map { $0 / n == $0 % n ? 1.0 : 0.0 }
        return FormulaValue(
          lowering.graph.constant(Tensor(shape: shape, scalars: scalars)), shape: shape)
      },
      Primitive(
        "size", .constants, "x, axis: whole?", shape: "a size",
        help: "the extent of an axis, or the number of entries; may be used as an index bound"
      ) { lowering, call throws(FormulaError) in
        FormulaValue(
          lowering.graph.constant(Double(try lowering.size(call))), shape: .scalar)
      },
    ]
}
