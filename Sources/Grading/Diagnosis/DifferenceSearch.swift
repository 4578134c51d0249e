internal import Tensors

/// Looks for what numbers have to do with the right ones.
struct DifferenceSearch {
  let values: [Double]
  let changes: [Double]
  let reference: Tensor<Double>
  let allowed: [Double]
  let coincidence: Coincidence
  let scope: [String: Tensor<Double>]

  typealias Fit = (name: String, fact: DifferenceFact)

  /// Whether all numbers are off by one factor; nearer to 1 than a thousandth none was lost.
  func common() -> DifferenceFact? {
    guard let factor = factor(of: reference.scalars, in: values), (factor - 1).magnitude > 1e-3
    else { return nil }
    let numbers = reference.scalars.map { factor * $0 }
    let changed = reference.scalars.map { (factor - 1) * $0 }
    guard numbers.count(where: { $0 != 0 }) >= DifferenceFact.leastCount,
      chance(of: numbers, by: changed) <= Diagnosis.mostChance
    else { return nil }
    let error = zip(allowed, reference.scalars).map { $0 / $1.magnitude }.min() ?? 0
    if (factor + 1).magnitude <= error { return .sign }
    return .factor(Diagnosis.wholeFactor(factor, within: error))
  }

  /// Whether all numbers are off by the same amount.
  func constant(scope: [String: Tensor<Double>]) -> DifferenceFact? {
    let ones = [Double](repeating: 1, count: changes.count)
    guard let amount = factor(of: ones, in: changes) else { return nil }
    guard isNoChance(reference.scalars.map { $0 + amount }, of: ones.map { amount * $0 }) else {
      return nil
    }
    let most = 2 * (allowed.max() ?? 0)
    let equal = scope.filter { one in
      one.value.shape.count == 1
        && (one.value.scalars[0].magnitude - amount.magnitude).magnitude <= most
    }
    return .constant(equal.count == 1 ? equal.first?.key : nil)
  }

  func multiples() -> [Fit] {
    fits({ name, _ in .multiple(of: name) }) { quantity in
      factor(of: quantity, in: changes).map { factor in
        let terms = quantity.map { factor * $0 }
        return (zip(reference.scalars, terms).map(+), terms, factor)
      }
    }
  }

  func proportions() -> [Fit] {
    fits({ name, _ in .proportional(to: name) }) { quantity in
      factor(of: quantity, in: values).map { factor in scaled(quantity, by: factor) }
    }
  }

  func products() -> [Fit] {
    fits(
      { .multiplied(by: $0, isScaled: isScaled($1)) }, least: DifferenceFact.leastTimes
    ) { quantity in
      let products = zip(reference.scalars, quantity).map(*)
      return factor(of: products, in: values).map { factor in scaled(products, by: factor) }
    }
  }

  func quotients() -> [Fit] {
    fits(
      { .divided(by: $0, isScaled: isScaled($1)) }, least: DifferenceFact.leastTimes
    ) { quantity in
      guard !quantity.contains(0) else { return nil }
      let quotients = zip(reference.scalars, quantity).map(/)
      return factor(of: quotients, in: values).map { factor in
        scaled(quotients, by: factor)
      }
    }
  }

  func square() -> DifferenceFact? {
    let squares = reference.scalars.map { $0 * $0 }
    let fits = values.indices.allSatisfy {
      (values[$0] - squares[$0]).magnitude
        <= allowed[$0] * (1 + 2 * reference.scalars[$0].magnitude)
    }
    return fits && values.count { $0 != 0 } >= DifferenceFact.leastTimes
      && isNoChance(squares, of: squares)
      ? .squared : nil
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
      let place = DifferenceFact.Axis(axis: axis, rank: extents.count)
      if isOffByOne(lines) { return .sameAlong(place) }
      if isTimesOne(lines) { return .factorAlong(place) }
    }
    return nil
  }

  /// The fewest numbers of a quantity among which all are that are wrong.
  func place(preferred own: Set<String>, part: String) -> DifferenceFact? {
    let quantities = scope.merging([part: reference]) { $1 }
    let wrong = changes.indices.filter { changes[$0].magnitude > allowed[$0] }
    var tried: Set<[Bool]> = []
    var found: (count: Int, fact: DifferenceFact)?
    var isOne = true
    // Of two that have the same numbers, the formula's own is told.
    for name in quantities.keys.sorted(by: {
      (own.contains($0) ? 0 : 1, $0) < (own.contains($1) ? 0 : 1, $1)
    }) {
      guard let scalars = quantities[name]?.scalars else { continue }
      for mask in DifferenceFact.Mask.allCases {
        let holds = scalars.map(mask.holds)
        let count = holds.count { $0 }
        guard count > 0, count < scalars.count, tried.insert(holds).inserted,
          wrong.allSatisfy({ holds[$0] }),
          // Zeros that are right say nothing of where it is wrong.
          zip(holds, reference.scalars).contains(where: { !$0 && $1 != 0 })
        else { continue }
        if count < found?.count ?? .max {
          (found, isOne) = ((count, .onlyWhere(name, mask)), true)
        } else if count == found?.count {
          isOne = false
        }
      }
    }
    guard let found, isOne else { return nil }
    // How likely all that are wrong are among so few by chance.
    let chance = wrong.indices.reduce(Double(tried.count)) {
      $0 * Double(found.count - $1) / Double(changes.count - $1)
    }
    return chance <= DifferenceFact.mostChanceOfPlace ? found.fact : nil
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
    var factors: [(value: Double, error: Double)] = []
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
      factors.append((factor, allowed[first] / reference.scalars[first].magnitude))
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
    // One factor for all is another fact.
    let margin = RoundedOnTheWay.margin
    let highest = factors.lazy.map { $0.value - margin * $0.error }.max() ?? 0
    let lowest = factors.lazy.map { $0.value + margin * $0.error }.min() ?? 0
    let areDifferent = highest > lowest
    return areDifferent && chance <= Diagnosis.mostChance
  }

  /// What a quantity makes of the numbers: all of it, its own share, and the factor that was fitted.
  typealias Explained = (all: [Double], terms: [Double], factor: Double)

  private func scaled(_ numbers: [Double], by factor: Double) -> Explained {
    let all = numbers.map { factor * $0 }
    return (all, all, factor)
  }

  private func isScaled(_ factor: Double) -> Bool { (factor - 1).magnitude > 1e-3 }

  /// The quantities by which the numbers are explained.
  private func fits(
    _ fact: (String, Double) -> DifferenceFact, least: Int = DifferenceFact.leastCount,
    _ numbers: ([Double]) -> Explained?
  ) -> [Fit] {
    scope.keys.sorted().compactMap { name in
      guard let quantity = scope[name]?.scalars, let (all, terms, factor) = numbers(quantity),
        terms.count(where: { $0 != 0 }) >= least, isNoChance(all, of: terms)
      else { return nil }
      return (name, fact(name, factor))
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

  /// Whether numbers are what they should be by more than chance, with one factor fitted.
  ///
  /// - Parameters:
  ///   - numbers: What they should be.
  ///   - terms: What of each is a quantity's own.
  /// - Returns: Whether the chance is small.
  private func isNoChance(_ numbers: [Double], of terms: [Double]) -> Bool {
    let hypothesis = Tensor(shape: reference.shape, scalars: numbers)
    guard hypothesis.isFinite, !coincidence.isOnFewLevels(hypothesis),
      chance(of: numbers, by: terms) <= Diagnosis.mostChance
    else { return false }
    let chance = coincidence.chanceByFreedom(
      of: hypothesis, tried: tried, perZero: 0.5, fitted: 1)
    return chance <= Diagnosis.mostChance
  }

  /// How many ways to explain the numbers are tried.
  private var tried: Int { 4 * (scope.count + 1) }

  /// How likely numbers are what they should be by chance, where only the digits of a quantity's own share count: few
  /// digits of that fit anything.
  private func chance(of numbers: [Double], by terms: [Double]) -> Double {
    let fitted = terms.indices.max { terms[$0].magnitude < terms[$1].magnitude }
    var chance = Double(tried)
    for place in terms.indices where place != fitted && terms[place] != 0 {
      let off = max((values[place] - numbers[place]).magnitude, coincidence.units[place] / 2)
      chance *= min(1, 2 * off / terms[place].magnitude)
    }
    return chance
  }
}
