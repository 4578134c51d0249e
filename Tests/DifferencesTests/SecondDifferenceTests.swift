import Differences
import RealModule
import TestSupport
import Testing

/// Second derivatives of functions of one number, beside exact ones.
@Suite struct SecondDifferenceTests {
  private func second(_ function: @escaping (Double) -> Double) -> (value: Double, bound: Double)? {
    SecondDifference.differentiate(count: 1) { x, values in
      values[0] = function(x)
      return FunctionSample()
    }
  }

  @Test func theBoundHoldsAndIsNarrow() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<400 {
      let (a, b, c) = (generator.normal(), 2 * generator.normal(), 10 * generator.normal())
      let functions: [(of: (Double) -> Double, second: Double)] = [
        ({ Double.exp(a * $0) + c }, a * a), ({ Double.sin(b * $0 + a) }, -b * b * Double.sin(a)),
        ({ c + a * $0 + b * $0 * $0 }, 2 * b), ({ Double.tanh(a * $0) * $0 + c }, 2 * a),
        ({ 1 / (2 + $0) + c }, 0.25), ({ 1e6 + Double.cos(a * $0) }, -a * a),
      ]
      for (function, exact) in functions {
        let (value, bound) = try #require(second(function))
        #expect((value - exact).magnitude <= bound, "\(value) ± \(bound), exactly \(exact)")
        #expect(bound <= 1e-4 * (1 + exact.magnitude + c.magnitude))
      }
    }
  }

  @Test func whatIsNotFiniteHasNone() {
    #expect(second { Double.log($0) } == nil)
    #expect(second { $0 == 0 ? 0 : .nan } == nil)
  }
}
