internal import Coursework
internal import Tensors

/// The share of the points that an incorrect answer earns for its right entries.
enum EntryShare {
  /// The share under the reading of the printed digits that is best for the student.
  ///
  /// - Parameters:
  ///   - tokens: The student's numbers.
  ///   - key: The part's key.
  ///   - closest: The right numbers, with the student's own where a kink permits these.
  ///   - least: The share of the points below which nothing is earned.
  /// - Returns: a number from 0 to 1.
  static func earned(
    _ tokens: [NumberToken], _ key: PartKey, _ closest: Tensor<Double>, least: Double
  ) -> Double {
    let compared = Set(0..<tokens.count).subtracting(key.excluded).sorted()
    let base = compared.map { key.tolerances[$0] }
    let reference = compared.map { closest.scalars[$0] }
    let tokens = compared.map { tokens[$0] }
    let count = Double(reference.count)
    guard count > 0 else { return 0 }
    var right = rightCount(tokens, reference, base)
    for reading in PrintedDigits.readings(of: tokens, asked: key.part.tolerance.asked) {
      let units = reading.units(of: tokens)
      guard (units.max() ?? 0) <= Comparison.coarsest * key.reference.largestMagnitude else {
        continue
      }
      right = max(right, rightCount(tokens, reference, zip(base, units).map { $0 + 0.5 * $1 }))
    }
    // Where a kink permits many numbers, the one number may be among them.
    let byReference = constantCount(compared.map { key.reference.scalars[$0] }, base)
    let constant = Double(max(constantCount(reference, base), byReference)) / count
    guard constant < 1 else { return 0 }
    let share = (Double(right) / count - constant) / (1 - constant)
    return share >= least && share > 0 ? min(share, 1) : 0
  }

  private static func rightCount(
    _ tokens: [NumberToken], _ reference: [Double], _ allowances: [Double]
  ) -> Int {
    var right = 0
    for (position, token) in tokens.enumerated()
    where (token.value - reference[position]).magnitude <= allowances[position] { right += 1 }
    return right
  }

  /// The most entries that one number, handed in everywhere, gets right.
  private static func constantCount(_ reference: [Double], _ tolerances: [Double]) -> Int {
    // A constant is right for an entry within an interval: the most intervals over one point.
    var ends: [(at: Double, step: Int)] = []
    for (value, tolerance) in zip(reference, tolerances) {
      ends.append((value - tolerance, 0))
      ends.append((value + tolerance, 1))
    }
    ends.sort { ($0.at, $0.step) < ($1.at, $1.step) }
    var open = 0
    var most = 0
    for end in ends {
      open += end.step == 0 ? 1 : -1
      most = max(most, open)
    }
    return most
  }
}
