/// In which orders of axes an answer is right.
public struct AnswerLayouts: Sendable {
  /// An order of the axes.
  public enum Layout: String, Sendable, CaseIterable {
    /// Those of what is differentiated, and then those by which.
    case matrix
    /// The reverse.
    case transposed
    /// Of a vector by a vector, a row for each entry of what is differentiated; of a number by a matrix, the transpose of
    /// that matrix's shape.
    case numerator
    /// The reverse: of a number by a matrix, that matrix's shape.
    case denominator
  }

  /// Those that are right.
  let layouts: Set<Layout>

  /// Where nothing is said.
  static let matrix = AnswerLayouts(layouts: [.matrix])

  /// Whether the axes are asked for in reverse order, and whether the other order is right too.
  ///
  /// - Parameter outputRank: The number of axes of what is differentiated; nil where nothing is, and a layout has no name.
  /// - Returns: both.
  func resolved(ofRank outputRank: Int?) -> (isReversed: Bool, takesOther: Bool) {
    guard layouts.isDisjoint(with: [.matrix, .transposed]) else {
      return (false, layouts.contains(.transposed))
    }
    guard let outputRank else { return (false, false) }
    let own: Layout = outputRank == 0 ? .denominator : .numerator
    return (!layouts.contains(own), layouts.count > 1)
  }
}
