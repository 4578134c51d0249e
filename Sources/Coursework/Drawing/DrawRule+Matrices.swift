internal import Tensors

/// Square matrices with a property as a whole.
extension DrawRule {
  /// The most rows that a matrix with a property may have.
  static let mostRows = 64
  /// The entries of a reflection's vector are whole numbers up to this one, and not 0.
  private static let largestStep = 5

  /// Draws the entries row by row; nil if none were found.
  func matrix(from stream: inout DrawStream) -> [Double]? {
    let n = shape.dimensions.first ?? 0
    switch kind {
    case .lowerTriangular(let mean, let deviation):
      return (0..<n * n).map { place in
        let (row, column) = place.quotientAndRemainder(dividingBy: n)
        guard column <= row else { return 0 }
        let entry = mean + deviation * stream.normal()
        return rounded(column < row ? entry : entry.magnitude + 0.5)
      }
    case .positiveDefinite(let deviation): return positiveDefinite(n, deviation, from: &stream)
    case .orthogonal: return orthogonal(n, from: &stream)
    case .normal, .symmetric, .uniform, .integers, .oneHot: return nil
    }
  }

  /// B Bᵀ / n with 1/2 more on the diagonal, rounded: rounding to two decimals moves no eigenvalue of 64 rows by 1/2.
  private func positiveDefinite(_ n: Int, _ deviation: Double, from stream: inout DrawStream)
    -> [Double]
  {
    let factor = (0..<n * n).map { _ in deviation * stream.normal() }
    return (0..<n * n).map { place in
      let (i, j) = (min(place / n, place % n), max(place / n, place % n))
      let product = (0..<n).reduce(0.0) { $0 + factor[i * n + $1] * factor[j * n + $1] }
      return rounded(product / Double(n) + (i == j ? 0.5 : 0))
    }
  }

  /// (I − 2 v vᵀ / v·v) (I − 2 w wᵀ / w·w) for whole v and w, neither parallel nor at right angles.
  private func orthogonal(_ n: Int, from stream: inout DrawStream) -> [Double]? {
    guard let v = reflection(n, from: &stream) else { return nil }
    for _ in 0..<DrawRule.mostTries where stream.budget > 0 {
      guard let w = reflection(n, from: &stream) else { return nil }
      let (a, b, cosine) = (dot(v, v), dot(w, w), dot(v, w))
      guard cosine != 0, cosine * cosine != a * b else { continue }
      return (0..<n * n).map { place in
        let (i, j) = place.quotientAndRemainder(dividingBy: n)
        let whole =
          (i == j ? a * b : 0) - 2 * b * v[i] * v[j] - 2 * a * w[i] * w[j]
          + 4 * cosine * v[i] * w[j]
        return Double(whole) / Double(a * b)
      }
    }
    return nil
  }

  /// A vector whose reflection has entries with finitely many decimals: no prime but 2 and 5 divides v·v.
  private func reflection(_ n: Int, from stream: inout DrawStream) -> [Int]? {
    let most = DrawRule.largestStep
    for _ in 0..<DrawRule.mostTries where stream.budget > 0 {
      let vector = (0..<n).map { _ in
        let step = stream.whole(below: 2 * most) - most
        return step < 0 ? step : step + 1
      }
      var rest = dot(vector, vector)
      for prime in [2, 5] {
        while rest > 1, rest.isMultiple(of: prime) { rest /= prime }
      }
      if rest == 1 { return vector }
    }
    return nil
  }

  private func dot(_ a: [Int], _ b: [Int]) -> Int { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
