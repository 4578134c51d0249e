// What reverse mode evaluates in place of a function, as rules of their own.

/// The pullback of a function of one number: of `x` and what arrives from above, what goes on below.
///
/// Nothing from above stays nothing, even where the slope is infinite.
enum UnaryPullback<R: UnaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ x: S, _ upstream: S) -> S {
    upstream == 0 ? 0 : upstream * R.slope(x)
  }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

/// The derivative of a pullback by the argument, of which the upstream gradient is a factor.
enum PullbackCurvature<R: UnaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ x: S, _ upstream: S) -> S {
    upstream == 0 ? 0 : upstream * R.curvature(x)
  }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

enum PullbackSlope<R: UnaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ x: S, _ upstream: S) -> S { R.slope(x) }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

enum FirstTwice<R: BinaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { R.curvatures(a, b)?.0 ?? 0 }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

enum BothOnce<R: BinaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { R.curvatures(a, b)?.1 ?? 0 }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

enum SecondTwice<R: BinaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { R.curvatures(a, b)?.2 ?? 0 }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

enum FirstSlope<R: BinaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { R.slopes(a, b)?.0 ?? 0 }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

enum SecondSlope<R: BinaryRule>: BinaryRule {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S { R.slopes(a, b)?.1 ?? 0 }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? { nil }
}

/// A product in which nothing from above stays nothing, even beside an infinite slope.
enum UpstreamProduct: BinaryRule {
  static func value<S: FormulaScalar>(_ slope: S, _ upstream: S) -> S {
    upstream == 0 ? 0 : slope * upstream
  }
  static func slopes<S: FormulaScalar>(_ slope: S, _ upstream: S) -> (S, S)? { (upstream, slope) }
}
