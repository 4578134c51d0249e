internal import RealModule

/// A rule that looks at which operand is the larger.
protocol OrderRule: BinaryRule {}

extension OrderRule {
  static var branches: Bool { true }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

enum Maximum: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S {
    a.isNaN || a > b ? a : b
  }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { a > b ? (1, 0) : (0, 1) }
}
enum Minimum: OrderRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S {
    a.isNaN || a < b ? a : b
  }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { a < b ? (1, 0) : (0, 1) }
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
