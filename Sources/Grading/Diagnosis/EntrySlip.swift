internal import Coursework
internal import Tensors

/// A slip in one or two numbers of an answer whose others are all right, as in copying.
enum EntrySlip: String, Sendable {
  case sign = "entry-sign"
  case decimalPoint = "entry-decimal-point"
  case digits = "entry-digits"
  case exchanged = "entries-exchanged"
  case other = "entry"

  /// Of fewer numbers than these one that is wrong says nothing about the others.
  private static let leastCount = 4
  /// The largest chance at which a number is said to be a slip of a certain kind.
  private static let mostChance = 2e-2

  /// The sentence.
  var explanation: String {
    switch self {
    case .sign: "one number has the wrong sign; all others are right"
    case .decimalPoint: "the decimal point of one number slipped; all others are right"
    case .digits: "two digits of one number are exchanged; all others are right"
    case .exchanged: "two numbers are exchanged; all others are right"
    case .other: "one number is wrong; all others are right"
    }
  }

  /// The slip in some numbers.
  ///
  /// - Parameters:
  ///   - values: The numbers.
  ///   - reference: The right ones.
  ///   - allowances: How far each may be off, by its digits too.
  /// - Returns: nil if more numbers are wrong, or they are too few.
  static func find(
    _ values: [Double], _ reference: Tensor<Double>, _ allowances: [Double]
  ) -> EntrySlip? {
    let right = reference.scalars
    let wrong = values.indices.filter {
      !((values[$0] - right[$0]).magnitude <= allowances[$0])
    }
    guard values.count >= leastCount, let first = wrong.first, wrong.count <= 2 else { return nil }
    let typical = reference.rootMeanSquare
    func matches(_ position: Int, _ wanted: Double) -> Bool {
      // A slip that changes the number's size is as far off as that.
      let allowed = allowances[position] * max(1, min(wanted.magnitude / typical, 1))
      return (values[position] - wanted).magnitude <= allowed
        && 2 * allowed <= mostChance * (wanted.magnitude + typical)
    }
    if wrong.count == 2 {
      return matches(first, right[wrong[1]]) && matches(wrong[1], right[first]) ? .exchanged : nil
    }
    guard values.count(where: { $0 != 0 }) >= leastCount else { return nil }
    if matches(first, -right[first]) { return .sign }
    for power in [10.0, 100, 1000] {
      if matches(first, right[first] * power) || matches(first, right[first] / power) {
        return .decimalPoint
      }
    }
    let isOfDigits = exchangedDigits(of: values[first]).contains {
      ($0 - right[first]).magnitude <= allowances[first]
        && 2 * allowances[first] <= mostChance * ($0 - values[first]).magnitude
    }
    if isOfDigits { return .digits }
    let isFar =
      (values[first] - right[first]).magnitude > RoundedOnTheWay.margin * allowances[first]
    return isFar ? .other : nil
  }

  /// How many digits of a number are looked at.
  private static let digitCount = 6

  /// A number with two neighbouring digits exchanged, for each pair of its first digits that differ.
  private static func exchangedDigits(of value: Double) -> [Double] {
    let size = value.magnitude
    guard size > 0, size.isFinite else { return [] }
    func digit(_ unit: Double) -> Double {
      (size / unit + 1e-6).rounded(.down).truncatingRemainder(dividingBy: 10)
    }
    return (1..<digitCount).compactMap { place in
      let unit = powerOfTen(exponentOfTen(size) - place)
      let difference = digit(unit) - digit(10 * unit)
      return difference == 0 ? nil : value + (value < 0 ? -9 : 9) * difference * unit
    }
  }
}
