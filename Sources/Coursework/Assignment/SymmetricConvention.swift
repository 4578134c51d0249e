/// What a derivative by a symmetric matrix is taken to be, where G is the derivative by each entry taken by itself.
public enum SymmetricConvention: String, Sendable, CaseIterable {
  /// G: the entries above and below the diagonal are different numbers.
  case entries
  /// (G + Gᵀ) / 2: the gradient among symmetric matrices.
  case symmetric
  /// G + Gᵀ − diag G: an entry and its mirror image change together.
  case freeTriangle = "free-triangle"

  /// What it means for a matrix, in words that follow "the derivative".
  public func words(_ name: String) -> String {
    switch self {
    case .entries: "by each entry of \(name) by itself, as if \(name) were not symmetric"
    case .symmetric:
      "among symmetric \(name): half of the one by each entry and half of its transpose"
    case .freeTriangle:
      "by one triangle of \(name): an entry changes together with its mirror image"
    }
  }
}

/// A symmetric matrix, or several, by which something is differentiated.
public struct SymmetricArgument: Sendable, Hashable {
  /// What is meant.
  public let convention: SymmetricConvention
  /// The rows of a matrix.
  public let rows: Int

  /// Creates one.
  public init(convention: SymmetricConvention, rows: Int) {
    self.convention = convention
    self.rows = rows
  }

  /// The derivative as it is meant, from the one by each entry.
  ///
  /// - Parameters:
  ///   - values: The derivatives, the matrices in the last two axes.
  ///   - sum: The sum of two of them, times a factor.
  /// - Returns: as many.
  public func applied<Value>(
    to values: [Value], sum: (_ a: Value, _ b: Value, _ factor: Double) -> Value
  ) -> [Value] {
    guard convention != .entries else { return values }
    let factor = convention == .symmetric ? 0.5 : 1
    return values.indices.map { place in
      let (row, column) = (place / rows % rows, place % rows)
      guard row != column else { return values[place] }
      return sum(values[place], values[place + (column - row) * (rows - 1)], factor)
    }
  }
}
