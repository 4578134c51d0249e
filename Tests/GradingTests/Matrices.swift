/// Matrices as a student's own program has them.
typealias Matrix = [[Double]]

/// The product of two matrices.
func product(_ a: Matrix, _ b: Matrix) -> Matrix {
  a.map { row in b[0].indices.map { k in row.indices.reduce(0) { $0 + row[$1] * b[$1][k] } } }
}

/// A matrix with rows for columns.
func transposed(_ a: Matrix) -> Matrix { a[0].indices.map { k in a.map { $0[k] } } }

/// A linear layer with five samples, for tests that derive its gradients themselves.
enum SampleLayer {
  static let x = [
    [0.31, 0.74, 0.3], [-1.17, 0.81, 0.4], [-0.48, 0.52, 0.33], [0.26, 0.16, 0.49],
    [-0.66, -0.15, -0.43],
  ]
  static let w = [[-1.03, -0.34, 0.72], [1.84, 0.58, -0.91], [0.63, -0.46, 1.27]]
  static let t = [
    [-0.61, -0.06, 0.2], [-0.85, -0.09, 0.1], [0.09, 0.16, -0.3], [-0.46, 0.53, 0.4],
    [0.8, 0.29, 0.7],
  ]
}
