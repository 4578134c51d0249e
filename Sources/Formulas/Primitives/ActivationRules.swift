internal import RealModule

// Activations that are put together from others, each with a derivative of its own.

/// The error function; its derivative is 2/√π · e^(−x²).
enum ErrorFunction: UnaryRule {
  static var word: String { "erf" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { S.erf(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { 2 / S.pi.squareRoot() * S.exp(-x * x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -2 * x * slope(x) }
}

/// x · σ(x): Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units", 2018.
enum SigmoidLinear: UnaryRule {
  static var word: String { "silu" }
  static var smoothness: Smoothness { .smooth }
  static var stepsByHand: Int { 3 }
  static func value<S: FormulaScalar>(_ x: S) -> S { x * Sigmoid.value(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S {
    Sigmoid.value(x) * (1 + x * Sigmoid.value(-x))
  }
  static func curvature<S: FormulaScalar>(_ x: S) -> S {
    2 * Sigmoid.slope(x) + x * Sigmoid.curvature(x)
  }
  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("product-rule", "the product rule is half used: x stands as a constant") {
        $0 * Sigmoid.slope($0)
      },
      WrongSlope("sigmoid-alone", "x stands as if it did not depend on x: sigmoid alone is left") {
        Sigmoid.value($0)
      },
    ]
  }
}

/// x · Φ(x), with the distribution function of the standard normal distribution: Hendrycks and Gimpel, "Gaussian error
/// linear units", 2016.
enum GaussianErrorLinear: UnaryRule {
  static var word: String { "gelu" }
  static var smoothness: Smoothness { .smooth }
  static var stepsByHand: Int { 3 }
  static func value<S: FormulaScalar>(_ x: S) -> S { x * share(x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S {
    share(x) + x * S.exp(-x * x / 2) / (2 * S.pi).squareRoot()
  }
  static func curvature<S: FormulaScalar>(_ x: S) -> S {
    (2 - x * x) * S.exp(-x * x / 2) / (2 * S.pi).squareRoot()
  }
  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("sigmoid-alone", "x stands as if it did not depend on x: Phi alone is left") {
        share($0)
      }
    ]
  }

  /// Φ(x), without cancellation far below 0.
  private static func share<S: FormulaScalar>(_ x: S) -> S { S.erfc(-x / S(2).squareRoot()) / 2 }
}

/// The same by tanh: x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), as many networks have it.
enum GaussianErrorLinearByTanh: UnaryRule {
  static var word: String { "gelu" }
  static var smoothness: Smoothness { .smooth }
  static var stepsByHand: Int { 4 }
  // (1 + tanh u) / 2 is the sigmoid of 2u, which does not cancel far below 0.
  static func value<S: FormulaScalar>(_ x: S) -> S { x * Sigmoid.value(2 * inner(x)) }
  static func slope<S: FormulaScalar>(_ x: S) -> S {
    let slope = 2 * (2 / S.pi).squareRoot() * (1 + 3 * cubic() * x * x)
    return Sigmoid.value(2 * inner(x)) + x * Sigmoid.slope(2 * inner(x)) * slope
  }
  static func curvature<S: FormulaScalar>(_ x: S) -> S {
    let scale = 2 * (2 / S.pi).squareRoot()
    let (u, slope) = (2 * inner(x), scale * (1 + 3 * cubic() * x * x))
    let bend = scale * 6 * cubic() * x
    return 2 * Sigmoid.slope(u) * slope
      + x * (Sigmoid.curvature(u) * slope * slope + Sigmoid.slope(u) * bend)
  }

  private static func cubic<S: FormulaScalar>() -> S { S(44_715) / S(1_000_000) }
  private static func inner<S: FormulaScalar>(_ x: S) -> S {
    (2 / S.pi).squareRoot() * (x + cubic() * x * x * x)
  }
}

/// log σ(x) = −log(1 + e⁻ˣ).
enum LogarithmOfSigmoid: UnaryRule {
  static var word: String { "logsigmoid" }
  static var smoothness: Smoothness { .smooth }
  static var stepsByHand: Int { 3 }
  static func value<S: FormulaScalar>(_ x: S) -> S { -Softplus.value(-x) }
  static func slope<S: FormulaScalar>(_ x: S) -> S { Sigmoid.value(-x) }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -Sigmoid.slope(x) }
  static var wrongSlopes: [WrongSlope] {
    [
      WrongSlope("argument-sign", "sigmoid(x) stands where 1 - sigmoid(x) belongs") {
        Sigmoid.value($0)
      }
    ]
  }
}

/// log(eᵃ + eᵇ), by the form whose exponential cannot overflow.
enum LogarithmOfSum: BinaryRule {
  static var cost: Int { 40 }
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S {
    let (most, least) = (Maximum.value(a, b), Minimum.value(a, b))
    // Two infinities have no difference.
    return most == least ? most + S.log(2) : most + S.log(onePlus: S.exp(least - most))
  }
  static func slopes<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S)? {
    a == b ? (S(1) / 2, S(1) / 2) : (Sigmoid.value(a - b), Sigmoid.value(b - a))
  }
  static func curvatures<S: FormulaScalar>(_ a: S, _ b: S) -> (S, S, S)? {
    let slope = a == b ? S(1) / 4 : Sigmoid.slope(a - b)
    return (slope, -slope, slope)
  }
}
