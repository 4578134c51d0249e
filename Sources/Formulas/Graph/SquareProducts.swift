internal import Tensors

/// The product of two square matrices of numbers that are not negative.
func squareProduct(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
  (0..<n * n).map { place in
    (0..<n).reduce(0) { sum, k in
      let (left, right) = (a[place / n * n + k], b[k * n + place % n])
      return left == 0 || right == 0 ? sum : sum + left * right
    }
  }
}

extension FormulaGraph {
  /// The products of square matrices, each transposed where that is said.
  mutating func squareProduct(
    _ rows: RowsNode, _ a: (node: NodeID, isTransposed: Bool),
    _ b: (node: NodeID, isTransposed: Bool)
  ) -> NodeID {
    let n = Inverse.rows(rows.length)
    let extents = Shape([rows.shape.count / max(rows.length, 1), n, n, n])
    let left = StridedView(
      offset: 0, shape: extents,
      strides: [rows.length, a.isTransposed ? 1 : n, 0, a.isTransposed ? n : 1])
    let right = StridedView(
      offset: 0, shape: extents,
      strides: [rows.length, 0, b.isTransposed ? n : 1, b.isTransposed ? 1 : n])
    let products = add(
      .binary(.product), [view(a.node, left), view(b.node, right)], shape: extents)
    return reduce(products, .sum, length: n, to: rows.shape, mask: nil)
  }

  /// The inverse of the argument, times one number a matrix.
  mutating func scaledInverse(_ rows: RowsNode, by scale: NodeID, isTransposed: Bool) -> NodeID {
    let n = Inverse.rows(rows.length)
    let inverse = add(
      .rows(RowFunction(Inverse.self), length: rows.length), [rows.argument], shape: rows.shape)
    let extents = Shape([rows.shape.count / max(rows.length, 1), n, n])
    let laid = view(
      inverse,
      StridedView(
        offset: 0, shape: extents,
        strides: [rows.length, isTransposed ? 1 : n, isTransposed ? n : 1]))
    let shaped = view(laid, StridedView(of: rows.shape))
    return binary(.product, shaped, broadcastRows(scale, over: rows.length, rows.shape))
  }
}
