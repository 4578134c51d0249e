public import Tensors

/// Whether an answer has the shape that is asked for, and how it was read.
public enum ShapeFit: Sendable {
  /// It has.
  case exact
  /// It has but for axes of extent 1.
  case squeezed
  /// It is a flat list of the right length, which counts only where row-major order is right.
  case flat
  /// It has not; whether the reversed shape would fit.
  case wrong(isReversed: Bool)

  /// How an answer fits a shape.
  public static func of(_ answer: Answer, in shape: Shape) -> ShapeFit {
    let given = answer.shape
    if given == shape { return .exact }
    if answer.isTable, table(given, fits: shape) { return .exact }
    if given.squeezed == shape.squeezed { return .squeezed }
    if given.squeezed.rank <= 1, given.count == shape.count { return .flat }
    let reversed = Shape(shape.dimensions.reversed())
    return .wrong(isReversed: given.squeezed == reversed.squeezed)
  }

  /// A table cannot tell a row from a column from a vector, and parts higher ranks into blocks of
  /// rows.
  private static func table(_ table: Shape, fits shape: Shape) -> Bool {
    let (rows, columns) = (
      table.dimensions.dropLast().reduce(1, *), table.dimensions.last ?? 1
    )
    if shape.rank <= 1 { return rows * columns == shape.count && min(rows, columns) == 1 }
    guard columns == shape.dimensions.last, rows * columns == shape.count else { return false }
    guard shape.rank > 2, table.rank == 3 else { return true }
    return table.dimensions[1] == shape.dimensions[shape.rank - 2]
  }
}
