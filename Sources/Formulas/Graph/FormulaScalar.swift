public import Tensors

/// A number type that formulas are evaluated in: `Double`, or `Float` to measure what rounding does.
public protocol FormulaScalar: TensorScalar {
  /// The loop of a function for this type.
  static func loop(of function: UnaryFunction) -> UnaryLoop<Self>
  /// The loop of a function for this type.
  static func loop(of function: BinaryFunction) -> BinaryLoop<Self>
  /// The loop of a function for this type.
  static func loop(of function: RowFunction) -> RowLoop<Self>
  /// Carries out steps in their order. A requirement, so that each type has its own compiled loop.
  static func run(
    _ steps: [EvaluationStep<Self>], in memory: UnsafeMutablePointer<Self>,
    _ trace: inout EvaluationTrace)
}

extension Double: FormulaScalar {
  /// The double-precision loop.
  public static func loop(of function: UnaryFunction) -> UnaryLoop<Double> { function.double }
  /// The double-precision loop.
  public static func loop(of function: BinaryFunction) -> BinaryLoop<Double> { function.double }
  /// The double-precision loop.
  public static func loop(of function: RowFunction) -> RowLoop<Double> { function.double }
  /// Carries out steps in double precision.
  public static func run(
    _ steps: [EvaluationStep<Double>], in memory: UnsafeMutablePointer<Double>,
    _ trace: inout EvaluationTrace
  ) {
    runSteps(steps, in: memory, &trace)
  }
}

extension Float: FormulaScalar {
  /// The single-precision loop.
  public static func loop(of function: UnaryFunction) -> UnaryLoop<Float> { function.single }
  /// The single-precision loop.
  public static func loop(of function: BinaryFunction) -> BinaryLoop<Float> { function.single }
  /// The single-precision loop.
  public static func loop(of function: RowFunction) -> RowLoop<Float> { function.single }
  /// Carries out steps in single precision.
  public static func run(
    _ steps: [EvaluationStep<Float>], in memory: UnsafeMutablePointer<Float>,
    _ trace: inout EvaluationTrace
  ) {
    runSteps(steps, in: memory, &trace)
  }
}
