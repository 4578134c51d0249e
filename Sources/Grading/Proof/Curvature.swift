internal import Coursework
internal import Differences
internal import Formulas
internal import Tensors

/// A second derivative of a forward along two directions, from values of the forward alone.
///
/// Reverse mode through its own gradient, and numeric differentiation of that gradient, are both built on the rules of
/// differentiation. This witness is not.
struct Curvature {
  /// The directions of the first and the second variable.
  let directions: (first: [Double], second: [Double])
  /// The second derivative along both.
  let value: Double
  /// How far it may be off.
  let bound: Double
  /// Whether both variables are one, so that the second derivatives are symmetric.
  let isSymmetric: Bool

  /// Works it out; nil for other parts, and where values alone cannot tell.
  init?(_ part: Part, in problem: Problem, _ values: [String: Tensor<Double>]) {
    guard part.isWhole, case .derivative(let gradient, let second) = part.quantity,
      let (loss, first) = GradientVariable.parts(of: gradient), let forward = problem.forward,
      let own = values[first], let other = values[second]
    else { return nil }
    func direction(_ value: Tensor<Double>, _ number: Int) -> [Double] {
      let typical = value.rootMeanSquare
      return RandomDirection.entries(count: value.shape.count, number: number).map {
        $0 * (typical > 0 ? typical : 1)
      }
    }
    func along(_ motions: [ForwardLine.Motion]) -> (value: Double, bound: Double)? {
      guard
        let line = ForwardLine(forward, of: loss, along: motions, inputs: problem.inputs)
      else { return nil }
      return SecondDifference.differentiate(count: line.sampleCount) { place, summands in
        let trace = line.sample(at: place, into: &summands)
        return FunctionSample(signature: trace.signature, magnitude: trace.magnitude)
      }
    }
    isSymmetric = first == second
    guard !isSymmetric else {
      let way = direction(own, 0)
      guard let (value, bound) = along([.init(first, way)]) else { return nil }
      (directions, self.value, self.bound) = ((way, way), value, bound)
      return
    }
    // (a + b)² − (a − b)² = 4 a b
    let (one, two) = (direction(own, 0), direction(other, 1))
    guard let sum = along([.init(first, one), .init(second, two)]),
      let difference = along([.init(first, one), .init(second, two.map { -$0 })])
    else { return nil }
    directions = (one, two)
    value = (sum.value - difference.value) / 4
    bound = (sum.bound + difference.bound) / 4
  }
}
