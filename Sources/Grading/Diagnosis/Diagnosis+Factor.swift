internal import Coursework
internal import Tensors

/// One factor that all numbers are off by, whatever formula was meant.
extension Diagnosis {
  /// A factor nearer to 1 than this is none.
  private static let leastFactorChange = 1e-3

  /// One factor for all numbers, fitted: of at least three that are not zero, or one that people slip by of a number in full.
  static func byFactor(
    _ values: [Double], _ reference: Tensor<Double>, _ key: PartKey, _ units: [Double]
  ) -> Diagnosis? {
    let pairs = zip(values, reference.scalars)
    let square = pairs.reduce(0) { $0 + $1.1 * $1.1 }
    let factor = pairs.reduce(0) { $0 + $1.0 * $1.1 } / square
    if reference.shape.count == 1 { return simpleFactor(values[0], reference.scalars[0], units[0]) }
    guard reference.scalars.count(where: { $0 != 0 }) >= 3, factor.isFinite,
      factor.magnitude > 1e-6, factor.magnitude < 1e6,
      // That near to 1 no factor was lost: numbers were rounded, or one constant was.
      (factor - 1).magnitude > leastFactorChange
    else { return nil }
    let tolerances = key.tolerances(of: reference)
    var chance = 1.0
    var isFirst = true
    let typical = reference.rootMeanSquare
    // Numbers near the right ones are nearly proportional to them by themselves.
    let spread = min(factor.magnitude, (factor - 1).magnitude) * typical
    for (position, (value, wanted)) in pairs.enumerated() {
      let off = (value - factor * wanted).magnitude
      guard off <= factor.magnitude * tolerances[position] + units[position] / 2 else { return nil }
      // The first one is what the factor was fitted to.
      if isFirst, wanted != 0 {
        isFirst = false
        continue
      }
      if wanted == 0 { continue }
      chance *= min(1, 2 * max(off, units[position] / 2, 1e-16 * typical) / spread)
    }
    guard chance <= Diagnosis.mostChance else { return nil }
    // The largest number tells the factor best.
    let largest = pairs.enumerated().max { $0.element.1.magnitude < $1.element.1.magnitude }
    let spreadOfFactor =
      largest.map {
        (units[$0.offset] / 2 + tolerances[$0.offset]) / $0.element.1.magnitude
      } ?? 0
    return Diagnosis(.factor, words(for: factor, within: spreadOfFactor))
  }

  /// A factor that people slip by, of one number with so many digits that no other factor is as near.
  ///
  /// One share of a small sample is half of another one for any reason.
  private static func simpleFactor(_ value: Double, _ right: Double, _ unit: Double) -> Diagnosis? {
    guard right != 0, unit / 2 <= leastDigits * value.magnitude, !Coincidence.isFraction(value)
    else { return nil }
    let factor = value / right
    return wholeFactor(factor, within: leastDigits * factor.magnitude).map {
      Diagnosis(.factor, "it is \($0)")
    }
  }

  /// Half a unit of one number's last place is at most this share of it, where a factor is told.
  private static let leastDigits = 1e-7

  /// A factor that people slip by is named; another one would tell the right numbers.
  private static func words(for factor: Double, within spread: Double) -> String {
    wholeFactor(factor, within: spread).map { "every number is \($0)" }
      ?? "every number is off by one and the same factor"
  }

  /// The one factor n or 1/n that is as near; nil if there is none, or there are several.
  static func wholeFactor(_ factor: Double, within spread: Double) -> String? {
    var found: [String] = []
    for whole in 2...100 {
      for (value, words) in [
        (Double(whole), "\(whole) times"), (1 / Double(whole), "1/\(whole) of"),
      ] {
        for (sign, suffix) in [(1.0, ""), (-1.0, ", with the sign flipped")]
        where (factor - sign * value).magnitude <= max(spread, 1e-9 * value) {
          found.append("\(words) what it should be\(suffix)")
        }
      }
    }
    return found.count == 1 ? found.first : nil
  }
}
