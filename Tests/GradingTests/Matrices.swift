/// Matrices as a student's own program has them.
typealias Matrix = [[Double]]

/// The product of two matrices.
func product(_ a: Matrix, _ b: Matrix) -> Matrix {
  a.map { row in b[0].indices.map { k in row.indices.reduce(0) { $0 + row[$1] * b[$1][k] } } }
}

/// A matrix with rows for columns.
func transposed(_ a: Matrix) -> Matrix { a[0].indices.map { k in a.map { $0[k] } } }
