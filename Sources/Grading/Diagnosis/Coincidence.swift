internal import Coursework
internal import Formulas
internal import Tensors

/// How likely an answer is to be what a wrong formula gives by chance.
struct Coincidence {
  /// The answer's numbers.
  let values: [Double]
  /// The unit of the last place of each.
  let units: [Double]
  /// The right numbers; nil where the answer has another shape.
  let reference: Tensor<Double>?
  let key: PartKey

  /// How likely a number is to agree that is one of few.
  private static let perLevel = 0.2
  /// Fewer numbers are on few levels by chance.
  private static let leastOnLevels = 4
  /// The most levels that numbers may stand on to be some of few.
  private static let mostLevels = 24.0

  /// The chance where each number speaks for itself.
  ///
  /// - Parameters:
  ///   - hypothesis: What the formula gives.
  ///   - tried: How many were tried.
  ///   - perZero: How likely a zero is written where the formula gives zero.
  ///   - perFraction: The same of a simple fraction.
  /// - Returns: How likely one of those tried fits.
  func chance(
    of hypothesis: Tensor<Double>, tried: Int, perZero: Double, perFraction: Double = 0
  ) -> Double {
    var chance = Double(tried)
    for share in shares(of: hypothesis, perZero: perZero, perFraction: perFraction) {
      if let share { chance *= share }
      if chance < 1e-30 { break }
    }
    return chance
  }

  /// The chance where numbers that agree together speak once.
  ///
  /// These are rows of a product of two vectors, all of which one wrong number changes alike, numbers that are all the same,
  /// and numbers on a few levels.
  ///
  /// - Parameters:
  ///   - hypothesis: What the formula gives.
  ///   - tried: How many were tried.
  ///   - perZero: How likely a zero is written where the formula gives zero.
  ///   - fitted: How many numbers of the formula were fitted, which as many of the answer do not speak for.
  /// - Returns: How likely one of those tried fits.
  func chanceByFreedom(
    of hypothesis: Tensor<Double>, tried: Int, perZero: Double, fitted: Int = 0
  ) -> Double {
    guard let reference, hypothesis.shape.count == reference.shape.count else {
      return chance(of: hypothesis, tried: tried, perZero: perZero)
    }
    var shares = shares(of: hypothesis, perZero: perZero)
    if isOnFewLevels(hypothesis) {
      shares = shares.map { $0.map { max($0, Coincidence.perLevel) } }
    }
    let extents = reference.shape.dimensions.filter { $0 > 1 }
    var partitions = [shares.indices.map { _ in 0 }]
    var stride = reference.shape.count
    for extent in extents {
      stride /= extent
      let own = stride
      partitions.append(shares.indices.map { $0 / own % extent })
    }
    let chances = partitions.map { slices in
      chance(hypothesis.scalars, reference.scalars, shares, in: slices)
    }
    let least = shares.compactMap { $0 }.min() ?? 1
    return (0..<fitted).reduce(Double(tried) * (chances.max() ?? 1)) { chance, _ in chance / least }
  }

  /// The chance where slices whose numbers hang together count as one number.
  private func chance(
    _ wrong: [Double], _ right: [Double], _ shares: [Double?], in slices: [Int]
  ) -> Double {
    var members: [Int: [Int]] = [:]
    for (position, slice) in slices.enumerated() where shares[position] != nil {
      members[slice, default: []].append(position)
    }
    let places = slices.indices.reduce(into: [Int: [Int]]()) {
      $0[slices[$1], default: []].append($1)
    }
    let changes = zip(wrong, right).map(-)
    // In an order, as the last bit of a product depends on it.
    let ordered = members.keys.sorted()
    let patterns = ordered.compactMap { places[$0] }
    let isAlike =
      patterns.count > 1
      && patterns.dropFirst().allSatisfy { own in
        own.count == patterns[0].count
          && areProportional(own.map { changes[$0] }, patterns[0].map { changes[$0] })
      }
    var chance = 1.0
    for slice in ordered {
      let own = members[slice] ?? []
      let all = places[slice] ?? own
      let isOne =
        isAlike || areProportional(all.map { wrong[$0] }, all.map { right[$0] })
        || Set(all.map { wrong[$0] }).count == 1
      let each = own.compactMap { shares[$0] }
      chance *= isOne ? each.min() ?? 1 : each.reduce(1, *)
    }
    return chance
  }

  /// Whether a formula gives all numbers 3 or more times, or divided by 3 or more.
  func isWholeMultiple(_ hypothesis: Tensor<Double>) -> Bool {
    guard let reference, areProportional(hypothesis.scalars, reference.scalars),
      reference.rootMeanSquare > 0
    else { return false }
    let factor = hypothesis.rootMeanSquare / reference.rootMeanSquare
    let times = max(factor, 1 / factor)
    return times > 2.5 && (times - times.rounded()).magnitude <= 1e-9 * times
  }

  private func areProportional(_ a: [Double], _ b: [Double]) -> Bool {
    guard let place = b.indices.max(by: { b[$0].magnitude < b[$1].magnitude }), b[place] != 0
    else { return false }
    let factor = a[place] / b[place]
    let most = 1e-9 * a[place].magnitude
    return zip(a, b).allSatisfy { ($0 - factor * $1).magnitude <= most }
  }

  /// Whether what a formula gives, and what is right, are whole multiples of one unit, and small ones.
  func isOnFewLevels(_ hypothesis: Tensor<Double>) -> Bool {
    guard let reference, reference.shape.count >= Coincidence.leastOnLevels else { return false }
    return areOnFewLevels(hypothesis.scalars + reference.scalars)
  }

  /// Whether all numbers are whole multiples of one unit, and small ones.
  private func areOnFewLevels(_ numbers: [Double]) -> Bool {
    let sizes = Set(numbers.map(\.magnitude)).filter { $0 > 1e-12 }
    guard let least = sizes.min(), let most = sizes.max() else { return true }
    return (1...6).contains { part in
      let unit = least / Double(part)
      return most <= Coincidence.mostLevels * unit
        && sizes.allSatisfy { ($0 / unit - ($0 / unit).rounded()).magnitude <= 1e-6 }
    }
  }

  /// How likely each number is to agree by chance; nil where the right one would.
  private func shares(
    of hypothesis: Tensor<Double>, perZero: Double, perFraction: Double = 0
  ) -> [Double?] {
    let right = reference ?? hypothesis
    let typical = right.rootMeanSquare
    let tolerances = key.tolerances(of: right)
    return values.indices.map { position in
      let wanted = hypothesis.scalars[position]
      let value = right.scalars[position]
      if reference != nil, (wanted - value).magnitude <= tolerances[position] { return nil }
      if wanted == 0 { return perZero }
      let off = max((values[position] - wanted).magnitude, units[position] / 2, 1e-16 * typical)
      let share = min(1, 2 * off / (value.magnitude + typical))
      return perFraction > share && Coincidence.isFraction(wanted) ? perFraction : share
    }
  }

  /// Whether a number is one of few: shares of a small sample are simple fractions, whatever was computed.
  static func isFraction(_ value: Double, within unit: Double = 0) -> Bool {
    guard value.magnitude < 1 else { return false }
    return (2...10).contains { denominator in
      let numerator = value * Double(denominator)
      let allowed = max(1e-12, unit * Double(denominator))
      return (numerator - numerator.rounded()).magnitude <= allowed
    }
  }

  /// Whether an answer is one number, and that one of few.
  static func isSimpleFraction(_ tokens: [NumberToken]?) -> Bool {
    guard let tokens, tokens.count == 1 else { return false }
    let units = PrintedDigits.units(of: tokens)
    return isFraction(tokens[0].value, within: min(units[0], 1e-3))
  }
}
