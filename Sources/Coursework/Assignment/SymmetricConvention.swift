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

/// The symmetric matrices by which something is differentiated: one, or the same one twice.
public struct SymmetricArgument: Sendable, Hashable {
  /// Where the entries of such a matrix stand among those of a derivative.
  public struct Axes: Sendable, Hashable {
    /// The matrix's name.
    public let name: String
    /// Its rows.
    public let rows: Int
    /// How far apart two neighbours of one of its rows are.
    public let stride: Int

    /// Creates axes.
    public init(name: String, rows: Int, stride: Int) {
      self.name = name
      self.rows = rows
      self.stride = stride
    }

    /// The row and the column of an entry, and where its mirror image stands.
    public func place(of position: Int) -> (row: Int, column: Int, mirrored: Int) {
      let (row, column) = (position / stride / rows % rows, position / stride % rows)
      return (row, column, position + (column - row) * (rows - 1) * stride)
    }
  }

  /// What is meant.
  public let convention: SymmetricConvention
  /// The matrices.
  public let axes: [Axes]

  /// Creates one.
  public init(convention: SymmetricConvention, axes: [Axes]) {
    self.convention = convention
    self.axes = axes
  }

  /// The derivative as it is meant, from the one by each entry.
  ///
  /// - Parameters:
  ///   - values: The derivatives.
  ///   - sum: The sum of two of them, times a factor.
  /// - Returns: as many.
  public func applied<Value>(
    to values: [Value], sum: (_ a: Value, _ b: Value, _ factor: Double) -> Value
  ) -> [Value] {
    guard convention != .entries else { return values }
    let factor = convention == .symmetric ? 0.5 : 1
    return axes.reduce(values) { values, axes in
      values.indices.map { position in
        let place = axes.place(of: position)
        guard place.row != place.column else { return values[position] }
        return sum(values[position], values[place.mirrored], factor)
      }
    }
  }
}
