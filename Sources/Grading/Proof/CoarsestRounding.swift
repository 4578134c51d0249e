internal import Coursework
internal import Formulas
internal import Tensors

/// How coarsely the steps on the way to a part may be rounded before its mistakes are told apart no more.
enum CoarsestRounding {
  /// The numbers of decimals that are tried.
  private static let tried = 3...8

  /// The fewest decimals of every step at which rounding is allowed for, and no known mistake explains as much.
  ///
  /// - Parameter key: The part's key.
  /// - Returns: nil where even the most decimals that are tried are too few.
  static func decimals(of key: PartKey) -> Int? {
    guard key.reference.isFinite, key.reference.largestMagnitude > 0 else { return nil }
    return tried.first { decimals in
      let step = StepRounding(absolute: powerOfTen(-decimals) / 2)
      let slack = key.propagatedError.bound(at: [:], errors: [:], rounding: step)
      return RoundedOnTheWay.tellsApart(slack, key)
    }
  }
}
