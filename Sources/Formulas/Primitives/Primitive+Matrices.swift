internal import Diagnostics
internal import Tensors

/// Functions of square matrices.
extension Primitive {
  static let matrices: [Primitive] = [
    matrix(
      "inv", Inverse.self, domain: "det(x) != 0", help: "the inverse of each matrix",
      notation: Notation { .power($0[0], .row([.sign(.minus), .number("1")])) },
      confusion: .leftOut),
    Primitive(
      "solve", .matrices, "a, b", shape: "that of b", domain: "det(a) != 0",
      help: "the x with a @ x = b, for a vector or a matrix b",
      notation: Notation {
        .product(
          MathematicalPhrase(
            MathematicalPhrase.power($0[0], .row([.sign(.minus), .number("1")])).mathematics),
          $0[1])
      },
      confusion: Confusion(swapsOperands: true)
    ) { lowering, call throws(FormulaError) in
      let a = try square(try call.tensor("a", &lowering), call)
      let b = try call.tensor("b", &lowering)
      let rows = b.shape.rank == 1 ? b.shape.dimensions.last : b.shape.dimensions.suffix(2).first
      guard rows == a.shape.dimensions.last else {
        throw FormulaError(
          "solve of shapes \(a.shape) and \(b.shape): b needs as many rows as a",
          at: call.expression.anchor,
          help: b.shape.rank > 1 ? "vectors for a batch of matrices are b[:, :, None]" : nil)
      }
      return try lowering.matrixProduct(
        lowering.matrices(a, RowFunction(Inverse.self)), b, call.expression)
    },
    matrix(
      "det", Determinant.self, help: "the determinant; differentiated where it is not 0",
      notation: .known("det"), confusion: Confusion(with: ["logdet", "trace"])),
    matrix(
      "logdet", LogDeterminant.self, domain: "det(x) > 0", help: "the logarithm of the determinant",
      notation: Notation { .function(.command("log"), [.function(.command("det"), $0.arguments)]) },
      confusion: Confusion(with: ["det", "trace"])),
    Primitive(
      "trace", .matrices, "x", shape: "that of x without the last two axes",
      help: "the sum of the diagonal", notation: .named("tr"),
      confusion: Confusion(with: ["det", "sum"])
    ) { lowering, call throws(FormulaError) in
      let x = try square(try call.tensor("x", &lowering), call)
      let n = x.shape.dimensions.last ?? 1
      let outer = Shape(x.shape.dimensions.dropLast(2))
      let all = Shape(x.laneExtents + x.shape.dimensions)
      let view = StridedView(
        offset: 0, shape: Shape(x.laneExtents + outer.dimensions + [n]),
        strides: all.strides.dropLast(2) + [n + 1])
      let diagonal = FormulaValue(
        lowering.graph.view(x.node, view), lanes: x.lanes, shape: Shape(outer.dimensions + [n]))
      return try lowering.reduced(
        diagonal, .sum, axes: [outer.rank], keepsAxes: false, at: call.expression.anchor)
    },
    matrix(
      "cholesky", CholeskyFactor.self, domain: "positive definite x",
      help: "the lower triangle L with L @ L.T = x; of x the lower triangle is read",
      notation: .named("chol"), confusion: .leftOut),
  ]

  private static func matrix<R: MatrixRule>(
    _ name: String, _ rule: R.Type, domain: String = "", help: String, notation: Notation,
    confusion: Confusion
  ) -> Primitive {
    let function = RowFunction(rule)
    return Primitive(
      name, .matrices, "x",
      shape: R.reduces ? "that of x without the last two axes" : "that of x", domain: domain,
      help: help, notation: notation, confusion: confusion
    ) { lowering, call throws(FormulaError) in
      lowering.matrices(try square(try call.tensor("x", &lowering), call), function)
    }
  }

  private static func square(_ x: FormulaValue, _ call: PrimitiveCall) throws(FormulaError)
    -> FormulaValue
  {
    let extents = x.shape.dimensions.suffix(2)
    guard extents.count == 2, extents.first == extents.last else {
      throw FormulaError(
        "\(call.primitive.name) takes square matrices; this has shape \(x.shape)",
        at: call.expression.anchor)
    }
    guard (extents.last ?? 0) <= largestMatrix else {
      throw FormulaError(
        "\(call.primitive.name) takes matrices of up to \(largestMatrix) rows; this has shape \(x.shape)",
        at: call.expression.anchor)
    }
    return x
  }
}

extension FormulaLowering {
  /// A function of each square matrix in the last two axes.
  mutating func matrices(_ x: FormulaValue, _ function: RowFunction) -> FormulaValue {
    let n = x.shape.dimensions.last ?? 1
    let shape = function.reduces ? Shape(x.shape.dimensions.dropLast(2)) : x.shape
    let node = graph.add(
      .rows(function, length: n * n), [x.node], shape: Shape(x.laneExtents + shape.dimensions))
    return FormulaValue(node, lanes: x.lanes, shape: shape)
  }
}
