internal import Tensors

/// Looks for what numbers have to do with the right ones.
struct DifferenceSearch {
  let values: [Double]
  let changes: [Double]
  let reference: Tensor<Double>
  let allowed: [Double]
  let coincidence: Coincidence
  let scope: [String: Tensor<Double>]
  /// The names of the forward, whose numbers may be values of a function.
  let forward: Set<String>

  typealias Fit = (name: String, fact: DifferenceFact)

  /// Whether all numbers are off by one factor; nearer to 1 than a thousandth none was lost.
  func common() -> DifferenceFact? {
    guard let factor = factor(of: reference.scalars, in: values), (factor - 1).magnitude > 1e-3
    else { return nil }
    let numbers = reference.scalars.map { factor * $0 }
    let changed = reference.scalars.map { (factor - 1) * $0 }
    guard numbers.count(where: { $0 != 0 }) >= DifferenceFact.leastCount,
      chance(of: numbers, by: changed, tried: tried) <= Diagnosis.mostChance
    else { return nil }
    let error = zip(allowed, reference.scalars).map { $0 / $1.magnitude }.min() ?? 0
    if (factor + 1).magnitude <= error { return .sign }
    return .factor(Diagnosis.wholeFactor(factor, within: error))
  }

  /// Whether all numbers are off by the same amount.
  func constant(scope: [String: Tensor<Double>]) -> DifferenceFact? {
    let ones = [Double](repeating: 1, count: changes.count)
    guard let amount = factor(of: ones, in: changes) else { return nil }
    let (all, own) = (reference.scalars.map { $0 + amount }, ones.map { amount * $0 })
    guard isNoChance(all, of: own, tried: tried) else { return nil }
    let most = 2 * (allowed.max() ?? 0)
    let equal = scope.filter { one in
      one.value.shape.count == 1
        && (one.value.scalars[0].magnitude - amount.magnitude).magnitude <= most
    }
    return .constant(equal.count == 1 ? equal.first?.key : nil)
  }

  func multiples() -> [Fit] {
    fits({ quantity, _ in .multiple(of: quantity.name) }) { numbers in
      factor(of: numbers, in: changes).map { factor in
        let terms = numbers.map { factor * $0 }
        return (zip(reference.scalars, terms).map(+), terms, factor)
      }
    }
  }

  func proportions() -> [Fit] {
    fits({ quantity, _ in .proportional(to: quantity.name) }) { numbers in
      factor(of: numbers, in: values).map { factor in scaled(numbers, by: factor) }
    }
  }

  func products() -> [Fit] {
    fits(
      { .multiplied(by: $0, isScaled: isScaled($1)) }, slopes: FactQuantity.Slope.allCases,
      least: DifferenceFact.leastTimes
    ) { numbers in
      let products = zip(reference.scalars, numbers).map(*)
      return factor(of: products, in: values).map { factor in scaled(products, by: factor) }
    }
  }

  func quotients() -> [Fit] {
    fits(
      { .divided(by: $0, isScaled: isScaled($1)) }, slopes: FactQuantity.Slope.allCases,
      least: DifferenceFact.leastTimes
    ) { numbers in
      guard !numbers.contains(0) else { return nil }
      let quotients = zip(reference.scalars, numbers).map(/)
      return factor(of: quotients, in: values).map { factor in
        scaled(quotients, by: factor)
      }
    }
  }

  /// The one function that makes the numbers of the right ones.
  ///
  /// Nothing is fitted, so that one number with many digits is enough.
  func change() -> DifferenceFact? {
    if values.count == 1, Coincidence.isFraction(values[0], within: coincidence.units[0]) {
      return nil
    }
    let found = ChangeOfNumbers.allCases.filter { change in
      let numbers = reference.scalars.map(change.of)
      let hypothesis = Tensor(shape: reference.shape, scalars: numbers)
      guard hypothesis.isFinite, !coincidence.isOnFewLevels(hypothesis),
        areWithin(
          values, numbers,
          { place in
            let slope = change.slope(at: reference.scalars[place])
            return (slope.isFinite ? max(slope, 1) : 1) * allowed[place]
          })
      else { return false }
      let tried = ChangeOfNumbers.allCases.count
      return coincidence.chance(of: hypothesis, tried: tried, perZero: 0.5)
        <= Diagnosis.mostChance
        && coincidence.chanceByFreedom(of: hypothesis, tried: tried, perZero: 0.5)
          <= Diagnosis.mostChance
    }
    return found.count == 1 ? found.first.map { .changed($0) } : nil
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

  /// The quantities, or slopes that they stand for, by which the numbers are explained.
  private func fits(
    _ fact: (FactQuantity, Double) -> DifferenceFact, slopes: [FactQuantity.Slope] = [],
    least: Int = DifferenceFact.leastCount, _ explain: ([Double]) -> Explained?
  ) -> [Fit] {
    scope.keys.sorted().flatMap { name -> [Fit] in
      guard let scalars = scope[name]?.scalars else { return [] }
      let possible = forward.contains(name) ? slopes.filter { $0.mayGive(scalars) } : []
      return ([nil] + possible).compactMap { slope in
        let numbers = slope.map { scalars.map($0.at) } ?? scalars
        guard let (all, terms, factor) = explain(numbers),
          terms.count(where: { $0 != 0 }) >= least,
          isNoChance(all, of: terms, tried: slope == nil ? tried : tried + triedSlopes)
        else { return nil }
        return (name, fact(FactQuantity(name: name, slope: slope), factor))
      }
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
  ///   - tried: How many ways to explain them are tried.
  /// - Returns: Whether the chance is small.
  private func isNoChance(_ numbers: [Double], of terms: [Double], tried: Int) -> Bool {
    let hypothesis = Tensor(shape: reference.shape, scalars: numbers)
    guard hypothesis.isFinite, !coincidence.isOnFewLevels(hypothesis),
      chance(of: numbers, by: terms, tried: tried) <= Diagnosis.mostChance
    else { return false }
    let chance = coincidence.chanceByFreedom(
      of: hypothesis, tried: tried, perZero: 0.5, fitted: 1)
    return chance <= Diagnosis.mostChance
  }

  /// How many ways to explain the numbers by a quantity are tried.
  private var tried: Int { 4 * (scope.count + 1) }

  /// The same by the slopes that the forward's numbers may stand for.
  private var triedSlopes: Int { 2 * FactQuantity.Slope.allCases.count * forward.count }

  /// How likely numbers are what they should be by chance, where only the digits of a quantity's own share count: few
  /// digits of that fit anything.
  private func chance(of numbers: [Double], by terms: [Double], tried: Int) -> Double {
    let fitted = terms.indices.max { terms[$0].magnitude < terms[$1].magnitude }
    var chance = Double(tried)
    for place in terms.indices where place != fitted && terms[place] != 0 {
      let off = max((values[place] - numbers[place]).magnitude, coincidence.units[place] / 2)
      chance *= min(1, 2 * off / terms[place].magnitude)
    }
    return chance
  }
}
