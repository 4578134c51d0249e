internal import Tensors

/// Whether a wrong answer may be what later answers are judged by.
///
/// Numbers that make what follows easy carry nothing: zeros, a constant, copies of a given, and, unless a wrong formula
/// explains them, the first numbers of a given, numbers more than 150 times too large or too small, less than half of
/// the entries that are not zero, or of the rank, that the reference has, or one of several.
struct CarryGuard {
  private let values: Tensor<Double>
  private let unit: Double
  /// What differs by no more than this share is the same: a small change hides nothing.
  private static let same = 5e-3
  /// An answer so many times larger or smaller than it should be would drown the other terms of what follows,
  /// or vanish beside them.
  private static let proportion = 150.0
  /// An answer with a smaller share of the reference's numbers that are not zero, or of its rank, leaves little to do.
  private static let leastShare = 0.5
  /// So few numbers are the first of a given by chance.
  private static let mostByChance = 2
  /// A step by a smaller share of what it should be is none.
  private static let leastMove = 5e-2

  init(_ values: Tensor<Double>, units: [Double]) {
    self.values = values
    unit = units.max() ?? 0
  }

  /// Why nothing may be carried.
  ///
  /// - Parameters:
  ///   - reference: What would be right.
  ///   - givens: The values of the problem's givens.
  ///   - isExplained: Whether a wrong formula is known to give the numbers: then they were derived.
  /// - Returns: nil if something may be carried.
  func refusal(inPlaceOf reference: Tensor<Double>, givens: [Tensor<Double>], isExplained: Bool)
    -> CarryRefusal?
  {
    let scalars = values.scalars
    let largest = values.largestMagnitude
    guard largest > 0 else { return .isZero }
    let range = (scalars.max() ?? 0) - (scalars.min() ?? 0)
    if scalars.count > 1, range <= CarryGuard.same * largest {
      return .isOneNumber
    }
    // What should be near a given, such as weights after a small step, is no copy by being near it.
    let should = CarryGuard(reference, units: [10 * CarryGuard.same * reference.rootMeanSquare])
    if givens.contains(where: {
      isCopy(of: $0) && !should.isCopy(of: $0) && !isOnWay(from: $0, to: reference)
    }) {
      return .isGiven
    }
    guard !isExplained else { return nil }
    if givens.contains(where: { isRun(of: $0) && !should.isRun(of: $0) }) { return .isRunOfGiven }
    let proportion = largest / reference.largestMagnitude
    if proportion > CarryGuard.proportion || proportion < 1 / CarryGuard.proportion {
      return .isOutOfProportion
    }
    // What is below the last place written is printed as zero, and a slip may make some more so small. But with one or
    // two digits anything would be below it, and such numbers must be the right ones as far as they go.
    let printed = unit
    let isCoarse = printed > CarryGuard.same * largest
    let isPrint = areWithin(scalars, reference.scalars) { _ in printed }
    let hidden = isCoarse && !isPrint ? 0 : printed / 2
    let visible = Tensor(
      shape: reference.shape,
      scalars: reference.scalars.map { $0.magnitude < hidden ? 0 : $0 })
    func filled(_ tensor: Tensor<Double>) -> Int {
      let least = 1e-6 * tensor.largestMagnitude
      return tensor.scalars.count { $0.magnitude > least }
    }
    if isFew(filled(values), of: filled(visible)) { return .hasFewerNonZeros }
    if isFew(rank(values), of: rank(visible)) { return .hasLowerRank }
    return nil
  }

  private func isFew(_ count: Int, of wanted: Int) -> Bool {
    count < wanted && Double(count) < max(CarryGuard.leastShare * Double(wanted), 2)
  }

  /// Whether these numbers, which follow from earlier answers, are as hard to get as those that follow from right ones.
  ///
  /// - Parameters:
  ///   - reference: Those that follow from right ones.
  ///   - known: What is given or was handed in.
  /// - Returns: whether they are no copy of what is known, no constant, and of no lower rank.
  func leavesWork(of reference: Tensor<Double>, beside known: [Tensor<Double>]) -> Bool {
    let range = (values.scalars.max() ?? 0) - (values.scalars.min() ?? 0)
    let isConstant = values.shape.count > 1 && range <= CarryGuard.same * values.largestMagnitude
    let should = CarryGuard(reference, units: [])
    return !isConstant && !isFew(rank(values), of: rank(reference))
      && !known.contains { isCopy(of: $0) && !should.isCopy(of: $0) }
  }

  /// Whether the numbers moved from a given visibly as the right ones do, if by too little.
  private func isOnWay(from given: Tensor<Double>, to reference: Tensor<Double>) -> Bool {
    guard given.shape.count == values.shape.count else { return false }
    func distance(of tensor: Tensor<Double>) -> Double {
      zip(tensor.scalars, given.scalars).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    }
    return distance(of: values) > CarryGuard.leastMove * distance(of: reference) + unit / 2
  }

  private func isCopy(of given: Tensor<Double>) -> Bool {
    guard given.shape.count == values.shape.count else { return false }
    let typical = given.rootMeanSquare
    return [given, given.transposed].contains { other in
      areWithin(values.scalars, other.scalars) {
        CarryGuard.same * max(other.scalars[$0].magnitude, typical) + unit / 2
      }
    }
  }

  /// Whether these are the first numbers of a given in a row, begun anew where it ends.
  private func isRun(of given: Tensor<Double>) -> Bool {
    let count = given.shape.count
    guard count > 1, values.shape.count > CarryGuard.mostByChance else { return false }
    let typical = given.rootMeanSquare
    return values.scalars.enumerated().allSatisfy { place, value in
      let other = given.scalars[place % count]
      return (value - other).magnitude
        <= CarryGuard.same * max(other.magnitude, typical) + unit / 2
    }
  }

  /// The rank of the matrix whose rows are the entries along the first axis, up to what was printed.
  private func rank(_ tensor: Tensor<Double>) -> Int {
    let rows = tensor.shape.dimensions.first ?? 1
    let columns = tensor.shape.count / max(rows, 1)
    guard min(rows, columns) <= 64 else { return 0 }
    var matrix = (0..<rows).map { Array(tensor.scalars[$0 * columns..<($0 + 1) * columns]) }
    let floor = max(1e-6 * tensor.largestMagnitude, unit * Double(max(rows, columns)))
    var rank = 0
    for column in 0..<columns where rank < rows {
      guard
        let pivot = (rank..<rows).max(by: {
          matrix[$0][column].magnitude < matrix[$1][column].magnitude
        }), matrix[pivot][column].magnitude > floor
      else { continue }
      matrix.swapAt(rank, pivot)
      for row in rank + 1..<max(rows, rank + 1) {
        let factor = matrix[row][column] / matrix[rank][column]
        for place in column..<columns { matrix[row][place] -= factor * matrix[rank][place] }
      }
      rank += 1
    }
    return rank
  }
}
