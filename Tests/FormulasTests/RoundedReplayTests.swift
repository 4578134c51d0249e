import Formulas
import Foundation
import Tensors
import Testing

@Suite struct RoundedReplayTests {
  private func rounded(_ value: Double, _ decimals: Double) -> Double {
    (value * pow(10, decimals)).rounded() / pow(10, decimals)
  }

  /// Every step is rounded, but not the last one, which printing rounds.
  @Test func everyStepIsRoundedButTheLast() throws {
    let symbols = [FormulaSymbol("x", shape: Shape([2]), origin: .given)]
    let formula = try CompiledFormula(
      try FormulaLanguage.parse(FormulaText("h = exp(x)\ny = h * x + 1\ny * h")), symbols: symbols)
    let x = [0.37, -1.21]
    let found = formula.replay(
      ["x": Tensor(shape: Shape([2]), scalars: x)],
      rounding: RoundedSteps(digits: 3, isRelative: false, shift: 0.5))
    let h = x.map { rounded(exp($0), 3) }
    let y = zip(h, x).map { rounded(rounded($0 * $1, 3) + 1, 3) }
    let wanted = zip(y, h).map { $0 * $1 }
    for (value, right) in zip(found.answer.scalars, wanted) {
      #expect((value - right).magnitude <= 1e-15)
    }
    let bound = try #require(found.bindings["h"])
    for (value, right) in zip(bound.scalars, h) { #expect((value - right).magnitude <= 1e-15) }
  }

  @Test func numbersAreRoundedByDecimalsAndBySignificantDigits() {
    func apply(_ value: Double, _ digits: Int, _ isRelative: Bool, _ shift: Double) -> Double {
      RoundedSteps(digits: digits, isRelative: isRelative, shift: shift)(value)
    }
    #expect(apply(-0.12345, 3, false, 0.5) == -0.123)
    #expect(apply(-0.12399, 3, false, 0) == -0.123)
    #expect(apply(0.0012345, 3, true, 0.5) == 0.00123)
    #expect(apply(12345, 3, true, 0.5) == 12300)
    #expect(apply(0, 3, true, 0.5) == 0)
    #expect(apply(-.infinity, 3, true, 0.5) == -.infinity)
    #expect(apply(.leastNonzeroMagnitude, 3, true, 0.5).isFinite)
  }
}
