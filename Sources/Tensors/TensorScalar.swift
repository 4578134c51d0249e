public import RealModule

/// A number type for tensors: `Double`, or `Float` to measure what rounding does.
public protocol TensorScalar: Real, BinaryFloatingPoint, Sendable {}

extension Double: TensorScalar {}
extension Float: TensorScalar {}
