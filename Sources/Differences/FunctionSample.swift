/// What one evaluation says besides its values.
public struct FunctionSample: Sendable {
  /// A hash of the branches taken, so that steps across a kink are seen; constant if unknown.
  public var signature: UInt64
  /// The largest magnitude of any intermediate result; 0 if unknown.
  public var magnitude: Double

  /// Creates a description of an evaluation.
  public init(signature: UInt64 = 0, magnitude: Double = 0) {
    self.signature = signature
    self.magnitude = magnitude
  }
}

/// A function of one number, with several values: evaluates at `x`, writes the values.
public typealias SampledFunction = (_ x: Double, _ values: inout [Double]) -> FunctionSample
