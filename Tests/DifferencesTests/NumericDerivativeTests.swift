import Differences
import Foundation
import TestSupport
import Testing

@Suite struct NumericDerivativeTests {
  private func differentiate(
    _ x: Double, scale: Double = 1, _ f: @escaping (Double) -> Double
  ) -> Derivative {
    differentiate(x, scale: scale) { (f($0), FunctionSample()) }
  }

  private func differentiate(
    _ x: Double, scale: Double = 1, sampled: @escaping (Double) -> (Double, FunctionSample)
  ) -> Derivative {
    NumericDerivative.differentiate(at: x, scale: scale, count: 1, components: [0..<1]) {
      let (value, sample) = sampled($0)
      $1[0] = value
      return sample
    }.derivatives[0]
  }

  @Test func randomFunctionsKeepTheirBounds() {
    var count = 0
    var valid = 0
    var sharp = 0
    var errors: [Double] = []
    var evaluations: [Int] = []
    for seed in 0..<4 {
      var generator = SeededGenerator(seed: UInt64(2_000 + seed))
      for _ in 0..<1_500 {
        let f = RandomFunction.random(depth: 1 + generator.below(4), &generator)
        let x = generator.normal() * pow(10, Double.random(in: -3...2, using: &generator))
        var largest = 0.0
        let value = f.value(at: x, &largest)
        let exact = f.derivative(at: x)
        guard value.isFinite, exact.isFinite, value.magnitude > 1e-200, value.magnitude < 1e100
        else { continue }
        let result = NumericDerivative.differentiate(
          at: x, scale: 1, count: 1, components: [0..<1]
        ) { x, values in
          var largest = 0.0
          values[0] = f.value(at: x, &largest)
          return FunctionSample(magnitude: largest)
        }
        count += 1
        evaluations.append(result.evaluations)
        guard let (estimate, bound) = result.derivatives[0].smooth else {
          errors.append(.infinity)
          continue
        }
        let error = (estimate - exact).magnitude
        if error <= bound { valid += 1 }
        if bound <= 1e-6 * exact.magnitude { sharp += 1 }
        errors.append(error / max(exact.magnitude, 1e-300))
      }
    }
    errors.sort()
    evaluations.sort()
    let share = Double(valid) / Double(count)
    let sharpShare = Double(sharp) / Double(count)
    print(
      "random functions: \(count), bound valid \(share), sharp \(sharpShare), median error "
        + "\(errors[count / 2]), median evaluations \(evaluations[count / 2])")
    #expect(count >= 5_000)
    #expect(share >= 0.999)
    #expect(sharpShare >= 0.88)
    #expect(errors[count / 2] <= 1e-12)
    #expect(evaluations[count / 2] <= 17)
  }

  /// How a function has its kink at a distance `u` from the point where the branch changes.
  enum Kink: String, CaseIterable {
    case relu, abs, hinge, tie

    func value(_ u: Double) -> Double {
      switch self {
      case .relu: max(u, 0)
      case .abs: u.magnitude
      case .hinge: max(0, 1 - (1 + u))
      case .tie: max(2 * u, 0.5 * u)
      }
    }

    func slope(below: Bool) -> Double {
      switch self {
      case .relu: below ? 0 : 1
      case .abs: below ? -1 : 1
      case .hinge: below ? -1 : 0
      case .tie: below ? 0.5 : 2
      }
    }
  }

  @Test(arguments: Kink.allCases, [true, false])
  func kinksAreFlaggedOrAvoided(_ kink: Kink, signed: Bool) {
    var count = 0
    var right = 0
    var evaluations: [Int] = []
    var generator = SeededGenerator(seed: 71)
    while count < 600 {
      let smooth = RandomFunction.random(depth: 1 + generator.below(3), &generator)
      let x = generator.normal()
      let slope = smooth.derivative(at: x)
      guard slope.isFinite, slope.magnitude < 1e3 else { continue }
      let size = pow(10, Double.random(in: -2...1, using: &generator))
      let atPoint = count % 4 == 0
      let exponent = Double.random(in: -9 ... -1, using: &generator)
      let distance = atPoint ? 0 : pow(10, exponent) * (generator.below(2) == 0 ? 1 : -1)
      let place = x + distance
      let result = NumericDerivative.differentiate(
        at: x, scale: 1, count: 1, components: [0..<1]
      ) { t, values in
        var largest = 0.0
        let u = t - place
        values[0] = smooth.value(at: t, &largest) + size * kink.value(u)
        return FunctionSample(
          signature: signed ? (u > 0 ? 1 : u < 0 ? 2 : 0) : 0, magnitude: largest)
      }
      count += 1
      evaluations.append(result.evaluations)
      let below = slope + size * kink.slope(below: true)
      let above = slope + size * kink.slope(below: false)
      // Rounding of the exact slope itself.
      let rounding = 1e-14 * (slope.magnitude + size)
      switch result.derivatives[0] {
      case .kink(let one, let other, let bound):
        let (lower, upper) = (min(one, other), max(one, other))
        let isRight =
          (lower - min(below, above)).magnitude <= bound + rounding
          && (upper - max(below, above)).magnitude <= bound + rounding
        if isRight, atPoint || distance.magnitude <= 1e-5, bound <= 1e-3 * size { right += 1 }
      case .smooth(let value, let bound):
        let exact = x > place ? above : below
        if !atPoint, (value - exact).magnitude <= bound + rounding, bound <= 1e-3 * size {
          right += 1
        }
      default: break
      }
    }
    evaluations.sort()
    print(
      "\(kink) signed \(signed): \(right) of \(count), median evaluations \(evaluations[count / 2])"
    )
    #expect(Double(right) >= 0.99 * Double(count))
  }

  /// A function by name, at 0, with what its derivative there is.
  struct Named: Sendable, CustomTestStringConvertible {
    let name: String
    let isRight: @Sendable (Derivative) -> Bool
    let function: @Sendable (Double) -> Double
    var testDescription: String { name }

    static func smooth(_ name: String, _ slope: Double, _ f: @escaping @Sendable (Double) -> Double)
      -> Named
    {
      Named(
        name: name,
        isRight: { $0.smooth.map { ($0.value - slope).magnitude <= $0.bound } ?? false },
        function: f)
    }

    static func kink(
      _ name: String, _ slopes: (Double, Double), _ f: @escaping @Sendable (Double) -> Double
    ) -> Named {
      Named(
        name: name,
        isRight: { derivative in
          guard case .kink(let lower, let upper, let bound) = derivative else { return false }
          return (lower - slopes.0).magnitude <= bound && (upper - slopes.1).magnitude <= bound
        }, function: f)
    }

    static func other(
      _ name: String, _ wanted: Derivative, _ f: @escaping @Sendable (Double) -> Double
    ) -> Named {
      Named(name: name, isRight: { $0 == wanted }, function: f)
    }

    static let all = [
      kink("relu", (0, 1)) { max($0, 0) }, kink("abs", (-1, 1)) { $0.magnitude },
      kink("a kink under a curve", (-2.01, -1.99)) { 0.01 * $0.magnitude + ($0 - 1) * ($0 - 1) },
      smooth("both halves of relu", 1) { max($0, 0) - max(-$0, 0) },
      smooth("x|x|", 0) { $0 * $0.magnitude },
      smooth("relu squared", 0) { max($0, 0) * max($0, 0) },
      other("a root of |x|", .singular) { $0.magnitude.squareRoot() },
      other("a step at the point", .singular) { $0 > 0 ? 1 : 0 },
      other("the sign", .singular) { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
      other("the end of a root", .domainEdge) { $0.squareRoot() },
      other("a pole", .nonFinite) { 1 / $0 },
    ]
  }

  @Test(arguments: Named.all, [true, false])
  func namedFunctionsAreTold(_ named: Named, signed: Bool) {
    let derivative = differentiate(0) { x in
      (
        named.function(x),
        FunctionSample(signature: signed ? (x > 0 ? 1 : x < 0 ? 2 : 0) : 0, magnitude: 1)
      )
    }
    #expect(named.isRight(derivative), "\(derivative)")
  }
}
