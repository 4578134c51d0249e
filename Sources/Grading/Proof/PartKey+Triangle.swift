internal import Coursework
internal import Tensors

extension PartKey {
  /// What is said of a derivative by a drawn lower triangle whose entries above the diagonal are no variables, and have a
  /// derivative all the same; nil of others.
  var triangleWarning: String? {
    guard case .derivative(_, let variable) = part.quantity, part.isWhole,
      let given = problem.givens.first(where: { $0.name == variable }),
      let rows = given.value.shape.dimensions.last, given.draw?.isLowerTriangular == true
    else { return nil }
    let isAbove = reference.scalars.enumerated().contains { position, entry in
      entry != 0 && position % rows > position / rows % rows
    }
    guard isAbove else { return nil }
    return "\(part.name): entries of \(variable) above the diagonal have a derivative too; "
      + "if they are no variables, write tril(\(variable)) in the forward"
  }
}
