internal import Coursework
internal import Tensors

/// The share of the points that an incorrect answer earns for its right entries.
enum EntryShare {
  /// The share under the reading of the printed digits that is best for the student.
  ///
  /// - Parameters:
  ///   - tokens: The student's numbers.
  ///   - key: The part's key.
  ///   - least: The share of the points below which nothing is earned.
  /// - Returns: a number from 0 to 1.
  static func earned(_ tokens: [NumberToken], _ key: PartKey, least: Double) -> Double {
    let base = key.tolerances
    let reference = key.reference.scalars
    let count = Double(reference.count)
    var right = rightCount(tokens, reference, base)
    for reading in PrintedDigits.readings(of: tokens, asked: key.part.tolerance.decimals) {
      let units = reading.units(of: tokens)
      guard (units.max() ?? 0) <= Comparison.coarsest * key.reference.largestMagnitude else {
        continue
      }
      right = max(right, rightCount(tokens, reference, zip(base, units).map { $0 + 0.5 * $1 }))
    }
    let constant = Double(constantCount(reference, base)) / count
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
