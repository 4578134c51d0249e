internal import Coursework
internal import Formulas
internal import Tensors

/// What wrong numbers have to do with the right ones and with one quantity of the problem, whatever formula was meant.
///
/// A student who added a penalty to the wrong gradient, or stepped along another direction, is off by a multiple of one
/// quantity. That is true of the numbers, so it is said where no wrong formula explains them.
enum DifferenceFact: Sendable, Hashable {
  /// All are off by the same amount; the name of one number that is as large, if there is one.
  case constant(String?)
  /// All are off by one multiple of a quantity's numbers.
  case multiple(of: String)
  /// Each is a quantity's number times one factor.
  case proportional(to: String)
  /// Each is the right one times a quantity's number, and maybe one factor.
  case multiplied(by: String)
  /// Each is the right one over a quantity's number, maybe times one factor.
  case divided(by: String)
  /// Along an axis all are off by the same amount: each row of a matrix by the same numbers, or all numbers of a row.
  case sameAlong(Axis)
  /// Along an axis all are the right ones times one factor, which is another one elsewhere.
  case factorAlong(Axis)
  /// Each is the square of the right one.
  case squared

  /// An axis, among how many.
  struct Axis: Sendable, Hashable {
    let axis: Int
    let rank: Int

    /// What lies along the axis.
    fileprivate var line: String {
      rank == 2 ? axis == 1 ? "row" : "column" : "line along axis \(axis)"
    }
  }

  /// A stable word, the same for students with different inputs.
  var note: String {
    switch self {
    case .constant: "off-by-constant"
    case .multiple(let name): "off-by-multiple.\(name)"
    case .proportional(let name): "multiple.\(name)"
    case .multiplied(let name): "times.\(name)"
    case .divided(let name): "over.\(name)"
    case .sameAlong(let axis): "off-by-one.axis-\(axis.axis)"
    case .factorAlong(let axis): "factor.axis-\(axis.axis)"
    case .squared: "squared"
    }
  }

  /// The sentence.
  var text: String {
    switch self {
    case .constant(let name):
      "all numbers are off by the same amount" + (name.map { ", which is \($0)" } ?? "")
    case .multiple(let name):
      "all numbers are off by one multiple of \(name), as if a term with it were lost, or one too many"
    case .proportional(let name): "these are the numbers of \(name), all times one factor"
    case .multiplied(let name): "each number is the right one times that of \(name)"
    case .divided(let name): "each number is the right one divided by that of \(name)"
    case .sameAlong(let axis):
      "in each \(axis.line) all numbers are off by one amount, as if a term that is added to all of them were wrong"
    case .factorAlong(let axis):
      "in each \(axis.line) all numbers are off by one factor, as if a divisor or a factor of all of them were wrong"
    case .squared: "these are the squares of the right numbers"
    }
  }

  /// Fewer numbers that are not zero show nothing.
  private static let leastCount = 3
  /// Fewer numbers that are not zero are multiplied or divided by chance.
  private static let leastTimes = 4

  /// What numbers have to do with the right ones.
  ///
  /// - Parameters:
  ///   - values: The numbers, in the shape of the part.
  ///   - reference: The right ones, or those that are right given earlier answers.
  ///   - scope: The quantities that a student may have used, by name.
  ///   - key: The part's key.
  ///   - units: The unit of the last place of each number.
  ///   - slack: How far rounding of steps may have moved each.
  /// - Returns: nil if it is nothing, may be so by chance, or holds of several quantities alike.
  static func find(
    _ values: [Double], _ reference: Tensor<Double>, scope: [String: Tensor<Double>],
    _ key: PartKey, units: [Double], slack: [Double]?
  ) -> DifferenceFact? {
    let count = reference.shape.count
    guard values.count == count, count >= leastCount, reference.isFinite else { return nil }
    let tolerances = key.tolerances(of: reference)
    let allowed = (0..<count).map { tolerances[$0] + units[$0] / 2 + (slack?[$0] ?? 0) }
    let changes = zip(values, reference.scalars).map(-)
    // What rounding may have done has to do with nothing.
    guard zip(changes, allowed).contains(where: { $0.magnitude > RoundedOnTheWay.margin * $1 })
    else { return nil }
    let search = Search(
      values: values, changes: changes, reference: reference, allowed: allowed,
      coincidence: Coincidence(values: values, units: units, reference: reference, key: key),
      scope: scope.filter { isTelling($0.value, count) && $0.key != key.part.id })
    if let constant = search.constant(scope: scope) { return constant }
    let own = key.part.reference?.mentionedNames ?? []
    for fits in [search.multiples, search.proportions, search.products, search.quotients] {
      let found = fits()
      let named = found.filter { own.contains($0.name) }
      if let only = named.count == 1 ? named.first : found.count == 1 ? found.first : nil {
        return only.fact
      }
      if !found.isEmpty { return nil }
    }
    return search.square() ?? search.alongAxis()
  }

  /// Whether a quantity has as many numbers, and not the same everywhere.
  private static func isTelling(_ quantity: Tensor<Double>, _ count: Int) -> Bool {
    quantity.shape.count == count && quantity.isFinite
      && quantity.scalars.count { $0 != 0 } >= leastCount
      && quantity.scalars.contains { $0 != quantity.scalars[0] }
  }

  private struct Search {
    let values: [Double]
    let changes: [Double]
    let reference: Tensor<Double>
    let allowed: [Double]
    let coincidence: Coincidence
    let scope: [String: Tensor<Double>]

    typealias Fit = (name: String, fact: DifferenceFact)

    /// Whether all numbers are off by the same amount.
    func constant(scope: [String: Tensor<Double>]) -> DifferenceFact? {
      let ones = [Double](repeating: 1, count: changes.count)
      guard let amount = factor(of: ones, in: changes) else { return nil }
      guard isNoChance(reference.scalars.map { $0 + amount }) else { return nil }
      let most = 2 * (allowed.max() ?? 0)
      let equal = scope.filter { one in
        one.value.shape.count == 1
          && (one.value.scalars[0].magnitude - amount.magnitude).magnitude <= most
      }
      return .constant(equal.count == 1 ? equal.first?.key : nil)
    }

    func multiples() -> [Fit] {
      fits(DifferenceFact.multiple) { quantity in
        factor(of: quantity, in: changes).map { factor in
          zip(reference.scalars, quantity).map { $0 + factor * $1 }
        }
      }
    }

    func proportions() -> [Fit] {
      fits(DifferenceFact.proportional) { quantity in
        factor(of: quantity, in: values).map { factor in quantity.map { factor * $0 } }
      }
    }

    func products() -> [Fit] {
      fits(DifferenceFact.multiplied, least: leastTimes) { quantity in
        let products = zip(reference.scalars, quantity).map(*)
        return factor(of: products, in: values).map { factor in products.map { factor * $0 } }
      }
    }

    func quotients() -> [Fit] {
      fits(DifferenceFact.divided, least: leastTimes) { quantity in
        guard !quantity.contains(0) else { return nil }
        let quotients = zip(reference.scalars, quantity).map(/)
        return factor(of: quotients, in: values).map { factor in quotients.map { factor * $0 } }
      }
    }

    func square() -> DifferenceFact? {
      let squares = reference.scalars.map { $0 * $0 }
      let fits = values.indices.allSatisfy {
        (values[$0] - squares[$0]).magnitude
          <= allowed[$0] * (1 + 2 * reference.scalars[$0].magnitude)
      }
      return fits && values.count { $0 != 0 } >= leastTimes && isNoChance(squares) ? .squared : nil
    }

    /// The axis along which numbers are off by one amount or by one factor.
    func alongAxis() -> DifferenceFact? {
      let extents = reference.shape.dimensions
      guard extents.count > 1 else { return nil }
      let strides = reference.shape.strides
      for (axis, extent) in extents.enumerated() where extent > 1 && extent < values.count {
        let lines = Dictionary(grouping: values.indices) { position in
          position - position / strides[axis] % extent * strides[axis]
        }.sorted { $0.key < $1.key }.map(\.value)
        let place = Axis(axis: axis, rank: extents.count)
        if isOffByOne(lines) { return .sameAlong(place) }
        if isTimesOne(lines) { return .factorAlong(place) }
      }
      return nil
    }

    private func isOffByOne(_ lines: [[Int]]) -> Bool {
      let size = reference.rootMeanSquare
      var chance = 1.0
      for line in lines {
        let amount = changes[line[0]]
        for position in line.dropFirst() {
          let off = (changes[position] - amount).magnitude
          guard off <= allowed[position] + allowed[line[0]] else { return false }
          // Numbers that are right in all of a line show nothing, nor do those that differ from no other one.
          guard amount.magnitude > RoundedOnTheWay.margin * allowed[position],
            (reference.scalars[position] - reference.scalars[line[0]]).magnitude > 1e-3 * size
          else { continue }
          chance *= min(1, 2 * max(off, allowed[position]) / amount.magnitude)
        }
      }
      return chance <= Diagnosis.mostChance
    }

    private func isTimesOne(_ lines: [[Int]]) -> Bool {
      var chance = 1.0
      for line in lines {
        guard
          let first = line.max(by: {
            reference.scalars[$0].magnitude < reference.scalars[$1].magnitude
          }), reference.scalars[first] != 0
        else {
          // Zeros stay zeros.
          guard line.allSatisfy({ values[$0].magnitude <= allowed[$0] }) else { return false }
          continue
        }
        let factor = values[first] / reference.scalars[first]
        guard factor.magnitude > 1e-3, factor.magnitude < 1e3 else { return false }
        for position in line where position != first {
          let right = reference.scalars[position]
          let off = (values[position] - factor * right).magnitude
          let most = allowed[position] + allowed[first]
          guard off <= (1 + factor.magnitude) * most else { return false }
          let spread = min(factor.magnitude, (factor - 1).magnitude) * right.magnitude
          guard spread > RoundedOnTheWay.margin * most else { continue }
          chance *= min(1, 2 * max(off, most) / spread)
        }
      }
      return chance <= Diagnosis.mostChance
    }

    private func fits(
      _ fact: (String) -> DifferenceFact, least: Int = leastCount,
      _ numbers: ([Double]) -> [Double]?
    ) -> [Fit] {
      scope.keys.sorted().compactMap { name in
        guard let quantity = scope[name]?.scalars, let numbers = numbers(quantity),
          numbers.count(where: { $0 != 0 }) >= least, isNoChance(numbers)
        else { return nil }
        return (name, fact(name))
      }
    }

    /// The factor by which some numbers give others, within what digits and rounding leave; nil if none does.
    private func factor(of numbers: [Double], in others: [Double]) -> Double? {
      guard
        let place = numbers.indices.max(by: { numbers[$0].magnitude < numbers[$1].magnitude }),
        numbers[place] != 0, others[place].magnitude > allowed[place]
      else { return nil }
      let factor = others[place] / numbers[place]
      let fits = numbers.indices.allSatisfy { i in
        let spread = (numbers[i] / numbers[place]).magnitude * allowed[place]
        return (others[i] - factor * numbers[i]).magnitude <= allowed[i] + spread
      }
      return fits && factor.isFinite ? factor : nil
    }

    private func isNoChance(_ numbers: [Double]) -> Bool {
      let hypothesis = Tensor(shape: reference.shape, scalars: numbers)
      guard hypothesis.isFinite, !coincidence.isOnFewLevels(hypothesis) else { return false }
      let chance = coincidence.chanceByFreedom(
        of: hypothesis, tried: 4 * (scope.count + 1), perZero: 0.5, fitted: 1)
      return chance <= Diagnosis.mostChance
    }
  }
}
