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
      "transpose", .shapes, "x, axes: shape?", shape: "that of x with its axes in another order",
      help: "x.T as a function; with a list of axes, the axes in that order",
      notation: Notation {
        $0.arguments.count > 1
          ? .function(.word("transpose"), $0.arguments) : .power($0[0], .sign(.transposed))
      },
      confusion: .none
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      guard call.has("axes") else { return try lowering.transposed(x, call.expression) }
      let axes = try call.wholeNumbers("axes", &lowering)
      guard axes.sorted() == Array(0..<x.shape.rank) else {
        throw FormulaError(
          "shape \(x.shape) has the axes \(Array(0..<x.shape.rank)), each of which must be named once",
          at: call.argument("axes").range)
      }
      return lowering.permuted(x, axes)
    },
    Primitive(
      "concat", .shapes, "a, b, axis: axis?", shape: "that of a, longer by b along the axis",
      help: "b after a; the axis is compulsory above rank 1",
      notation: .named("concat"), confusion: Confusion(swapsOperands: true)
    ) { lowering, call throws(FormulaError) in
      let a = try call.tensor("a", &lowering)
      return try lowering.joined(
        [a, try call.tensor("b", &lowering)], axis: try call.axis(a.shape, &lowering),
        at: call.expression.anchor)
    },
    Primitive(
      "stack", .shapes, "a, b, axis: whole?", shape: "that of a, with a new axis of extent 2",
      help: "a and b along a new axis, the first unless it is said; more of them are [a, b, c]",
      notation: .named("stack"), confusion: Confusion(swapsOperands: true)
    ) { lowering, call throws(FormulaError) in
      let (a, b) = (try call.tensor("a", &lowering), try call.tensor("b", &lowering))
      guard a.shape == b.shape else {
        throw FormulaError(
          "shapes \(a.shape) and \(b.shape) cannot be stacked: they must be equal",
          at: call.expression.anchor)
      }
      let axis = call.has("axis") ? try call.wholeNumber("axis", &lowering) : 0
      let place = axis < 0 ? axis + a.shape.rank + 1 : axis
      guard (0...a.shape.rank).contains(place) else {
        throw FormulaError(
          "a new axis of shape \(a.shape) is 0 to \(a.shape.rank), found \(axis)",
          at: call.argument("axis").range)
      }
      return try lowering.joined(
        [lowering.lifted(a, axis: place), lowering.lifted(b, axis: place)], axis: place,
        at: call.expression.anchor)
    },
    Primitive(
      "repeat", .shapes, "x, times: whole, axis: axis?",
      shape: "so many times longer along the axis",
      help: "each entry along the axis so many times, one after the other",
      notation: .named("repeat"), confusion: .none
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      return try lowering.repeated(
        x, try call.wholeNumber("times", &lowering), axis: try call.axis(x.shape, &lowering), call)
    },
    Primitive(
      "roll", .shapes, "x, shift: whole, axis: axis?", shape: "that of x",
      help: "entry i stands at i + shift; what leaves at the end comes back at the start",
      notation: .named("roll"), confusion: .leftOut
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      return try lowering.rolled(
        x, try call.wholeNumber("shift", &lowering), axis: try call.axis(x.shape, &lowering), call)
    },
    triangle("tril", help: "0 above the diagonal of the last two axes") { $0 >= $1 },
    triangle("triu", help: "0 below the diagonal of the last two axes") { $0 <= $1 },
    Primitive(
      "reshape", .shapes, "x, shape: shape", shape: "the given one",
      help: "the same entries, row by row, in another shape",
      notation: .named("reshape"), confusion: .none
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      let asked = try call.wholeNumbers("shape", &lowering)
      let extents = Primitive.filledIn(asked, for: x.shape.count)
      guard !extents.contains(-1) else {
        throw FormulaError(
          asked.count(where: { $0 == -1 }) > 1
            ? "only one extent may be -1" : "\(x.shape.count) entries do not divide into \(asked)",
          at: call.argument("shape").range)
      }
      let target = try lowering.shape(extents, at: call.argument("shape").range)
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

  /// A shape with -1 for what the number of entries tells.
  private static func filledIn(_ extents: [Int], for count: Int) -> [Int] {
    guard extents.count(where: { $0 == -1 }) == 1, let place = extents.firstIndex(of: -1) else {
      return extents
    }
    let known = extents.reduce(1) { product, extent in
      let (next, overflow) = product.multipliedReportingOverflow(by: extent == -1 ? 1 : extent)
      return overflow ? 0 : next
    }
    guard known > 0, count.isMultiple(of: known) else { return extents }
    var extents = extents
    extents[place] = count / known
    return extents
  }

  /// A triangle of the last two axes.
  private static func triangle(
    _ name: String, help: String, _ isKept: @escaping @Sendable (_ row: Int, _ column: Int) -> Bool
  ) -> Primitive {
    Primitive(
      name, .shapes, "x", shape: "that of x", help: help, notation: .named(name),
      confusion: .leftOut
    ) { lowering, call throws(FormulaError) in
      let x = try call.tensor("x", &lowering)
      guard x.shape.rank >= 2 else {
        throw FormulaError(
          "\(name) takes a matrix; this has shape \(x.shape)", at: call.expression.anchor)
      }
      let extents = Array(x.shape.dimensions.suffix(2))
      let mask = Tensor(
        shape: Shape(extents),
        scalars: (0..<extents[0] * extents[1]).map {
          isKept($0 / extents[1], $0 % extents[1]) ? 1 : 0
        })
      return try lowering.pointwise(
        .product, x, FormulaValue(lowering.graph.constant(mask), shape: mask.shape),
        call.expression)
    }
  }

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
