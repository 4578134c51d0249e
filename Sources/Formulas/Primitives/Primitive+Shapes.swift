internal import Diagnostics
internal import Tensors

/// Functions that lay entries out anew, constants and sizes.
extension Primitive {
  static let shapes: [Primitive] = [
    Primitive(
      "outer", .shapes, "a, b", shape: "[n, m] of [n] and [m]", help: "a[i] * b[j]",
      notation: Notation { .outer($0[0], $0[1]) },
      confusion: Confusion(isLeftOut: true, swapsOperands: true)
    ) { lowering, call throws(FormulaError) in
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
      help: "the matrix with x on its diagonal; or the diagonal of a matrix",
      notation: .named("diag"), confusion: .leftOut
    ) { lowering, call throws(FormulaError) in
      try lowering.diagonal(try call.tensor("x", &lowering), call)
    },
    Primitive(
      "transpose", .shapes, "x", shape: "that of x, reversed", help: "x.T as a function",
      notation: Notation { .power($0[0], .sign(.transposed)) },
      confusion: .none
    ) { lowering, call throws(FormulaError) in
      try lowering.transposed(try call.tensor("x", &lowering), call.expression)
    },
    Primitive(
      "reshape", .shapes, "x, shape: shape", shape: "the given one",
      help: "the same entries, row by row, in another shape",
      notation: .named("reshape"), confusion: .none
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
      help: "the entries in reverse order along all axes, or those given",
      notation: .named("flip"), confusion: .none
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      return lowering.flipped(x, axes: try call.axes(x.shape, &lowering))
    },
    Primitive(
      "pad", .shapes, "x, widths: shape", shape: "each axis longer by twice its width",
      help: "zeros around x: one width for all axes, or a list of one width an axis",
      notation: .named("pad"), confusion: .none
    ) { lowering, call throws(FormulaError) in
      try lowering.padded(try call.tensor("x", &lowering), call)
    },
    Primitive(
      "one_hot", .shapes, "labels, classes: whole",
      shape: "that of labels, with [classes] after it",
      help: "1 at the label, else 0; a label is 0 to classes - 1, else the row is not a number",
      notation: .named("one_hot"), confusion: .none
    ) { lowering, call throws(FormulaError) in
      try lowering.oneHot(call)
    },
  ]

  private static func filled(_ name: String, _ value: Double) -> [Primitive] {
    [
      Primitive(
        name, .constants, "shape: shape", shape: "the given one",
        help: "\(Int(value)) everywhere", notation: .constant(.boldDigit(value)),
        confusion: .none
      ) { lowering, call throws(FormulaError) in
        let shape = try lowering.shape(
          try call.wholeNumbers("shape", &lowering), at: call.argument("shape").range)
        return FormulaValue(
          lowering.graph.constant(Tensor(repeating: value, shape: shape)), shape: shape)
      },
      Primitive(
        name + "_like", .constants, "x", shape: "that of x",
        help: "\(Int(value)) everywhere",
        notation: Notation { _ in MathematicalPhrase(.boldDigit(value)) }, confusion: .none
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
        "eye", .constants, "n: whole", shape: "[n, n]", help: "1 on the diagonal, else 0",
        notation: .constant(.named("I")),
        confusion: .none
      ) { lowering, call throws(FormulaError) in
        let n = try call.wholeNumber("n", &lowering)
        let shape = try lowering.shape([n, n], at: call.argument("n").range)
        let scalars = (0..<shape.count).map { $0 / n == $0 % n ? 1.0 : 0.0 }
        return FormulaValue(
          lowering.graph.constant(Tensor(shape: shape, scalars: scalars)), shape: shape)
      },
      Primitive(
        "size", .constants, "x: extents, axis: whole?", shape: "a size",
        help: "the extent of an axis, or the number of entries; may be used as an index bound",
        notation: .named("size"), confusion: .none,
        wholeNumber: { lowering, call throws(FormulaError) in try lowering.size(call) }
      ) { lowering, call throws(FormulaError) in
        FormulaValue(
          lowering.graph.constant(Double(try lowering.size(call))), shape: .scalar)
      },
    ]
}
