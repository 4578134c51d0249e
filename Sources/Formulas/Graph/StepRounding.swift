/// How coarsely each step of a computation is rounded: by somebody who computes by hand, to three decimals or digits at
/// least, or by a machine.
public struct StepRounding: Sendable, Hashable {
  /// The most that rounding moves any step.
  public let absolute: Double
  /// The most that rounding moves a step, as a share of its size.
  public let relative: Double

  /// Whether every operation is rounded, however short its result is, and not only what people round.
  let isOfMachine: Bool

  /// Creates the rounding by hand; both amounts are 0 or more.
  public init(absolute: Double = 0, relative: Double = 0) {
    self.init(absolute: absolute, relative: relative, isOfMachine: false)
  }

  private init(absolute: Double, relative: Double, isOfMachine: Bool) {
    self.absolute = absolute
    self.relative = relative
    self.isOfMachine = isOfMachine
  }

  /// The rounding of double precision; functions of the library are off by a unit of the last place at most.
  static let doublePrecision = StepRounding(
    absolute: 0, relative: 0x1p-53, isOfMachine: true)

  /// How many roundings a function of the library is off by.
  var perFunction: Double { isOfMachine ? 2 : 1 }

  /// The same rounding with no amount that does not depend on the number.
  var withoutAbsolute: StepRounding {
    StepRounding(absolute: 0, relative: relative, isOfMachine: isOfMachine)
  }

  /// No step is rounded.
  public static let none = StepRounding()

  /// How far a number moves when it is rounded.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - inherited: How far it is off already; what is exact and short stays as it is.
  /// - Returns: 0 also for a number that rounding leaves alone.
  public func error(of value: Double, inherited: Double = 0) -> Double {
    guard value != -.infinity else { return 0 }
    guard inherited == 0, !isOfMachine else { return absolute + relative * value.magnitude }
    var error = 0.0
    if absolute > 0, !StepRounding.isWhole(value * 1e3) { error += absolute }
    if relative > 0, value != 0, !StepRounding.hasThreeDigits(value) {
      error += relative * value.magnitude
    }
    return error
  }

  private static func isWhole(_ value: Double) -> Bool {
    (value - value.rounded()).magnitude <= 1e-9 * max(value.magnitude, 1)
  }

  private static func hasThreeDigits(_ value: Double) -> Bool {
    var scaled = value.magnitude
    guard scaled.isNormal, scaled > 1e-12, scaled < 1e12 else { return false }
    while scaled < 100 { scaled *= 10 }
    while scaled >= 1000 { scaled /= 10 }
    return isWhole(scaled)
  }
}
