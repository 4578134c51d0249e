internal import RealModule
internal import Tensors

/// The lower triangle L with L Lᵀ = A, of which the lower triangle alone is read; not a number where A is not positive
/// definite.
///
/// With S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹, where Φ takes the lower triangle and half of the diagonal, Ā = 2 Φ((S + Sᵀ) / 2).
enum CholeskyFactor: MatrixRule {
  static var reduces: Bool { false }
  static func words(_ row: [Double], _ show: (Double) -> String) -> String {
    let n = rows(row.count)
    let lower = row.indices.map { row[max($0 / n, $0 % n) * n + min($0 / n, $0 % n)] }
    let leading = (1...max(n, 1)).first { size in
      determinant((0..<size * size).map { lower[$0 / size * n + $0 % size] }, size) <= 0
    }
    guard let leading else { return "the Cholesky factor of a matrix" }
    let block = (0..<leading * leading).map { lower[$0 / leading * n + $0 % leading] }
    return
      "the Cholesky factor of a matrix that is not positive definite (its first \(leading) row\(leading == 1 ? "" : "s and columns") have the determinant \(show(determinant(block, leading))))"
  }

  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let n = rows(length)
    for i in 0..<length { out[i] = 0 }
    for j in 0..<n {
      for i in j..<n {
        var sum = row[i * n + j]
        for k in 0..<j { sum -= out[i * n + k] * out[j * n + k] }
        if i == j {
          guard sum > 0 else {
            for place in 0..<length { out[place] = .nan }
            return
          }
          out[i * n + j] = sum.squareRoot()
        } else {
          out[i * n + j] = sum / out[j * n + j]
        }
      }
    }
  }

  /// |L| Φ(|L⁻¹| E |L⁻ᵀ|), and a rounding for each step.
  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    let n = rows(errors.count)
    var trace = EvaluationTrace()
    var factor = [Double](repeating: 0, count: errors.count)
    apply(row, errors.count, into: &factor, &trace)
    let inverse = Inverse.value(factor, errors.count).map(\.magnitude)
    let lower = errors.indices.map { index -> Double in
      let place = index - errors.startIndex
      let (i, j) = (max(place / n, place % n), min(place / n, place % n))
      return errors[errors.startIndex + i * n + j]
    }
    let transposed = (0..<errors.count).map { inverse[$0 % n * n + $0 / n] }
    var inner = squareProduct(squareProduct(inverse, lower, n), transposed, n)
    for place in inner.indices where place / n < place % n { inner[place] = 0 }
    let inherited = squareProduct(factor.map(\.magnitude), inner, n)
    return zip(factor, inherited).map { value, error in
      error + Double(isFinal ? n - 1 : n) * rounding.error(of: value, inherited: error)
    }
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    let n = CholeskyFactor.rows(rows.length)
    let half = graph.constant(
      Tensor(
        shape: rows.shape,
        scalars: (0..<rows.shape.count).map { place in
          let (i, j) = (place % rows.length / n, place % n)
          return i > j ? 1 : i == j ? 0.5 : 0
        }))
    let inverse = graph.add(
      .rows(RowFunction(Inverse.self), length: rows.length), [rows.result], shape: rows.shape)
    let inner = graph.binary(
      .product, half, graph.squareProduct(rows, (rows.result, true), (rows.upstream, false)))
    let left = graph.squareProduct(rows, (inverse, true), (inner, false))
    let sum = graph.squareProduct(rows, (left, false), (inverse, false))
    let transposed = graph.squareProduct(rows, (inverse, true), (inner, true))
    let other = graph.squareProduct(rows, (transposed, false), (inverse, false))
    return graph.binary(.product, half, graph.binary(.sum, sum, other))
  }
}
