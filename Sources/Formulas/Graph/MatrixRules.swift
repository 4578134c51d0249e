internal import RealModule
internal import Tensors

/// A function of a square matrix, whose entries stand row by row.
///
/// Results follow numpy.linalg; pullbacks are those of Giles, "Collected matrix derivative results for forward and reverse
/// mode algorithmic differentiation", 2008.
protocol MatrixRule: RowRule {}

/// The largest matrix that they take.
let largestMatrix = 64

extension MatrixRule {
  /// The rows of a matrix with so many entries.
  static func rows(_ length: Int) -> Int {
    Int(exactly: Double(length).squareRoot().rounded()) ?? 0
  }

  /// The condition number by the largest sum of a column, ‖A‖₁ ‖A⁻¹‖₁; infinite where A is singular.
  static func condition(_ row: [Double]) -> Double? {
    let n = rows(row.count)
    func norm(_ matrix: [Double]) -> Double {
      (0..<n).map { j in (0..<n).reduce(0) { $0 + matrix[$1 * n + j].magnitude } }.max() ?? 0
    }
    let inverse = row.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { Inverse.value($0, row.count) } ?? []
    }
    let product = norm(row) * norm(inverse)
    return product.isNaN ? .infinity : product
  }

  /// Σ |A⁻¹ji| eij, the share by which a determinant is off, times how much that counts; and a rounding for each step of
  /// the elimination.
  fileprivate static func oneError(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    _ isFinal: Bool, weight: (_ value: Double) -> Double
  ) -> [Double] {
    var value = 0.0
    var trace = EvaluationTrace()
    apply(row, errors.count, into: &value, &trace)
    let n = rows(errors.count)
    let inverse = Inverse.value(row, errors.count)
    let share = zip(0..., errors).reduce(0) { sum, entry in
      let (place, error) = entry
      return error == 0 ? sum : sum + inverse[place % n * n + place / n].magnitude * error
    }
    let inherited = weight(value) * share
    return [
      inherited
        + Double(n - (isFinal ? 1 : 0)) * rounding.error(of: value, inherited: inherited)
    ]
  }
}

/// A⁻¹, by elimination with pivots; not a number where A is singular.
///
/// With Y = A⁻¹, Ā = −Yᵀ Ȳ Yᵀ.
enum Inverse: MatrixRule {
  static var reduces: Bool { false }
  static func words(_ row: [Double], _ show: (Double) -> String) -> String {
    let n = rows(row.count)
    let places = pivots(of: row, n).pivots
    let column = places.firstIndex { $0 == 0 }
    return "the inverse of a \(n) by \(n) matrix that is singular"
      + (column.map {
        $0 == 0 ? " (column 0 is zero)" : " (column \($0) is a combination of those before it)"
      } ?? "")
  }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let n = rows(length)
    var left = Array(UnsafeBufferPointer(start: row, count: length))
    var right = (0..<length).map { $0 / n == $0 % n ? S(1) : 0 }
    for k in 0..<n {
      let pivot = pivot(of: left, n, column: k)
      guard left[pivot * n + k].magnitude > 0 else {
        for i in 0..<length { out[i] = .nan }
        return
      }
      for j in 0..<n where pivot != k {
        left.swapAt(pivot * n + j, k * n + j)
        right.swapAt(pivot * n + j, k * n + j)
      }
      let scale = 1 / left[k * n + k]
      for j in 0..<n {
        left[k * n + j] *= scale
        right[k * n + j] *= scale
      }
      for i in 0..<n where i != k {
        let factor = left[i * n + k]
        for j in 0..<n where factor != 0 {
          left[i * n + j] -= factor * left[k * n + j]
          right[i * n + j] -= factor * right[k * n + j]
        }
      }
    }
    for i in 0..<length { out[i] = right[i] }
  }

  /// |A⁻¹| E |A⁻¹|, and a rounding for each step of the elimination.
  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    let n = rows(errors.count)
    let inverse = value(row, errors.count)
    let size = inverse.map(\.magnitude)
    let inherited = squareProduct(squareProduct(size, Array(errors), n), size, n)
    return zip(inverse, inherited).map { value, error in
      error + Double(isFinal ? n - 1 : n) * rounding.error(of: value, inherited: error)
    }
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    let left = graph.squareProduct(rows, (rows.result, true), (rows.upstream, false))
    let whole = graph.squareProduct(rows, (left, false), (rows.result, true))
    return graph.add(.unary(UnaryFunction(Negate.self)), [whole], shape: rows.shape)
  }

  static var wrongPullbacks: [WrongPullback] {
    [
      WrongPullback("sign", "the minus in the derivative of an inverse is lost") { graph, rows in
        let left = graph.squareProduct(rows, (rows.result, true), (rows.upstream, false))
        return graph.squareProduct(rows, (left, false), (rows.result, true))
      },
      WrongPullback("transposes", "the transposes in the derivative of an inverse are lost") {
        graph, rows in
        let left = graph.squareProduct(rows, (rows.result, false), (rows.upstream, false))
        let whole = graph.squareProduct(rows, (left, false), (rows.result, false))
        return graph.add(.unary(UnaryFunction(Negate.self)), [whole], shape: rows.shape)
      },
    ]
  }

  static func value(_ row: UnsafePointer<Double>, _ length: Int) -> [Double] {
    var trace = EvaluationTrace()
    return [Double](unsafeUninitializedCapacity: length) { buffer, count in
      if let start = buffer.baseAddress { apply(row, length, into: start, &trace) }
      count = length
    }
  }
}

/// det A, by elimination; Ā = d̄ · det A · A⁻ᵀ, which is not a number where A is singular.
enum Determinant: MatrixRule {
  static var reduces: Bool { true }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let (sign, pivots) = pivots(
      of: Array(UnsafeBufferPointer(start: row, count: length)), rows(length))
    out[0] = pivots.reduce(sign, *)
  }

  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    oneError(row, errors, rounding, isFinal) { $0.magnitude }
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    let scale = graph.binary(.product, rows.upstream, rows.result)
    return graph.scaledInverse(rows, by: scale, isTransposed: true)
  }

  static var wrongPullbacks: [WrongPullback] {
    [
      WrongPullback("determinant-lost", "the determinant is lost in its derivative") {
        $0.scaledInverse($1, by: $1.upstream, isTransposed: true)
      },
      WrongPullback("transpose", "the transpose in the derivative of a determinant is lost") {
        graph, rows in
        let scale = graph.binary(.product, rows.upstream, rows.result)
        return graph.scaledInverse(rows, by: scale, isTransposed: false)
      },
    ]
  }
}

/// log det A, where det A > 0; not a number elsewhere.
///
/// Ā = d̄ · A⁻ᵀ.
enum LogDeterminant: MatrixRule {
  static var reduces: Bool { true }
  static func words(_ row: [Double], _ show: (Double) -> String) -> String {
    "logdet of a matrix with the determinant \(show(determinant(row, rows(row.count))))"
  }
  static func apply<S: FormulaScalar>(
    _ row: UnsafePointer<S>, _ length: Int, into out: UnsafeMutablePointer<S>,
    _ trace: inout EvaluationTrace
  ) {
    let (sign, pivots) = pivots(
      of: Array(UnsafeBufferPointer(start: row, count: length)), rows(length))
    let signs = pivots.reduce(sign) { $1 < 0 ? -$0 : $0 }
    out[0] = signs > 0 ? pivots.reduce(0) { $0 + S.log($1.magnitude) } : .nan
  }

  static func error(
    _ row: UnsafePointer<Double>, _ errors: ArraySlice<Double>, _ rounding: StepRounding,
    isFinal: Bool
  ) -> [Double] {
    oneError(row, errors, rounding, isFinal) { _ in 1 }
  }

  static func pullback(_ graph: inout FormulaGraph, _ rows: RowsNode) -> NodeID? {
    graph.scaledInverse(rows, by: rows.upstream, isTransposed: true)
  }

  static var wrongPullbacks: [WrongPullback] {
    [
      WrongPullback("transpose", "the transpose in the derivative of log det is lost") {
        $0.scaledInverse($1, by: $1.upstream, isTransposed: false)
      }
    ]
  }
}

/// The row of the largest entry of a column, from the diagonal on.
private func pivot<S: FormulaScalar>(of matrix: [S], _ n: Int, column: Int) -> Int {
  var best = column
  for i in column..<n where matrix[i * n + column].magnitude > matrix[best * n + column].magnitude {
    best = i
  }
  return best
}

/// The determinant of a square matrix.
func determinant(_ matrix: [Double], _ n: Int) -> Double {
  let (sign, pivots) = pivots(of: matrix, n)
  return pivots.reduce(sign, *)
}

/// The diagonal after elimination, and the sign of the exchanges of rows.
private func pivots<S: FormulaScalar>(of matrix: [S], _ n: Int) -> (sign: S, pivots: [S]) {
  var matrix = matrix
  var sign = S(1)
  for k in 0..<n {
    let pivot = pivot(of: matrix, n, column: k)
    if pivot != k {
      sign = -sign
      for j in 0..<n { matrix.swapAt(pivot * n + j, k * n + j) }
    }
    let top = matrix[k * n + k]
    for i in k + 1..<max(n, k + 1) where top != 0 {
      let factor = matrix[i * n + k] / top
      for j in k..<n { matrix[i * n + j] -= factor * matrix[k * n + j] }
    }
  }
  return (sign, (0..<n).map { matrix[$0 * n + $0] })
}
