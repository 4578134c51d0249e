internal import Tensors

/// A function of a tensor whose entries can be changed one at a time.
public protocol EntrywiseFunction {
  /// The entries at the point.
  var point: [Double] { get }
  /// The number of values of a sample.
  var sampleCount: Int { get }
  /// Evaluates with one entry changed.
  func sample(entry: Int, value: Double, into values: inout [Double]) -> FunctionSample
  /// Evaluates with all entries given.
  func sample(at point: [Double], into values: inout [Double]) -> FunctionSample
}

extension NumericDerivative {
  /// The derivative of each component by each entry: `[entry][component]`.
  ///
  /// The scale of an entry is the larger of its magnitude and the tensor's root mean square, 1 where
  /// both are 0. The noise is measured once, along all entries together.
  public static func jacobian(
    of function: any EntrywiseFunction, components: [Range<Int>]
  ) -> [[Derivative]] {
    let point = function.point
    let scales = scales(of: point)
    let count = function.sampleCount
    let noise = noise(at: 0, scale: 1, count: count, components: components) { t, values in
      function.sample(at: zip(point, scales).map { $0 + t * $1 }, into: &values)
    }
    return point.indices.map { entry in
      guard point[entry] != -.infinity else { return components.map { _ in neverSelected } }
      return differentiate(
        at: point[entry], scale: scales[entry], count: count, components: components, noise: noise
      ) { x, values in
        function.sample(entry: entry, value: x, into: &values)
      }.derivatives
    }
  }
}

extension NumericDerivative {
  /// The derivative of each component along a direction.
  ///
  /// The scale is `max(‖x‖₂, 1) / ‖d‖₂`.
  public static func directional(
    of function: any EntrywiseFunction, along direction: [Double], components: [Range<Int>]
  ) -> [Derivative] {
    let point = function.point
    var size = ScaledNorm()
    for x in point { size.add(x) }
    var length = ScaledNorm()
    for d in direction { length.add(d) }
    return differentiate(
      at: 0, scale: max(size.value, 1) / length.value, count: function.sampleCount,
      components: components
    ) { t, values in
      function.sample(at: zip(point, direction).map { $0 + t * $1 }, into: &values)
    }.derivatives
  }

  /// The derivative of each component by some entries only.
  public static func entries(
    _ positions: [Int], of function: any EntrywiseFunction, components: [Range<Int>]
  ) -> [[Derivative]] {
    let point = function.point
    let scales = scales(of: point)
    return positions.map { entry in
      guard point[entry] != -.infinity else { return components.map { _ in neverSelected } }
      return differentiate(
        at: point[entry], scale: scales[entry], count: function.sampleCount,
        components: components
      ) { x, values in
        function.sample(entry: entry, value: x, into: &values)
      }.derivatives
    }
  }

  /// By the logarithm of 0 nothing changes, however it is moved.
  private static let neverSelected = Derivative.smooth(value: 0, bound: 0)

  /// The larger of an entry's magnitude and the root mean square of all, 1 where both are 0; the logarithm of 0 has no size.
  private static func scales(of point: [Double]) -> [Double] {
    let sized = point.map { $0 == -.infinity ? 0 : $0 }
    let typical = Tensor(shape: Shape([point.count]), scalars: sized).rootMeanSquare
    return sized.map { x in
      let scale = max(x.magnitude, typical)
      return scale > 0 ? scale : 1
    }
  }
}
