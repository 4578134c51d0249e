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
  /// - Returns: where their entries stand; those that the part speaks of, or else all.
  static func matrices(of part: Part, _ values: [String: Tensor<Double>])
    -> [SymmetricArgument.Axes]
  {
    guard case .derivative(let output, let variable) = part.quantity else { return [] }
    let name = DirectVariable.plain(variable).name
    var names = [(name, 1)]
    if let first = GradientVariable.parts(of: output)?.variable, let second = values[name] {
      names.append((first, second.shape.count))
    }
    let all = names.compactMap { name, stride in
      (values[name]?.shape.dimensions.last).map {
        SymmetricArgument.Axes(name: name, rows: $0, stride: stride)
      }
    }
    return (part.symmetry?.axes ?? all).filter { axes in
      values[axes.name].map { isSymmetric($0, axes.rows) } ?? false
    }
  }

  /// Whether each matrix is its own transpose up to rounding, and one of them more than a diagonal.
  private static func isSymmetric(_ value: Tensor<Double>, _ rows: Int) -> Bool {
    guard value.shape.dimensions.suffix(2) == [rows, rows] else { return false }
    let largest = value.scalars.reduce(0) { max($0, $1.magnitude) }
    let axes = SymmetricArgument.Axes(name: "", rows: rows, stride: 1)
    var isMore = false
    for (position, entry) in value.scalars.enumerated() {
      let place = axes.place(of: position)
      guard (entry - value.scalars[place.mirrored]).magnitude <= 1e-12 * largest else {
        return false
      }
      isMore = isMore || (place.row != place.column && entry != 0)
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
    guard let symmetry = part.symmetry, let first = symmetry.axes.first else { return nil }
    guard matrices(of: part, values).count == symmetry.axes.count else {
      return "\(first.name) is not symmetric at these inputs, so 'convention' has no meaning"
    }
    guard symmetry.convention == .entries, let entries else { return nil }
    for axes in symmetry.axes {
      var (isBelow, isAbove) = (false, false)
      for (position, entry) in entries.scalars.enumerated() where entry != 0 {
        let place = axes.place(of: position)
        isBelow = isBelow || place.row > place.column
        isAbove = isAbove || place.row < place.column
      }
      guard isBelow != isAbove else { continue }
      return
        "only the \(isBelow ? "lower" : "upper") triangle of \(axes.name) is read, so the other one changes nothing: "
        + "say convention: symmetric, or free-triangle"
    }
    return nil
  }

  /// What is said of derivatives by symmetric matrices that do not say what they are; nil where all is said.
  static func warning(_ part: Part, _ values: [String: Tensor<Double>]) -> String? {
    guard part.symmetry == nil, let axes = matrices(of: part, values).first else { return nil }
    return
      "\(part.name): \(axes.name) is symmetric; say by 'convention' which derivative is meant, "
      + SymmetricConvention.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
