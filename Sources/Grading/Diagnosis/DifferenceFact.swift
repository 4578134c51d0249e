internal import Coursework
internal import Formulas
internal import Tensors

/// What wrong numbers have to do with the right ones and with one quantity of the problem, whatever formula was meant.
///
/// A student who added a penalty to the wrong gradient, or stepped along another direction, is off by a multiple of one
/// quantity. That is true of the numbers, so it is said where no wrong formula explains them.
enum DifferenceFact: Sendable, Hashable {
  /// All are the right ones times one factor, which is named where people slip by it.
  case factor(String?)
  /// All are the right ones with the sign flipped.
  case sign
  /// All are off by the same amount; the name of one number that is as large, if there is one.
  case constant(String?)
  /// All are off by one multiple of a quantity's numbers.
  case multiple(of: String)
  /// Each is a quantity's number times one factor.
  case proportional(to: String)
  /// Each is the right one times a quantity's number, and times one factor where it is scaled.
  case multiplied(by: FactQuantity, isScaled: Bool)
  /// Each is the right one over a quantity's number, times one factor where it is scaled.
  case divided(by: FactQuantity, isScaled: Bool)
  /// Along an axis all are off by the same amount: each row of a matrix by the same numbers, or all numbers of a row.
  case sameAlong(Axis)
  /// Along an axis all are the right ones times one factor, which is another one elsewhere.
  case factorAlong(Axis)
  /// Each is what one function makes of the right one.
  case changed(ChangeOfNumbers)
  /// Numbers are wrong only where those of a quantity have one sign, are zero, or are not.
  case onlyWhere(String, Mask)

  /// Some of a quantity's numbers.
  enum Mask: String, Sendable, CaseIterable {
    case zero = "0"
    case other = "not 0"
    case positive = "positive"
    case negative = "negative"

    func holds(_ value: Double) -> Bool {
      switch self {
      case .zero: value == 0
      case .other: value != 0
      case .positive: value > 0
      case .negative: value < 0
      }
    }
  }

  /// An axis, among how many.
  struct Axis: Sendable, Hashable {
    let axis: Int
    let rank: Int

    /// What lies along the axis.
    fileprivate var line: String {
      rank == 2 ? axis == 1 ? "row" : "column" : "line along axis \(axis)"
    }
  }

  /// A stable word, the same for students with different inputs; nil for a place, which is no mistake.
  var note: String? {
    switch self {
    case .factor: "factor"
    case .sign: "sign"
    case .constant: "off-by-constant"
    case .multiple(let name): "off-by-multiple.\(name)"
    case .proportional(let name): "multiple.\(name)"
    case .multiplied(let quantity, _): "times.\(quantity.note)"
    case .divided(let quantity, _): "over.\(quantity.note)"
    case .sameAlong(let axis): "off-by-one.axis-\(axis.axis)"
    case .factorAlong(let axis): "factor.axis-\(axis.axis)"
    case .changed(let change): change.rawValue
    case .onlyWhere: nil
    }
  }

  /// The sentence.
  var text: String {
    switch self {
    case .factor(let words): "every number is \(words ?? "off by one and the same factor")"
    case .sign: "the sign of the whole answer is flipped"
    case .constant(let name):
      "every number is off by the same amount" + (name.map { ", which is \($0)" } ?? "")
    case .multiple(let name):
      "every number is off by the same multiple of \(name), as if a term with it were lost, extra, or had another factor"
    case .proportional(let name): "these are the numbers of \(name), all times one factor"
    case .multiplied(let quantity, let isScaled):
      "each number is the right one times that of \(quantity.phrase)"
        + (isScaled ? ", and one factor" : "")
    case .divided(let quantity, let isScaled):
      "each number is the right one divided by that of \(quantity.phrase)"
        + (isScaled ? ", times one factor" : "")
    case .sameAlong(let axis):
      "in each \(axis.line) every number is off by the same amount, as if a wrong term were added to all of it"
    case .factorAlong(let axis):
      "in each \(axis.line) every number is off by the same factor, as if all of it had a wrong factor or divisor"
    case .changed(let change): "these are \(change.phrase)"
    case .onlyWhere(let name, let mask): "numbers are wrong only where \(name) is \(mask.rawValue)"
    }
  }

  /// Fewer numbers that are not zero show nothing.
  static let leastCount = 3
  /// Fewer numbers that are not zero are multiplied or divided by chance.
  static let leastTimes = 4
  /// The largest chance at which a place is told: it is true of the numbers, but may mean nothing.
  static let mostChanceOfPlace = 0.1

  /// What numbers have to do with the right ones.
  ///
  /// It holds within the digits that were written: rounding on the way is not allowed for, since what the digits contradict is
  /// no fact.
  ///
  /// - Parameters:
  ///   - values: The numbers, in the shape of the part.
  ///   - reference: The right ones, or those that are right given earlier answers.
  ///   - scope: The quantities that a student may have used, by name.
  ///   - key: The part's key.
  ///   - units: The unit of the last place of each number.
  ///   - widest: The same by the coarsest reading of the digits.
  /// - Returns: nil if it is nothing, may be so by chance, or holds of several quantities alike.
  static func find(
    _ values: [Double], _ reference: Tensor<Double>, scope: [String: Tensor<Double>],
    _ key: PartKey, units: [Double], widest: [Double]
  ) -> DifferenceFact? {
    let count = reference.shape.count
    guard values.count == count, count <= HypothesisStore.mostEntries, reference.isFinite else {
      return nil
    }
    let tolerances = key.tolerances(of: reference)
    let allowed = (0..<count).map { tolerances[$0] + widest[$0] / 2 }
    let changes = zip(values, reference.scalars).map(-)
    // Numbers that are off by no more than their digits tell nothing.
    guard zip(changes, allowed).contains(where: { $0.magnitude > RoundedOnTheWay.margin * $1 })
    else { return nil }
    let search = DifferenceSearch(
      values: values, changes: changes, reference: reference, allowed: allowed,
      coincidence: Coincidence(values: values, units: units, reference: reference, key: key),
      scope: scope.filter { name, value in
        name != key.part.id && isTelling(value, count)
          && !(key.scope[name].map { isMultiple($0, of: key.reference) } ?? false)
      }, forward: Set(key.hypotheses.problem.namesOfForward))
    guard count >= leastCount else { return search.change() }
    if let common = search.common() ?? search.constant(scope: scope) { return common }
    let own = key.part.reference?.mentionedNames ?? []
    for fits in [search.multiples, search.proportions, search.products, search.quotients] {
      let found = fits()
      let named = found.filter { own.contains($0.name) }
      if let only = named.count == 1 ? named.first : found.count == 1 ? found.first : nil {
        return only.fact
      }
      if !found.isEmpty { return nil }
    }
    return search.change() ?? search.alongAxis() ?? search.place(preferred: own, part: key.part.id)
  }

  /// Whether a quantity is the right answer times one factor by rights: that an answer is so, too, is no mistake.
  private static func isMultiple(_ quantity: Tensor<Double>, of right: Tensor<Double>) -> Bool {
    guard quantity.shape.count == right.shape.count,
      let place = right.scalars.indices.max(by: {
        right.scalars[$0].magnitude < right.scalars[$1].magnitude
      }), right.scalars[place] != 0
    else { return false }
    let factor = quantity.scalars[place] / right.scalars[place]
    return zip(quantity.scalars, right.scalars).allSatisfy {
      ($0 - factor * $1).magnitude <= 1e-9 * quantity.scalars[place].magnitude
    }
  }

  /// Whether a quantity has as many numbers, and not the same everywhere.
  private static func isTelling(_ quantity: Tensor<Double>, _ count: Int) -> Bool {
    quantity.shape.count == count && quantity.isFinite
      && quantity.scalars.count { $0 != 0 } >= leastCount
      && quantity.scalars.contains { $0 != quantity.scalars[0] }
  }
}
