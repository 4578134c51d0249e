internal import Coursework
internal import Foundation
internal import Tensors

/// The student's own earlier answers that are not the reference's, by problem and part.
///
/// Later parts are also right if they are right given these: someone who rounds at every step carries that
/// rounding along, and someone who slipped once and went on correctly slipped once.
struct EarlierAnswers {
  /// An answer that was wrong, with how precisely it was printed.
  struct Wrong {
    let values: Tensor<Double>
    /// Half a unit of the last place written, of each entry.
    let halfUnits: [Double]
  }

  private var rounded: [String: [String: Tensor<Double>]] = [:]
  private var wrong: [String: [String: Wrong]] = [:]

  /// Answers of a part's problem that were right only by their printed digits.
  func rounded(for part: Part) -> [String: Tensor<Double>] { rounded[part.problem] ?? [:] }

  /// Answers of a part's problem that were wrong, and from which errors may be carried.
  func wrong(for part: Part) -> [String: Wrong] { wrong[part.problem] ?? [:] }

  mutating func add(rounded values: Tensor<Double>, for part: Part) {
    rounded[part.problem, default: [:]][part.id] = values
  }

  /// Adds a wrong answer, unless nothing may be carried from it.
  mutating func add(wrong tokens: [NumberToken], for key: PartKey) {
    let values = Tensor(shape: key.part.shape, scalars: tokens.map(\.value))
    let units = PrintedDigits.units(of: tokens)
    guard
      CarryGuard(values, units: units).mayCarry(inPlaceOf: key.reference, givens: key.givens)
    else { return }
    wrong[key.part.problem, default: [:]][key.part.id] = Wrong(
      values: values, halfUnits: units.map { $0 / 2 })
  }
}

/// Whether a wrong answer may be what later answers are judged by.
///
/// Numbers that make what follows easy, or that nobody derived, carry nothing: zeros, a constant, fewer entries
/// that are not zero or a lower rank than the reference has, and copies of a given.
struct CarryGuard {
  private let values: Tensor<Double>
  private let unit: Double

  init(_ values: Tensor<Double>, units: [Double]) {
    self.values = values
    unit = units.max() ?? 0
  }

  func mayCarry(inPlaceOf reference: Tensor<Double>, givens: [Tensor<Double>]) -> Bool {
    let scalars = values.scalars
    if scalars.count > 1, scalars.allSatisfy({ $0 == scalars[0] }) { return false }
    func filled(_ tensor: Tensor<Double>) -> Int { tensor.scalars.count { $0 != 0 } }
    // What is below the last place written is printed as zero.
    let visible = Tensor(
      shape: reference.shape,
      scalars: reference.scalars.map { $0.magnitude < unit / 2 ? 0 : $0 })
    guard filled(values) > 0, filled(values) >= filled(visible) else { return false }
    if givens.contains(where: isCopy) { return false }
    return rank(values) >= rank(visible)
  }

  private func isCopy(of given: Tensor<Double>) -> Bool {
    given.shape.count == values.shape.count
      && [given, given.transposed].contains { other in
        zip(values.scalars, other.scalars).allSatisfy {
          ($0 - $1).magnitude <= 1e-9 * $1.magnitude
        }
      }
  }

  /// The rank of the matrix whose rows are the entries along the first axis, up to what was printed.
  private func rank(_ tensor: Tensor<Double>) -> Int {
    let rows = tensor.shape.dimensions.first ?? 1
    let columns = tensor.shape.count / max(rows, 1)
    guard min(rows, columns) <= 64 else { return 0 }
    var matrix = (0..<rows).map { Array(tensor.scalars[$0 * columns..<($0 + 1) * columns]) }
    let floor = max(1e-9 * tensor.largestMagnitude, unit * Double(max(rows, columns)))
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
