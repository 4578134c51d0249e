internal import Coursework
internal import Formulas
internal import Tensors

/// Derivatives by symmetric matrices: what is meant must be said, and must have a meaning.
enum SymmetryCheck {
  /// By which symmetric matrices a part is differentiated.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - values: The values of the problem's names.
  /// - Returns: the name and the rows; nil if it is by something else.
  static func symmetricVariable(of part: Part, _ values: [String: Tensor<Double>]) -> (
    name: String, rows: Int
  )? {
    guard case .derivative(_, let variable) = part.quantity,
      case let name = DirectVariable.plain(variable).name, let value = values[name],
      let rows = value.shape.dimensions.last, value.shape.dimensions.suffix(2) == [rows, rows],
      isSymmetric(value, rows)
    else { return nil }
    return (name, rows)
  }

  /// Whether each matrix is its own transpose up to rounding, and one of them more than a diagonal.
  private static func isSymmetric(_ value: Tensor<Double>, _ rows: Int) -> Bool {
    let largest = value.scalars.reduce(0) { max($0, $1.magnitude) }
    var isMore = false
    for (place, entry) in value.scalars.enumerated() {
      let (row, column) = (place / rows % rows, place % rows)
      let mirrored = value.scalars[place + (column - row) * (rows - 1)]
      guard (entry - mirrored).magnitude <= 1e-12 * largest else { return false }
      isMore = isMore || (row != column && entry != 0)
    }
    return isMore
  }

  /// Why what a part says of a symmetric matrix has no meaning.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - values: The values of the problem's names.
  ///   - entries: The derivative by each entry, the whole of it; nil if it was not asked.
  /// - Returns: a sentence; nil if it has a meaning.
  static func fault(
    _ part: Part, _ values: [String: Tensor<Double>], entries: Tensor<Double>?
  ) -> String? {
    guard let symmetry = part.symmetry, case .derivative(_, let variable) = part.quantity else {
      return nil
    }
    let name = DirectVariable.plain(variable).name
    guard symmetricVariable(of: part, values) != nil else {
      return "\(name) is not symmetric at these inputs, so 'convention' has no meaning"
    }
    guard symmetry.convention == .entries, let entries else { return nil }
    let rows = symmetry.rows
    func isRead(_ isInTriangle: (_ row: Int, _ column: Int) -> Bool) -> Bool {
      entries.scalars.enumerated().contains { place, entry in
        entry != 0 && isInTriangle(place / rows % rows, place % rows)
      }
    }
    let (isBelow, isAbove) = (isRead { $0 > $1 }, isRead { $0 < $1 })
    guard isBelow != isAbove else { return nil }
    return
      "only the \(isBelow ? "lower" : "upper") triangle of \(name) is read, so the other one changes nothing: "
      + "say convention: symmetric, or free-triangle"
  }

  /// What is said of derivatives by symmetric matrices that do not say what they are; nil where all is said.
  static func warning(_ part: Part, _ values: [String: Tensor<Double>]) -> String? {
    guard part.symmetry == nil, let (name, _) = symmetricVariable(of: part, values) else {
      return nil
    }
    return "\(part.name): \(name) is symmetric; say by 'convention' which derivative is meant, "
      + SymmetricConvention.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
