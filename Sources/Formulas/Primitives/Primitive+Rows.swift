internal import Diagnostics
internal import Tensors

/// Functions of rows along an axis.
extension Primitive {
  /// A function of each row along an axis.
  static func along<R: RowRule>(
    _ name: String, _ rule: R.Type, help: String, takesMask: Bool = false, notation: Notation,
    confusion: Confusion
  ) -> Primitive {
    let function = RowFunction(rule)
    return Primitive(
      name, .rows,
      (R.reduces ? "x, axis: axis?, keepdims: flag?" : "x, axis: axis?")
        + (takesMask ? ", where: condition?" : ""),
      shape: R.reduces ? "that of x without the axis" : "that of x", help: help,
      notation: notation, confusion: confusion
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      let (axis, keepsAxis) = (try call.axis(x.shape, &lowering), try call.flag("keepdims"))
      if takesMask, let mask = try lowering.mask(call, over: x) {
        return try lowering.exponentials(
          x, axis: axis, where: mask, sumsUp: R.reduces, keepsAxis: keepsAxis, call.expression)
      }
      return lowering.rows(x, function, axis: axis, keepsAxis: keepsAxis)
    }
  }

  static let alongAxis: [Primitive] = [
    along(
      "softmax", Softmax.self,
      help: "e^x over its sum; the axis is compulsory above rank 1; where a mask is 0 it is 0",
      takesMask: true,
      notation: .named("softmax"),
      confusion: Confusion(
        isLeftOut: true, with: ["log_softmax", "sigmoid", "exp"],
        scaledArguments: [.sign, .baseTwo, .baseTen])),
    along(
      "log_softmax", LogSoftmax.self, help: "log(softmax(x)); nothing overflows",
      notation: .named("log_softmax"),
      confusion: Confusion(isLeftOut: true, with: ["softmax"], scaledArguments: [.sign])),
    along(
      "logsumexp", LogSumExp.self, help: "log(sum(exp(x))); nothing overflows", takesMask: true,
      notation: .named("logsumexp"), confusion: Confusion(with: ["max", "sum"])),
    along(
      "argmax", ArgumentOfMaximum.self, help: "the index of the first largest entry",
      notation: .named("argmax"), confusion: .none),
    along(
      "sort", Sort.self,
      help: "the entries in ascending order; if two of them are equal, none of it is a number",
      notation: .named("sort"), confusion: .leftOut),
    Primitive(
      "cumsum", .rows, "x, axis: axis?", shape: "that of x",
      help: "the sum of each entry and those before it",
      notation: .named("cumsum"), confusion: .leftOut
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      return try lowering.cumulated(x, axis: try call.axis(x.shape, &lowering), call.expression)
    },
  ]
}
