import Formulas
import Tensors
import Testing

@Suite struct RangeInferenceTests {
  @Test func forwardsTakeTheLargestRangeInBounds() throws {
    let inputs = ["x": counting(2, 7, 9), "W": counting(3, 2, 3, 4)]
    let text = "y[k,i,j] = sum[t,m,n](x[t, i*s + m, j*s + n] * W[k,t,m,n])"
    let formula = try compile(text, inputs, sizes: ["s": 2], forward: true)
    #expect(formula.shape == Shape([3, 3, 3]))
    #expect(formula.inferredRanges.map(\.name) == ["i", "j"])
    #expect(formula.inferredRanges.map(\.extent) == [3, 3])
    #expect(throws: FormulaError.self) { try compile(text, inputs, sizes: ["s": 2]) }
  }

  @Test func theLeftSideGivesRangesToAReference() throws {
    let inputs = ["x": counting(9)]
    let formula = try compile("y[i] = x[2*i + 1]", inputs, answer: Shape([3]))
    #expect(formula.evaluate(inputs).scalars == [2, 4, 6])
  }

  @Test func statedRangesWin() throws {
    let inputs = ["x": counting(9)]
    #expect(try compile("sum[i < 2](x[i])", inputs).evaluate(inputs).scalars == [3])
    #expect(
      try compile("sum[i < n + 1](x[i])", inputs, sizes: ["n": 1])
        .evaluate(inputs.merging(["n": Tensor(1)]) { $1 }).scalars == [3])
  }
}
