internal import Coursework
internal import Foundation
internal import Tensors

/// The student's own earlier answers that are not the reference's, by problem and part.
///
/// Later parts are also right if they are right given these: someone who rounds at every step carries that
/// rounding along, and someone who slipped once and went on correctly slipped once.
struct EarlierAnswers {
  /// An answer that is not the reference's, with how precisely it was printed.
  struct Wrong {
    let values: Tensor<Double>
    /// Half a unit of the last place written, of each entry, by each reading of the digits.
    let halfUnits: [[Double]]
    /// Why nothing may be carried from it; nil where it may.
    let isBarred: String?
  }

  private var rounded: [String: [String: Wrong]] = [:]
  private var wrong: [String: [String: Wrong]] = [:]

  /// The first part whose answer each slip in the forward explains, by problem.
  private var slips: [String: [String: String]] = [:]

  /// The part that was marked for a slip in the forward already; nil where none was.
  func part(of slip: String, in problem: String) -> String? { slips[problem]?[slip] }

  mutating func add(slip: String, of part: Part) {
    slips[part.problem, default: [:]][slip] = part.id
  }

  /// Answers of a part's problem that were right only by their printed digits.
  func rounded(for part: Part) -> [String: Tensor<Double>] {
    (rounded[part.problem] ?? [:]).mapValues(\.values)
  }

  /// How precisely these were printed.
  func precision(for part: Part) -> [String: Wrong] { rounded[part.problem] ?? [:] }

  /// Answers of a part's problem that were wrong, and from which errors may be carried.
  func wrong(for part: Part) -> [String: Wrong] {
    (wrong[part.problem] ?? [:]).filter { $0.value.isBarred == nil }
  }

  /// The same as if everything could be carried: to say why nothing was.
  var unbarred: EarlierAnswers {
    var all = self
    all.wrong = wrong.mapValues { parts in
      parts.mapValues { Wrong(values: $0.values, halfUnits: $0.halfUnits, isBarred: nil) }
    }
    return all
  }

  /// Whether nothing may be carried from one of some earlier answers.
  func isBarred(any isMeant: (String) -> Bool, for part: Part) -> Bool {
    wrong[part.problem]?.contains { $0.value.isBarred != nil && isMeant($0.key) } ?? false
  }

  /// Why nothing is carried from an earlier part; nil where something may be.
  func whyBarred(_ name: String, for part: Part) -> String? { wrong[part.problem]?[name]?.isBarred }

  mutating func add(rounded tokens: [NumberToken], for part: Part) {
    rounded[part.problem, default: [:]][part.id] = Wrong(
      values: Tensor(shape: part.shape, scalars: tokens.map(\.value)),
      halfUnits: PrintedDigits.possibleUnits(of: tokens).map { $0.map { $0 / 2 } }, isBarred: nil)
  }

  /// Adds a wrong answer.
  ///
  /// - Parameters:
  ///   - tokens: The answer.
  ///   - key: The part's key.
  ///   - wanted: What would be right, given what came before.
  ///   - isExplained: Whether a wrong formula is known to give these numbers: then they were derived.
  mutating func add(
    wrong tokens: [NumberToken], for key: PartKey, inPlaceOf wanted: Tensor<Double>,
    isExplained: Bool
  ) {
    let values = Tensor(shape: key.part.shape, scalars: tokens.map(\.value))
    let barred = CarryGuard(values, units: PrintedDigits.units(of: tokens)).whyNot(
      inPlaceOf: wanted, givens: key.givens, isExplained: isExplained)
    wrong[key.part.problem, default: [:]][key.part.id] = Wrong(
      values: values,
      halfUnits: PrintedDigits.possibleUnits(of: tokens).map { $0.map { $0 / 2 } },
      isBarred: barred)
  }
}

/// Whether a wrong answer may be what later answers are judged by.
///
/// Numbers that make what follows easy, or that nobody derived, carry nothing: zeros, a constant, copies of a
/// given, numbers out of all proportion, and, unless a wrong formula explains them, fewer entries that are not
/// zero or a lower rank than the reference has.
struct CarryGuard {
  private let values: Tensor<Double>
  private let unit: Double
  /// What differs by no more than this share is the same: a small change hides nothing.
  private static let same = 5e-3
  /// An answer so many times larger or smaller than it should be would drown the other terms of what follows,
  /// or vanish beside them.
  private static let proportion = 1e2

  init(_ values: Tensor<Double>, units: [Double]) {
    self.values = values
    unit = units.max() ?? 0
  }

  /// Why nothing may be carried, as the rest of a sentence; nil where something may.
  func whyNot(inPlaceOf reference: Tensor<Double>, givens: [Tensor<Double>], isExplained: Bool)
    -> String?
  {
    let scalars = values.scalars
    let largest = values.largestMagnitude
    guard largest > 0 else { return "it is zero" }
    let range = (scalars.max() ?? 0) - (scalars.min() ?? 0)
    if scalars.count > 1, range <= CarryGuard.same * largest {
      return "it is one number everywhere"
    }
    if givens.contains(where: isCopy) { return "it is a given" }
    let proportion = largest / reference.largestMagnitude
    if proportion > CarryGuard.proportion || proportion < 1 / CarryGuard.proportion {
      return "its numbers are out of all proportion"
    }
    guard !isExplained else { return nil }
    // What is below the last place written is printed as zero, and a slip may make some more so small.
    let visible = Tensor(
      shape: reference.shape,
      scalars: reference.scalars.map { $0.magnitude < unit / 2 ? 0 : $0 })
    func filled(_ tensor: Tensor<Double>) -> Int {
      let least = 1e-6 * tensor.largestMagnitude
      return tensor.scalars.count { $0.magnitude > least }
    }
    let lost = unit > 0 ? scalars.count / 10 : 0
    if filled(values) + lost < filled(visible) {
      return "it has fewer numbers that are not zero than it should"
    }
    if rank(values) < rank(visible) { return "its rows depend on each other more than they should" }
    return nil
  }

  private func isCopy(of given: Tensor<Double>) -> Bool {
    guard given.shape.count == values.shape.count else { return false }
    let typical = given.rootMeanSquare
    return [given, given.transposed].contains { other in
      zip(values.scalars, other.scalars).allSatisfy {
        ($0 - $1).magnitude <= CarryGuard.same * max($1.magnitude, typical) + unit / 2
      }
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
