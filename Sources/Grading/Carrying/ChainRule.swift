internal import Coursework
internal import Formulas
internal import Synchronization
internal import Tensors

/// Other ways to a derivative than its reference: by the chain rule, through derivatives that earlier parts ask for.
///
/// Where every path from `x` to `L` leads through `m`, `∂L/∂x = ∂L/∂m · ∂m/∂x`, whatever formula the reference has. Who
/// goes that way goes on from a wrong `∂L/∂m`, or a wrong `∂m/∂x`, and is right.
final class ChainRule: Sendable {
  /// One way.
  struct Way: Sendable {
    /// The earlier part that asks for the derivative by a quantity on the way; nil if none does.
    let upstream: String?
    /// That derivative where no part asks for it.
    let unasked: Tensor<Double>?
    /// The earlier part that asks for the derivative of that quantity; nil if none does.
    let local: String?
    /// How many entries that quantity has.
    let middleCount: Int
    /// Its derivative, its entries by the entries of the variable.
    let jacobian: Tensor<Double>
  }

  private let part: Part
  private let problem: Problem
  private let made = Mutex<[Way]?>(nil)

  /// Larger Jacobians would take longer than everything else.
  private static let mostEntries = 50_000

  init(_ part: Part, problem: Problem) {
    self.part = part
    self.problem = problem
  }

  /// The ways, in the order of the earlier parts, the last one first.
  var ways: [Way] {
    made.withLock { made in
      if let made { return made }
      let ways = make()
      made = ways
      return ways
    }
  }

  private func make() -> [Way] {
    guard case .derivative(let output, let variable) = part.quantity, part.isWhole,
      let forward = problem.forward, let own = forward.shape(of: variable)?.count
    else { return [] }
    let earlier = problem.parts.prefix { $0.id != part.id }.filter { $0.isWhole }
    let through = earlier.reversed().compactMap { upstream -> Way? in
      guard case .derivative(output, let middle) = upstream.quantity, middle != variable,
        let count = forward.shape(of: middle)?.count, count * own <= ChainRule.mostEntries,
        forward.cuts(middle, from: variable, to: output),
        let jacobian = ReverseDerivative.jacobian(
          forward, of: middle, by: variable, inputs: problem.inputs)
      else { return nil }
      let local = earlier.first { $0.quantity == .derivative(of: middle, by: variable) }
      return Way(
        upstream: upstream.id, unasked: nil, local: local?.id, middleCount: count,
        jacobian: jacobian)
    }
    let into = earlier.reversed().compactMap { local -> Way? in
      guard case .derivative(let middle, variable) = local.quantity, middle != output,
        !earlier.contains(where: { $0.quantity == .derivative(of: output, by: middle) }),
        let count = forward.shape(of: middle)?.count, count * own <= ChainRule.mostEntries,
        forward.cuts(middle, from: variable, to: output),
        let jacobian = ReverseDerivative.jacobian(
          forward, of: middle, by: variable, inputs: problem.inputs),
        let unasked = ReverseDerivative.jacobian(
          forward, of: output, by: middle, inputs: problem.inputs)
      else { return nil }
      return Way(
        upstream: nil, unasked: unasked, local: local.id, middleCount: count, jacobian: jacobian)
    }
    return through + into
  }

  /// Whether a way leads through what an earlier part asks for.
  func uses(_ earlier: String) -> Bool {
    ways.contains { $0.upstream == earlier || $0.local == earlier }
  }

  /// The product along a way, and how far it may be off.
  ///
  /// - Parameters:
  ///   - way: The way.
  ///   - values: The values of the earlier parts, where they are not those of the way.
  ///   - errors: How far each entry of these may be off.
  ///   - right: The right values of earlier parts.
  /// - Returns: nil if the shapes do not fit.
  func product(
    _ way: Way, at values: [String: Tensor<Double>], errors: [String: [Double]],
    right: [String: Tensor<Double>]
  ) -> (value: Tensor<Double>, error: [Double])? {
    guard
      let upstream = way.unasked ?? way.upstream.flatMap({ values[$0] ?? right[$0] })
    else { return nil }
    let local = way.local.flatMap { values[$0] } ?? way.jacobian
    let inner = max(way.middleCount, 1)
    let (rows, width) = (upstream.shape.count / inner, way.jacobian.shape.count / inner)
    guard rows * inner == upstream.shape.count, rows * width == part.shape.count,
      local.shape.count == way.jacobian.shape.count
    else { return nil }
    let upstreamErrors = way.upstream.flatMap { errors[$0] }
    let localErrors = way.local.flatMap { errors[$0] }
    var value = Tensor(repeating: 0.0, shape: part.shape)
    var error = [Double](repeating: 0, count: part.shape.count)
    for row in 0..<rows {
      for k in 0..<inner {
        let u = upstream.scalars[row * inner + k]
        let uError = upstreamErrors?[row * inner + k] ?? 0
        for column in 0..<width {
          let j = local.scalars[k * width + column]
          value.scalars[row * width + column] += u * j
          error[row * width + column] +=
            j.magnitude * uError + u.magnitude * (localErrors?[k * width + column] ?? 0)
        }
      }
    }
    return value.isFinite ? (value, error) : nil
  }
}
