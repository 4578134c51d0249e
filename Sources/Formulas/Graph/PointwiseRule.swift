/// A function of one number, as rules are written.
protocol UnaryRule: SendableMetatype {
  static func value<S: FormulaScalar>(_ x: S) -> S
  /// The derivative; at a kink or jump, that of either side or between.
  static func slope<S: FormulaScalar>(_ x: S) -> S
  /// The second derivative; that of one side at a kink or jump.
  static func curvature<S: FormulaScalar>(_ x: S) -> S
  /// Whether the function has a derivative everywhere; where not, which side was taken matters.
  static var smoothness: Smoothness { get }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64
  /// How often people who work by hand round on the way to the result: once for exp, never for a sign.
  static var stepsByHand: Int { get }
  /// Whether its value stands for a constant wherever something is differentiated.
  static var isFrozen: Bool { get }
  /// What the argument is multiplied by; nil if the function is not linear.
  static var factor: Double? { get }
  /// The derivative as a function of the value, as people work it out by hand; nil if that is not usual.
  static var slopeOfValue: (@Sendable (Double) -> Double)? { get }
  /// What messages call it.
  static var word: String { get }
  /// What people take for its derivative, besides what they do to any function.
  static var wrongSlopes: [WrongSlope] { get }
  /// What people take for its value.
  static var wrongValues: [WrongValue<Double>] { get }
}

extension UnaryRule {
  static var branches: Bool { !smoothness.isSmooth }
  static var stepsByHand: Int { 1 }
  static var isFrozen: Bool { false }
  static var factor: Double? { nil }
  static var slopeOfValue: (@Sendable (Double) -> Double)? { nil }
  static var wrongSlopes: [WrongSlope] { [] }
  static var wrongValues: [WrongValue<Double>] { [] }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64 {
    0
  }
}

/// A function of two numbers, as rules are written.
protocol BinaryRule: SendableMetatype {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S
  /// The derivatives by both; nil if both are zero.
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)?
  /// The second derivatives: by the first operand twice, by both, by the second twice; nil if all are zero.
  static func curvatures<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S, S)?
  /// Whether which of the operands is the larger decides something.
  static var branches: Bool { get }
  /// How it depends on each of them.
  static var linearity: Linearity { get }
  /// How many products it takes as long as.
  static var cost: Int { get }
  /// Whether people who work by hand round the result.
  static var isRoundedByHand: Bool { get }
  /// The function of two numbers, as messages write it.
  static func words(_ a: String, _ b: String) -> String
  /// What people take for the derivative by the first operand and by the second.
  static var wrongSlopes: [[WrongSlope]] { get }
}

extension BinaryRule {
  static func curvatures<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S, S)? { nil }
  static var wrongSlopes: [[WrongSlope]] { [[], []] }
  static func words(_ a: String, _ b: String) -> String { "a function of \(a) and \(b)" }
  static var branches: Bool { false }
  static var linearity: Linearity { .none }
  static var cost: Int { 1 }
  static var isRoundedByHand: Bool { !branches }
}
