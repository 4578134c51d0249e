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

/// A function applied to each entry.
public struct UnaryFunction: Sendable {
  let smoothness: Smoothness
  let stepsByHand: Int
  /// Whether its value stands for a constant wherever something is differentiated.
  let isFrozen: Bool
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
    isFrozen = R.isFrozen
    factor = R.factor
    pullback = {
      BinaryFunction(
        slopeless: UnaryPullback<R>.self,
        slopes: BinaryFunction.slopeless(PullbackCurvature<R>.self, PullbackSlope<R>.self))
    }
    if let slope = R.slopeOfValue {
      pullbackOfValue = { BinaryFunction(pullbackOf: WrongSlope("", "", slope: slope)) }
    } else {
      pullbackOfValue = nil
    }
    word = R.word
    wrongValues = { R.wrongValues }
    wrongSlopes = { (R.isFrozen ? [] : WrongSlope.common(of: R.self)) + R.wrongSlopes }
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
    isFrozen = false
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
  /// The function of two numbers, as messages write it.
  let words: @Sendable (_ a: String, _ b: String) -> String
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
    words = { R.words($0, $1) }
    wrongSlopes = { R.wrongSlopes }
    if R.slopes(1.0, 1.0) == nil {
      slopes = nil
    } else {
      slopes = {
        let isCurved = R.curvatures(1.0, 1.0) != nil
        return (
          first: BinaryFunction(
            slopeless: FirstSlope<R>.self,
            slopes: isCurved
              ? BinaryFunction.slopeless(FirstTwice<R>.self, BothOnce<R>.self) : nil),
          second: BinaryFunction(
            slopeless: SecondSlope<R>.self,
            slopes: isCurved
              ? BinaryFunction.slopeless(BothOnce<R>.self, SecondTwice<R>.self) : nil)
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
      slopes: {
        (
          BinaryFunction { x, upstream in
            upstream == 0 || exponent == 0 || exponent == 1
              ? 0 : upstream * Double(exponent) * Double(exponent - 1) * Double.pow(x, exponent - 2)
          }, BinaryFunction { x, _ in Double(exponent) * Double.pow(x, exponent - 1) }
        )
      },
      double: { powerPullbackLoop(exponent, $0, $1, $2, $3, $4, $5, $6, &$7) },
      single: { powerPullbackLoop(exponent, $0, $1, $2, $3, $4, $5, $6, &$7) })
  }

  /// Two slopes that are not differentiated again.
  fileprivate static func slopeless<A: BinaryRule, B: BinaryRule>(_ first: A.Type, _ second: B.Type)
    -> @Sendable () -> (first: BinaryFunction, second: BinaryFunction)
  {
    { (BinaryFunction(slopeless: A.self), BinaryFunction(slopeless: B.self)) }
  }

  /// A function whose slopes are given: types of slopes of slopes of slopes must not be made.
  fileprivate init<R: BinaryRule>(
    slopeless rule: R.Type,
    slopes: (@Sendable () -> (first: BinaryFunction, second: BinaryFunction))? = nil
  ) {
    self.init(
      slopes: slopes,
      double: { binaryLoop(R.self, $0, $1, $2, $3, $4, $5, $6, &$7) },
      single: { binaryLoop(R.self, $0, $1, $2, $3, $4, $5, $6, &$7) })
  }

  private init(
    slopes: (@Sendable () -> (first: BinaryFunction, second: BinaryFunction))? = nil,
    double: @escaping BinaryLoop<Double>, single: @escaping BinaryLoop<Float>
  ) {
    linearity = .none
    cost = 1
    isRoundedByHand = false
    self.slopes = slopes
    words = { "a function of \($0) and \($1)" }
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
  trace.measure(largest, of: out, count)
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
  trace.measure(largest, of: out, count)
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
  trace.measure(largest, of: out, count)
}
