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
  /// Whether the function has a kink or a jump, so that which side was taken matters.
  static var branches: Bool { get }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64
}

extension UnaryRule {
  static var branches: Bool { false }
  static func branch<S: FormulaScalar>(_ x: S) -> UInt64 { 0 }
}

/// A function of two numbers, as rules are written.
protocol BinaryRule: SendableMetatype {
  static func value<S: FormulaScalar>(_ a: S, _ b: S) -> S
  /// Whether which of the operands is the larger decides something.
  static var branches: Bool { get }
}

extension BinaryRule {
  static var branches: Bool { false }
}

/// A function applied to each entry.
public struct UnaryFunction: Sendable {
  let name: String
  let double: UnaryLoop<Double>
  let single: UnaryLoop<Float>

  init<R: UnaryRule>(_ name: String, _ rule: R.Type) {
    self.name = name
    double = { unaryLoop(R.self, $0, $1, $2, $3, &$4) }
    single = { unaryLoop(R.self, $0, $1, $2, $3, &$4) }
  }

  /// A power with a whole exponent.
  static func power(_ exponent: Int) -> UnaryFunction {
    if exponent == 2 { return UnaryFunction("square", Square.self) }
    return UnaryFunction(
      name: "power",
      double: { powerLoop(exponent, $0, $1, $2, $3, &$4) },
      single: { powerLoop(exponent, $0, $1, $2, $3, &$4) })
  }

  private init(
    name: String, double: @escaping UnaryLoop<Double>, single: @escaping UnaryLoop<Float>
  ) {
    self.name = name
    self.double = double
    self.single = single
  }
}

/// A function applied to each pair of entries.
public struct BinaryFunction: Sendable {
  let name: String
  let double: BinaryLoop<Double>
  let single: BinaryLoop<Float>

  init<R: BinaryRule>(_ name: String, _ rule: R.Type) {
    self.name = name
    double = { binaryLoop(R.self, $0, $1, $2, $3, $4, $5, $6, &$7) }
    single = { binaryLoop(R.self, $0, $1, $2, $3, $4, $5, $6, &$7) }
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
