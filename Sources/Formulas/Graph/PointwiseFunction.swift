internal import RealModule

/// A loop over `count` entries; where a mask is given, entries whose mask is 0 become 0.
public typealias UnaryLoop<S> =
  @Sendable (
    _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>, _ count: Int,
    _ mask: UnsafePointer<S>?, _ trace: inout EvaluationTrace
  ) -> Void

/// The same for two operands, each with a step of 1 or, for a scalar, 0.
public typealias BinaryLoop<S> =
  @Sendable (
    _ a: UnsafePointer<S>, _ aStep: Int, _ b: UnsafePointer<S>, _ bStep: Int,
    _ out: UnsafeMutablePointer<S>, _ count: Int, _ mask: UnsafePointer<S>?,
    _ trace: inout EvaluationTrace
  ) -> Void

/// A function of one number, as rules are written.
protocol UnaryRule: SendableMetatype {
  static func value<S: FormulaScalar>(_ x: S) -> S
  /// The derivative; at a kink or jump, that of either side or between.
  static func slope<S: FormulaScalar>(_ x: S) -> S
  /// Whether the function has a derivative everywhere; where not, which side was taken matters.
  static var smoothness: Smoothness { get }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64
  /// How often people who work by hand round on the way to the result: once for exp, never for a sign.
  static var stepsByHand: Int { get }
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
  static var factor: Double? { nil }
  static var slopeOfValue: (@Sendable (Double) -> Double)? { nil }
  static var wrongSlopes: [WrongSlope] { [] }
  static var wrongValues: [WrongValue<Double>] { [] }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64 { 0 }
}

/// A function of two numbers, as rules are written.
protocol BinaryRule: SendableMetatype {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S
  /// The derivatives by both; nil if both are zero.
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)?
  /// Whether which of the operands is the larger decides something.
  static var branches: Bool { get }
  /// How it depends on each of them.
  static var linearity: Linearity { get }
  /// How many products it takes as long as.
  static var cost: Int { get }
  /// Whether people who work by hand round the result.
  static var isRoundedByHand: Bool { get }
  /// What people take for the derivative by the first operand and by the second.
  static var wrongSlopes: [[WrongSlope]] { get }
}

extension BinaryRule {
  static var wrongSlopes: [[WrongSlope]] { [[], []] }
  static var branches: Bool { false }
  static var linearity: Linearity { .none }
  static var cost: Int { 1 }
  static var isRoundedByHand: Bool { !branches }
}

/// The pullback of a function of one number: of `x` and what arrives from above, what goes on below.
///
/// Nothing from above stays nothing, even where the slope is infinite.
private enum UnaryPullback<R: UnaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ x: S, _ upstream: S) -> S {
    upstream == 0 ? 0 : upstream * R.slope(x)
  }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

private enum FirstSlope<R: BinaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { R.slopes(a, b)?.0 ?? 0 }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

private enum SecondSlope<R: BinaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { R.slopes(a, b)?.1 ?? 0 }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

/// A product in which nothing from above stays nothing, even beside an infinite slope.
enum UpstreamProduct: BinaryRule {
  static func value<S: FormulaScalar>(_ slope: S, _ upstream: S) -> S {
    upstream == 0 ? 0 : slope * upstream
  }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

/// A function applied to each entry.
public struct UnaryFunction: Sendable {
  let smoothness: Smoothness
  let stepsByHand: Int
  let factor: Double?
  /// Of the argument and the upstream gradient, the gradient by the argument.
  let pullback: @Sendable () -> BinaryFunction
  /// The same of the function's value in place of its argument; nil if nobody goes that way.
  let pullbackOfValue: (@Sendable () -> BinaryFunction)?
  /// What messages call it.
  let word: String
  /// What people take for the derivative.
  let wrongSlopes: @Sendable () -> [WrongSlope]
  /// What people take for the value.
  let wrongValues: @Sendable () -> [WrongValue<Double>]
  let double: UnaryLoop<Double>
  let single: UnaryLoop<Float>

  init<R: UnaryRule>(_ rule: R.Type) {
    smoothness = R.smoothness
    stepsByHand = R.stepsByHand
    factor = R.factor
    pullback = { BinaryFunction(slopeless: UnaryPullback<R>.self) }
    if let slope = R.slopeOfValue {
      pullbackOfValue = { BinaryFunction(pullbackOf: WrongSlope("", "", slope: slope)) }
    } else {
      pullbackOfValue = nil
    }
    word = R.word
    wrongValues = { R.wrongValues }
    wrongSlopes = { WrongSlope.common(of: R.self) + R.wrongSlopes }
    double = { unaryLoop(R.self, $0, $1, $2, $3, &$4) }
    single = { unaryLoop(R.self, $0, $1, $2, $3, &$4) }
  }

  /// A power with a whole exponent.
  static func power(_ exponent: Int) -> UnaryFunction {
    if exponent == 2 { return UnaryFunction(Square.self) }
    return UnaryFunction(
      pullback: { BinaryFunction.powerPullback(exponent) },
      wrongSlopes: { WrongSlope.ofPower(exponent) },
      double: { powerLoop(exponent, $0, $1, $2, $3, &$4) },
      single: { powerLoop(exponent, $0, $1, $2, $3, &$4) })
  }

  private init(
    pullback: @escaping @Sendable () -> BinaryFunction,
    wrongSlopes: @escaping @Sendable () -> [WrongSlope], double: @escaping UnaryLoop<Double>,
    single: @escaping UnaryLoop<Float>
  ) {
    self.wrongSlopes = wrongSlopes
    pullbackOfValue = nil
    word = "the power"
    wrongValues = { [] }
    smoothness = .smooth
    stepsByHand = 1
    factor = nil
    self.pullback = pullback
    self.double = double
    self.single = single
  }
}

/// A function applied to each pair of entries.
public struct BinaryFunction: Sendable {
  let linearity: Linearity
  let cost: Int
  let isRoundedByHand: Bool
  /// The derivatives by both operands; nil if they are zero everywhere.
  let slopes: (@Sendable () -> (first: BinaryFunction, second: BinaryFunction))?
  /// What people take for these by mistake, by the operand.
  let wrongSlopes: @Sendable () -> [[WrongSlope]]
  let double: BinaryLoop<Double>
  let single: BinaryLoop<Float>

  init<R: BinaryRule>(_ rule: R.Type) {
    linearity = R.linearity
    cost = R.cost
    isRoundedByHand = R.isRoundedByHand
    wrongSlopes = { R.wrongSlopes }
    if R.slopes(1.0, 1.0) == nil {
      slopes = nil
    } else {
      slopes = {
        (
          BinaryFunction(slopeless: FirstSlope<R>.self),
          BinaryFunction(slopeless: SecondSlope<R>.self)
        )
      }
    }
    double = { binaryLoop(R.self, $0, $1, $2, $3, $4, $5, $6, &$7) }
    single = { binaryLoop(R.self, $0, $1, $2, $3, $4, $5, $6, &$7) }
  }
}

extension BinaryFunction {
  /// What stands in place of a derivative, of the operands of the function that is differentiated.
  init(_ wrong: WrongSlope) { self.init { wrong.slope($0, $1) } }

  /// What stands in place of a pullback, of the argument and the upstream gradient.
  init(pullbackOf wrong: WrongSlope) { self.init { $1 == 0 ? 0 : $1 * wrong.slope($0, 0) } }

  private init(_ value: @escaping @Sendable (Double, Double) -> Double) {
    self.init(
      double: { functionLoop(value, $0, $1, $2, $3, $4, $5, $6, &$7) },
      single: {
        functionLoop({ Float(value(Double($0), Double($1))) }, $0, $1, $2, $3, $4, $5, $6, &$7)
      })
  }

  /// Of `x` and the upstream gradient, `upstream · n · xⁿ⁻¹`.
  fileprivate static func powerPullback(_ exponent: Int) -> BinaryFunction {
    BinaryFunction(
      double: { powerPullbackLoop(exponent, $0, $1, $2, $3, $4, $5, $6, &$7) },
      single: { powerPullbackLoop(exponent, $0, $1, $2, $3, $4, $5, $6, &$7) })
  }

  /// A function that is only ever evaluated; it keeps types of slopes of slopes from being made.
  fileprivate init<R: BinaryRule>(slopeless rule: R.Type) {
    self.init(
      double: { binaryLoop(R.self, $0, $1, $2, $3, $4, $5, $6, &$7) },
      single: { binaryLoop(R.self, $0, $1, $2, $3, $4, $5, $6, &$7) })
  }

  private init(
    double: @escaping BinaryLoop<Double>, single: @escaping BinaryLoop<Float>
  ) {
    linearity = .none
    cost = 1
    isRoundedByHand = false
    slopes = nil
    wrongSlopes = { [] }
    self.double = double
    self.single = single
  }
}

private func functionLoop<S: FormulaScalar>(
  _ value: (S, S) -> S, _ a: UnsafePointer<S>, _ aStep: Int, _ b: UnsafePointer<S>, _ bStep: Int,
  _ out: UnsafeMutablePointer<S>, _ count: Int, _ mask: UnsafePointer<S>?,
  _ trace: inout EvaluationTrace
) {
  for i in 0..<count {
    out[i] = mask.map { $0[i] == 0 } == true ? 0 : value(a[i * aStep], b[i * bStep])
  }
}

@inline(__always)
private func powerPullbackLoop<S: FormulaScalar>(
  _ exponent: Int, _ x: UnsafePointer<S>, _ xStep: Int, _ upstream: UnsafePointer<S>,
  _ upstreamStep: Int, _ out: UnsafeMutablePointer<S>, _ count: Int, _ mask: UnsafePointer<S>?,
  _ trace: inout EvaluationTrace
) {
  for i in 0..<count {
    let above = upstream[i * upstreamStep]
    let isLeftOut = above == 0 || exponent == 0 || mask.map { $0[i] == 0 } == true
    out[i] = isLeftOut ? 0 : above * S(exponent) * S.pow(x[i * xStep], exponent - 1)
  }
}

@inline(__always)
private func unaryLoop<R: UnaryRule, S: FormulaScalar>(
  _ rule: R.Type, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>, _ count: Int,
  _ mask: UnsafePointer<S>?, _ trace: inout EvaluationTrace
) {
  var largest = S.zero
  for i in 0..<count {
    if let mask, mask[i] == 0 {
      out[i] = 0
      continue
    }
    let value = R.value(x[i])
    out[i] = value
    if value.magnitude > largest { largest = value.magnitude }
    if R.branches { trace.decide(R.branch(x[i])) }
  }
  if Double(largest) > trace.magnitude { trace.magnitude = Double(largest) }
}

@inline(__always)
private func powerLoop<S: FormulaScalar>(
  _ exponent: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>, _ count: Int,
  _ mask: UnsafePointer<S>?, _ trace: inout EvaluationTrace
) {
  var largest = S.zero
  for i in 0..<count {
    if let mask, mask[i] == 0 {
      out[i] = 0
      continue
    }
    let value = S.pow(x[i], exponent)
    out[i] = value
    if value.magnitude > largest { largest = value.magnitude }
  }
  if Double(largest) > trace.magnitude { trace.magnitude = Double(largest) }
}

@inline(__always)
private func binaryLoop<R: BinaryRule, S: FormulaScalar>(
  _ rule: R.Type, _ a: UnsafePointer<S>, _ aStep: Int, _ b: UnsafePointer<S>, _ bStep: Int,
  _ out: UnsafeMutablePointer<S>, _ count: Int, _ mask: UnsafePointer<S>?,
  _ trace: inout EvaluationTrace
) {
  var largest = S.zero
  for i in 0..<count {
    if let mask, mask[i] == 0 {
      out[i] = 0
      continue
    }
    let left = a[i * aStep]
    let right = b[i * bStep]
    let value = R.value(left, right)
    out[i] = value
    if value.magnitude > largest { largest = value.magnitude }
    if R.branches { trace.decide(left < right ? 1 : left > right ? 2 : 0) }
  }
  if Double(largest) > trace.magnitude { trace.magnitude = Double(largest) }
}
