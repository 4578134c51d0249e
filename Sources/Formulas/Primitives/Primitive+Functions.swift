internal import Diagnostics
internal import Tensors

extension Primitive {
  /// A function of each entry.
  static func entrywise<R: UnaryRule>(
    _ name: String, _ rule: R.Type, domain: String = "", help: String, notation: Notation,
    confusion: Confusion
  ) -> Primitive {
    let function = UnaryFunction(rule)
    return Primitive(
      name, .entrywise, "x", shape: "that of x", domain: domain, help: help, notation: notation,
      confusion: confusion
    ) {
      lowering, call throws(FormulaError) in
      try lowering.pointwise(function, try call.tensor("x", &lowering), call.expression)
    }
  }

  /// A function of each pair of entries.
  static func entrywise<R: BinaryRule>(
    _ name: String, _ rule: R.Type, help: String, notation: Notation, confusion: Confusion
  ) -> Primitive {
    let function = BinaryFunction(rule)
    return Primitive(
      name, .entrywise, "a, b", shape: "a and b broadcast", help: help, notation: notation,
      confusion: confusion
    ) {
      lowering, call throws(FormulaError) in
      try lowering.pointwise(
        function, try call.tensor("a", &lowering), try call.tensor("b", &lowering),
        call.expression)
    }
  }

  static let entrywise: [Primitive] = [
    entrywise(
      "exp", Exponential.self, help: "e^x",
      notation: Notation { .power(MathematicalPhrase(.named("e")), $0[0].mathematics) },
      confusion: Confusion(isLeftOut: true, scaledArguments: [.sign, .baseTwo, .baseTen])),
    entrywise(
      "expm1", ExponentialMinusOne.self, help: "e^x - 1, exact near 0",
      notation: Notation {
        .sum(
          .power(MathematicalPhrase(.named("e")), $0[0].mathematics), .minus,
          MathematicalPhrase(.number("1")))
      },
      confusion: .none),
    entrywise(
      "log", Logarithm.self, domain: "x > 0", help: "the natural logarithm",
      notation: .known("log"),
      confusion: Confusion(
        isLeftOut: true, hasComplement: true, scaledResults: [.logTwo, .logTen])),
    entrywise(
      "log1p", LogarithmOnePlus.self, domain: "x > -1", help: "log(1 + x), exact near 0",
      notation: Notation {
        .function(.command("log"), [.sum(MathematicalPhrase(.number("1")), .plus, $0[0])])
      }, confusion: .none),
    entrywise(
      "sqrt", SquareRoot.self, domain: "x >= 0", help: "the square root",
      notation: Notation { MathematicalPhrase(.root($0[0].mathematics)) }, confusion: .leftOut),
    entrywise(
      "abs", AbsoluteValue.self, help: "the magnitude; a kink at 0",
      notation: .fenced(.bars),
      confusion: .leftOut),
    entrywise(
      "sign", Sign.self, help: "-1, 0 or 1; a jump at 0",
      notation: .named("sign"), confusion: .leftOut),
    entrywise(
      "floor", Floor.self, help: "the largest whole number that is not above x; jumps",
      notation: .named("floor"), confusion: .leftOut),
    entrywise(
      "round", RoundHalfEven.self,
      help: "the nearest whole number, of two the even one; jumps",
      notation: .named("round"), confusion: .leftOut),
    entrywise(
      "stop_gradient", StopGradient.self, help: "x, which stands for a constant in derivatives",
      notation: .named("stop"), confusion: .none),
    entrywise(
      "sin", Sine.self, help: "the sine of radians",
      notation: .known("sin"), confusion: .leftOut),
    entrywise(
      "cos", Cosine.self, help: "the cosine of radians",
      notation: .known("cos"), confusion: .leftOut),
    entrywise(
      "tanh", HyperbolicTangent.self, help: "the hyperbolic tangent",
      notation: .known("tanh"),
      confusion: Confusion(isLeftOut: true, with: ["sigmoid", "relu"], scaledArguments: [.sign])),
    entrywise(
      "sigmoid", Sigmoid.self, help: "1 / (1 + e^-x); nothing overflows",
      notation: Notation { .function(.named("sigma"), $0.arguments) },
      confusion: Confusion(
        isLeftOut: true, with: ["tanh", "relu", "softplus", "exp"],
        scaledArguments: [.sign, .baseTwo])),
    entrywise(
      "softplus", Softplus.self, help: "log(1 + e^x); nothing overflows",
      notation: .named("softplus"),
      confusion: Confusion(
        isLeftOut: true, with: ["relu", "sigmoid", "exp"], scaledArguments: [.sign])),
    entrywise(
      "relu", Relu.self, help: "x where x > 0, else 0; a kink at 0",
      notation: .named("relu"),
      confusion: Confusion(
        isLeftOut: true, leaks: true, isSquaredHinge: true,
        with: ["abs", "sigmoid", "tanh", "softplus"], scaledArguments: [.sign])),
    entrywise(
      "erf", ErrorFunction.self, help: "the error function",
      notation: .named("erf"), confusion: .leftOut),
    entrywise(
      "silu", SigmoidLinear.self, help: "x * sigmoid(x)",
      notation: .named("SiLU"), confusion: Confusion(isLeftOut: true, with: ["sigmoid", "relu"])),
    entrywise(
      "logsigmoid", LogarithmOfSigmoid.self, help: "log(sigmoid(x)); nothing overflows",
      notation: Notation { .function(.command("log"), [.function(.named("sigma"), $0.arguments)]) },
      confusion: Confusion(isLeftOut: true, with: ["sigmoid", "softplus"])),
    Primitive(
      "gelu", .entrywise, "x, approximate: flag", shape: "that of x",
      help: "x * Phi(x), or with approximate=true its form by tanh; which one must be said",
      notation: .named("GELU"), confusion: Confusion(isLeftOut: true, with: ["silu", "relu"])
    ) { lowering, call throws(FormulaError) in
      let function =
        try call.flag("approximate")
        ? UnaryFunction(GaussianErrorLinearByTanh.self) : UnaryFunction(GaussianErrorLinear.self)
      return try lowering.pointwise(
        function, try call.tensor("x", &lowering), call.expression)
    },
    entrywise(
      "logaddexp", LogarithmOfSum.self, help: "log(e^a + e^b); nothing overflows",
      notation: .named("logaddexp"), confusion: Confusion(losesOperands: true, with: ["maximum"])),
    Primitive(
      "clip", .entrywise, "x, low, high", shape: "all three broadcast",
      help: "x, but at least low and at most high; kinks at both",
      notation: .named("clip"), confusion: .leftOut
    ) { lowering, call throws(FormulaError) in
      let raised = try lowering.pointwise(
        BinaryFunction(Maximum.self), try call.tensor("x", &lowering),
        try call.tensor("low", &lowering), call.expression)
      return try lowering.pointwise(
        BinaryFunction(Minimum.self), raised, try call.tensor("high", &lowering), call.expression)
    },
    entrywise(
      "maximum", Maximum.self, help: "the larger of two; a kink where they are equal",
      notation: .known("max"),
      confusion: Confusion(losesOperands: true, isSquaredHinge: true, with: ["minimum"])),
    entrywise(
      "minimum", Minimum.self, help: "the smaller of two; a kink where they are equal",
      notation: .known("min"),
      confusion: Confusion(losesOperands: true, with: ["maximum"])),
    Primitive(
      "where", .entrywise, "condition: condition, a, b", shape: "all three broadcast",
      help: "a where the condition is not 0, else b; what is not chosen is not evaluated",
      notation: Notation {
        MathematicalPhrase(
          .cases(
            condition: $0[0].mathematics, $0[1].mathematics, otherwise: $0[2].mathematics),
          .comparison)
      },
      confusion: .none
    ) { lowering, call throws(FormulaError) in
      try lowering.choice(
        call.argument("condition"), call.argument("a"), call.argument("b"), call.expression)
    },
  ]

  private static func reduction(
    _ kind: ReductionKind, help: String, notation: Notation, confusion: Confusion,
    entrywiseForm: String? = nil
  ) -> Primitive {
    Primitive(
      kind.rawValue, .reductions, "x, axis: axes?, keepdims: flag?, where: condition?",
      shape: "that of x without the axes; keepdims=true keeps them with extent 1", help: help,
      notation: notation, confusion: confusion, entrywiseForm: entrywiseForm
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      let (axes, keepsAxes) = (try call.axes(x.shape, &lowering), try call.flag("keepdims"))
      return try lowering.reduced(
        x, kind, axes: axes, keepsAxes: keepsAxes, where: try lowering.mask(call, over: x),
        at: call.expression.anchor)
    }
  }

  static let reductions: [Primitive] = [
    reduction(
      .sum, help: "the sum over all entries, or over an axis or a list of axes",
      notation: .large(.sum),
      confusion: Confusion(isReductionLost: true, takesOneSample: true, with: ["mean", "max"])),
    reduction(
      .mean, help: "the mean",
      notation: .named("mean"),
      confusion: Confusion(isReductionLost: true, takesOneSample: true, with: ["sum", "max"])),
    reduction(
      .prod, help: "the product",
      notation: .large(.product),
      confusion: .none),
    reduction(
      .max, help: "the largest entry; of two tensors it is maximum(a, b)",
      notation: .known("max"),
      confusion: Confusion(isReductionLost: true, with: ["min", "mean", "sum"]),
      entrywiseForm: "maximum"),
    reduction(
      .min, help: "the smallest entry; of two tensors it is minimum(a, b)",
      notation: .known("min"),
      confusion: Confusion(isReductionLost: true, with: ["max"]), entrywiseForm: "minimum"),
    Primitive(
      "einsum", .reductions, "subscripts: subscripts, a, b: tensor?, c: tensor?, d: tensor?",
      shape: "the letters after ->",
      help:
        "the sum of products over the letters that do not stand after ->, such as einsum(\"ij,jk->ik\", A, B); up to four operands",
      notation: .named("einsum"), confusion: .none
    ) { lowering, call throws(FormulaError) in
      try lowering.einsum(call, ["a", "b", "c", "d"])
    },
    variance("var", isRoot: false, help: "the mean square distance from the mean, over n - ddof"),
    variance("std", isRoot: true, help: "the root of var"),
    Primitive(
      "norm", .reductions, "x, axis: axes?, keepdims: flag?",
      shape: "that of x without the axes; keepdims=true keeps them with extent 1",
      help: "the root of the sum of the squares",
      notation: .fenced(.doubleBars),
      confusion: Confusion(with: ["sum"])
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      let squares = try lowering.pointwise(.power(2), x, call.expression)
      let sum = try lowering.reduced(
        squares, .sum, axes: try call.axes(x.shape, &lowering),
        keepsAxes: try call.flag("keepdims"), at: call.expression.anchor)
      return try lowering.pointwise(
        UnaryFunction(SquareRoot.self), sum, call.expression)
    },
  ]

  /// The variance or its root; whether it is over n or n - 1 must be said.
  private static func variance(_ name: String, isRoot: Bool, help: String) -> Primitive {
    Primitive(
      name, .reductions, "x, ddof: whole, axis: axes?, keepdims: flag?",
      shape: "that of x without the axes; keepdims=true keeps them with extent 1", help: help,
      notation: .named(name), confusion: Confusion(with: ["sum"])
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      let axes = try call.axes(x.shape, &lowering)
      let count = axes.reduce(1) { $0 * x.shape.dimensions[$1] }
      let ddof = try call.wholeNumber("ddof", &lowering)
      guard ddof >= 0, ddof < count else {
        throw FormulaError(
          "of \(count) numbers, ddof must be from 0 to \(count - 1)",
          at: call.argument("ddof").range)
      }
      let mean = try lowering.reduced(
        x, .mean, axes: axes, keepsAxes: true, at: call.expression.anchor)
      let squares = try lowering.pointwise(
        .power(2), try lowering.pointwise(.difference, x, mean, call.expression), call.expression)
      let sum = try lowering.reduced(
        squares, .sum, axes: axes, keepsAxes: try call.flag("keepdims"),
        at: call.expression.anchor)
      let divisor = FormulaValue(lowering.graph.constant(Double(count - ddof)), shape: .scalar)
      let variance = try lowering.pointwise(.quotient, sum, divisor, call.expression)
      return isRoot
        ? try lowering.pointwise(UnaryFunction(SquareRoot.self), variance, call.expression)
        : variance
    }
  }
}
