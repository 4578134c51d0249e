internal import RealModule

// The functions of one number. Those with a kink or a jump say on which side of it they were.

enum Negate: UnaryRule { static func value<S: FormulaScalar>(_ x: S) -> S { -x } }
enum Square: UnaryRule { static func value<S: FormulaScalar>(_ x: S) -> S { x * x } }
enum Exponential: UnaryRule { static func value<S: FormulaScalar>(_ x: S) -> S { S.exp(x) } }
enum ExponentialMinusOne: UnaryRule {
  static func value<S: FormulaScalar>(_ x: S) -> S { S.expMinusOne(x) }
}
enum Logarithm: UnaryRule { static func value<S: FormulaScalar>(_ x: S) -> S { S.log(x) } }
enum LogarithmOnePlus: UnaryRule {
  static func value<S: FormulaScalar>(_ x: S) -> S { S.log(onePlus: x) }
}
enum SquareRoot: UnaryRule {
  static func value<S: FormulaScalar>(_ x: S) -> S { x.squareRoot() }
}
enum Sine: UnaryRule { static func value<S: FormulaScalar>(_ x: S) -> S { S.sin(x) } }
enum Cosine: UnaryRule { static func value<S: FormulaScalar>(_ x: S) -> S { S.cos(x) } }
enum HyperbolicTangent: UnaryRule {
  static func value<S: FormulaScalar>(_ x: S) -> S { S.tanh(x) }
}

/// 1 / (1 + e⁻ˣ), by the form whose exponential cannot overflow.
enum Sigmoid: UnaryRule {
  static func value<S: FormulaScalar>(_ x: S) -> S {
    if x >= 0 { return 1 / (1 + S.exp(-x)) }
    let e = S.exp(x)
    return e / (1 + e)
  }
}

/// log(1 + eˣ), by the form whose exponential cannot overflow.
enum Softplus: UnaryRule {
  static func value<S: FormulaScalar>(_ x: S) -> S {
    x > 0 ? x + S.log(onePlus: S.exp(-x)) : S.log(onePlus: S.exp(x))
  }
}

/// A rule with its kink or jump at 0.
protocol SidedRule: UnaryRule {}

extension SidedRule {
  static var branches: Bool { true }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64 { x > 0 ? 1 : x < 0 ? 2 : 0 }
}

enum AbsoluteValue: SidedRule {
  static func value<S: FormulaScalar>(_ x: S) -> S { x.magnitude }
}
enum Relu: SidedRule {
  // A comparison that lets NaN through.
  static func value<S: FormulaScalar>(_ x: S) -> S { x < 0 ? 0 : x }
}
enum Sign: SidedRule {
  static func value<S: FormulaScalar>(_ x: S) -> S { x > 0 ? 1 : x < 0 ? -1 : x }
}

// The functions of two numbers.

enum Sum: BinaryRule { static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a + b } }
enum Difference: BinaryRule { static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a - b } }
enum Product: BinaryRule { static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a * b } }
enum Quotient: BinaryRule { static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a / b } }
enum Power: BinaryRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { S.pow(a, b) }
}

/// A rule that looks at which operand is the larger.
protocol OrderRule: BinaryRule {}

extension OrderRule {
  static var branches: Bool { true }
}

enum Maximum: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S {
    a.isNaN || a > b ? a : b
  }
}
enum Minimum: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S {
    a.isNaN || a < b ? a : b
  }
}
enum Less: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a < b ? 1 : 0 }
}
enum LessOrEqual: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a <= b ? 1 : 0 }
}
enum Greater: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a > b ? 1 : 0 }
}
enum GreaterOrEqual: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a >= b ? 1 : 0 }
}
enum Equal: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a == b ? 1 : 0 }
}
enum NotEqual: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { a == b ? 0 : 1 }
}

extension BinaryOperator {
  /// The function of an operator between numbers; nil for the matrix product.
  var function: BinaryFunction? {
    switch self {
    case .add: BinaryFunction("add", Sum.self)
    case .subtract: BinaryFunction("subtract", Difference.self)
    case .multiply: .product
    case .divide: BinaryFunction("divide", Quotient.self)
    case .power: BinaryFunction("power", Power.self)
    case .less: BinaryFunction("less", Less.self)
    case .lessOrEqual: BinaryFunction("less or equal", LessOrEqual.self)
    case .greater: BinaryFunction("greater", Greater.self)
    case .greaterOrEqual: BinaryFunction("greater or equal", GreaterOrEqual.self)
    case .equal: BinaryFunction("equal", Equal.self)
    case .notEqual: BinaryFunction("not equal", NotEqual.self)
    case .matrixProduct: nil
    }
  }
}

extension BinaryFunction {
  static let product = BinaryFunction("multiply", Product.self)
  static let quotient = BinaryFunction("divide", Quotient.self)
}
