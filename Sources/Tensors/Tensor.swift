internal import RealModule

/// A dense tensor, stored row-major.
public struct Tensor<Scalar: TensorScalar>: Hashable, Sendable {
  /// The extents of the axes.
  public let shape: Shape
  /// The entries, the last axis fastest.
  public var scalars: [Scalar]

  /// Creates a tensor; the number of entries must be the shape's.
  public init(shape: Shape, scalars: [Scalar]) {
    precondition(shape.count == scalars.count, "\(scalars.count) entries for shape \(shape)")
    self.shape = shape
    self.scalars = scalars
  }

  /// Creates a tensor with one value everywhere.
  public init(repeating value: Scalar, shape: Shape) {
    self.init(shape: shape, scalars: [Scalar](repeating: value, count: shape.count))
  }

  /// Creates a scalar.
  public init(_ value: Scalar) { self.init(shape: .scalar, scalars: [value]) }

  /// The same entries in another shape of the same count.
  public func reshaped(to shape: Shape) -> Tensor { Tensor(shape: shape, scalars: scalars) }

  /// The tensor with its axes in reverse order.
  public var transposed: Tensor {
    let view = StridedView(of: shape).permuted(Array((0..<shape.rank).reversed()))
    return Tensor(shape: view.shape, scalars: view.positions.map { scalars[$0] })
  }

  /// Whether no entry is NaN or infinite.
  public var isFinite: Bool {
    // Other modules call the generic code: without these every step would look its type up.
    @_specialize(where Scalar == Double)
    @_specialize(where Scalar == Float)
    get {
      for scalar in scalars where !scalar.isFinite { return false }
      return true
    }
  }

  /// The largest magnitude; NaN where an entry is NaN; 0 for no entries.
  public var largestMagnitude: Scalar {
    @_specialize(where Scalar == Double)
    @_specialize(where Scalar == Float)
    get {
      var largest = Scalar.zero
      for scalar in scalars {
        // Swift's max drops a NaN on one side; here it must stay.
        if !(scalar.magnitude <= largest) { largest = scalar.magnitude }
        if largest.isNaN { return largest }
      }
      return largest
    }
  }

  /// The root of the mean of the squares, scaled so that entries of any finite size work.
  public var rootMeanSquare: Scalar {
    @_specialize(where Scalar == Double)
    @_specialize(where Scalar == Float)
    get {
      let largest = largestMagnitude
      guard largest.isFinite, largest > 0 else { return largest }
      var sum = Scalar.zero
      for scalar in scalars { sum += (scalar / largest) * (scalar / largest) }
      return largest * Scalar.sqrt(sum / Scalar(scalars.count))
    }
  }
}

extension Tensor where Scalar == Double {
  /// The tensor rounded to single precision.
  public var singlePrecision: Tensor<Float> {
    Tensor<Float>(shape: shape, scalars: scalars.map { Float($0) })
  }
}

extension Tensor where Scalar == Float {
  /// The same values in double precision.
  public var doublePrecision: Tensor<Double> {
    Tensor<Double>(shape: shape, scalars: scalars.map { Double($0) })
  }
}
