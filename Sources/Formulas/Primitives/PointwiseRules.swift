internal import RealModule

// The functions of one number. Those with a kink or a jump say on which side of it they were.

enum Negate: UnaryRule {
  static var word: String { "the sign" }
  static var smoothness: Smoothness { .smooth }
  static var stepsByHand: Int { 0 }
  static var factor: Double? { -1 }
  static func value<S: FormulaScalar>(_ x: S) -> S { -x }
  static func slope<S: FormulaScalar>(_ x: S) -> S { -1 }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { 0 }
}
enum Square: UnaryRule {
  static var word: String { "the square" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { x * x }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 2 * x }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { 2 }
}
enum Exponential: UnaryRule {
  static var slopeOfValue: (@Sendable (Double) -> Double)? { { $0 } }
  static var word: String { "exp" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { S.exp(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { S.exp(x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { S.exp(x) }
}
enum ExponentialMinusOne: UnaryRule {
  static var word: String { "expm1" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { S.expMinusOne(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { S.exp(x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { S.exp(x) }
}
enum Logarithm: UnaryRule {
  static var word: String { "log" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { S.log(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 1 / x }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -1 / (x * x) }
}
enum LogarithmOnePlus: UnaryRule {
  static var word: String { "log1p" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { S.log(onePlus: x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 1 / (1 + x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -1 / ((1 + x) * (1 + x)) }
}
enum SquareRoot: UnaryRule {
  static var slopeOfValue: (@Sendable (Double) -> Double)? { { 1 / (2 * $0) } }
  static var word: String { "sqrt" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { x.squareRoot() }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 1 / (2 * x.squareRoot()) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -1 / (4 * x * x.squareRoot()) }
}
enum Sine: UnaryRule {
  static var word: String { "sin" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { S.sin(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { S.cos(x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -S.sin(x) }
}
enum Cosine: UnaryRule {
  static var word: String { "cos" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { S.cos(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { -S.sin(x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -S.cos(x) }
}
enum HyperbolicTangent: UnaryRule {
  static var slopeOfValue: (@Sendable (Double) -> Double)? { { 1 - $0 * $0 } }
  static var word: String { "tanh" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { S.tanh(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 1 - S.tanh(x) * S.tanh(x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -2 * S.tanh(x) * slope(x) }
}

/// 1 / (1 + e⁻ˣ), by the form whose exponential cannot overflow.
enum Sigmoid: UnaryRule {
  static var slopeOfValue: (@Sendable (Double) -> Double)? { { $0 * (1 - $0) } }
  static var word: String { "sigmoid" }
  static var smoothness: Smoothness { .smooth }
  static var stepsByHand: Int { 2 }
  static func value<S: FormulaScalar>(_ x: S) -> S {
    if x >= 0 { return 1 / (1 + S.exp(-x)) }
    let e = S.exp(x)
    return e / (1 + e)
  }
  static func slope<S: FormulaScalar>(_ x: S) -> S { Sigmoid.value(x) * Sigmoid.value(-x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { slope(x) * (1 - 2 * value(x)) }
}

/// log(1 + eˣ), by the form whose exponential cannot overflow.
enum Softplus: UnaryRule {
  static var word: String { "softplus" }
  static var smoothness: Smoothness { .smooth }
  static var stepsByHand: Int { 2 }
  static func value<S: FormulaScalar>(_ x: S) -> S {
    x > 0 ? x + S.log(onePlus: S.exp(-x)) : S.log(onePlus: S.exp(x))
  }
  static func slope<S: FormulaScalar>(_ x: S) -> S { Sigmoid.value(x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { Sigmoid.slope(x) }
}

/// A rule with its kink or jump at 0.
protocol SidedRule: UnaryRule {}

extension SidedRule {
  static var stepsByHand: Int { 0 }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { 0 }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64 { x > 0 ? 1 : x < 0 ? 2 : 0 }
}

enum AbsoluteValue: SidedRule {
  static var word: String { "abs" }
  static var smoothness: Smoothness { .kink(rectifies: false) }
  static func value<S: FormulaScalar>(_ x: S) -> S { x.magnitude }
  static func slope<S: FormulaScalar>(_ x: S) -> S { Sign.value(x) }
}
enum Relu: SidedRule {
  static var slopeOfValue: (@Sendable (Double) -> Double)? { { $0 > 0 ? 1 : 0 } }
  static var word: String { "relu" }
  static var smoothness: Smoothness { .kink(rectifies: true) }
  // A comparison that lets NaN through.
  static func value<S: FormulaScalar>(_ x: S) -> S { x < 0 ? 0 : x }
  static func slope<S: FormulaScalar>(_ x: S) -> S { x > 0 ? 1 : 0 }
}
enum Sign: SidedRule {
  static var word: String { "sign" }
  static var smoothness: Smoothness { .jump }
  static func value<S: FormulaScalar>(_ x: S) -> S { x > 0 ? 1 : x < 0 ? -1 : x }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 0 }
}

/// A step function with jumps where a whole number of steps begins.
protocol StepRule: UnaryRule {}

extension StepRule {
  static var smoothness: Smoothness { .jump }
  static var stepsByHand: Int { 0 }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { 0 }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64 { Double(value(x)).bitPattern }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 0 }
}

enum Floor: StepRule {
  static var word: String { "floor" }
  static func value<S: FormulaScalar>(_ x: S) -> S { x.rounded(.down) }
}

/// Halves go to the even neighbour, as IEEE 754 and numpy have it.
enum RoundHalfEven: StepRule {
  static var word: String { "round" }
  static func value<S: FormulaScalar>(_ x: S) -> S { x.rounded(.toNearestOrEven) }
}

/// The number itself, which stands for a constant in derivatives: the target of temporal-difference learning, say.
enum StopGradient: UnaryRule {
  static var word: String { "stop_gradient" }
  static var smoothness: Smoothness { .smooth }
  static var stepsByHand: Int { 0 }
  static var isFrozen: Bool { true }
  static func value<S: FormulaScalar>(_ x: S) -> S { x }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 0 }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { 0 }
  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("let-through", "the gradient went through stop_gradient") { _ in 1 },
      WrongSlope("let-through-sign", "the gradient went through stop_gradient, with a sign lost") {
        _ in -1
      },
    ]
  }
}

// The functions of two numbers.

enum Sum: BinaryRule {
  static var linearity: Linearity { .sum(1, 1) }
  static func words(_ a: String, _ b: String) -> String { "\(a) + \(b)" }
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a + b }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { (1, 1) }
}
enum Difference: BinaryRule {
  static var linearity: Linearity { .sum(1, -1) }
  static func words(_ a: String, _ b: String) -> String { "\(a) - \(b)" }
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a - b }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { (1, -1) }
}
enum Product: BinaryRule {
  static var linearity: Linearity { .product }
  static func words(_ a: String, _ b: String) -> String { "\(a) * \(b)" }
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a * b }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { (b, a) }
  static func curvatures<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S, S)? { (0, 1, 0) }
}
enum Quotient: BinaryRule {
  static var linearity: Linearity { .quotient }
  static func words(_ a: String, _ b: String) -> String { "\(a) / \(b)" }
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a / b }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { (1 / b, -a / (b * b)) }
  static func curvatures<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S, S)? {
    (0, -1 / (b * b), 2 * a / (b * b * b))
  }
}
/// aᵇ; a whole exponent takes negative bases too, as numpy has it.
enum Power: BinaryRule {
  static var cost: Int { 20 }
  static func words(_ a: String, _ b: String) -> String {
    "\(a.hasPrefix("-") ? "(\(a))" : a)^\(b)"
  }
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S {
    if a > 0 { return S.pow(a, b) }
    if let whole = Int(exactly: b) { return S.pow(a, whole) }
    return a == 0 && b > 0 ? 0 : .nan
  }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? {
    // Of a negative base there is no power beside a whole exponent, and so no derivative by it.
    (b == 0 ? 0 : b * value(a, b - 1), S.log(a) * S.pow(a, b))
  }
  static func curvatures<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S, S)? {
    (
      b == 0 || b == 1 ? 0 : b * (b - 1) * value(a, b - 2),
      S.pow(a, b - 1) * (1 + b * S.log(a)), S.log(a) * S.log(a) * S.pow(a, b)
    )
  }
}

extension BinaryOperator {
  /// The function of an operator between numbers; nil for the matrix product.
  var function: BinaryFunction? {
    switch self {
    case .add: BinaryFunction(Sum.self)
    case .subtract: BinaryFunction(Difference.self)
    case .multiply: .product
    case .divide: BinaryFunction(Quotient.self)
    case .power: BinaryFunction(Power.self)
    case .less: BinaryFunction(Less.self)
    case .lessOrEqual: BinaryFunction(LessOrEqual.self)
    case .greater: BinaryFunction(Greater.self)
    case .greaterOrEqual: BinaryFunction(GreaterOrEqual.self)
    case .equal: BinaryFunction(Equal.self)
    case .notEqual: BinaryFunction(NotEqual.self)
    case .matrixProduct: nil
    }
  }
}

extension BinaryFunction {
  static let sum = BinaryFunction(Sum.self)
  static let difference = BinaryFunction(Difference.self)
  static let product = BinaryFunction(Product.self)
  static let quotient = BinaryFunction(Quotient.self)
}
