import Formulas
import Tensors
import Testing

@Suite struct ForwardSamplerTests {
  private func sampler(
    _ text: String, of output: String, by variable: String, _ inputs: [String: Tensor<Double>]
  ) throws -> ForwardSampler {
    try #require(
      ForwardSampler(
        try compile(text, inputs, forward: true), of: output, by: variable, inputs: inputs))
  }

  @Test(arguments: [
    ("L = sum(g * x)", 3), ("L = 0.5 * sum((x - g)^2)", 3), ("L = -mean(x)", 3),
    ("L = sum(x * g) / 4 + sum(x^2) - 1", 7), ("L = x @ g", 3), ("L = max(x)", 1),
    ("L = sum[i](x[i] * g[i]) * 2", 3),
  ])
  func aSumIsGivenAsItsSummands(_ text: String, _ count: Int) throws {
    let x = tensor([3], [0.5, -1, 2])
    let g = tensor([3], [3, 4, -5])
    let inputs = ["x": x, "g": g]
    let sampler = try sampler(text, of: "L", by: "x", inputs)
    #expect(sampler.sampleCount == count)
    let value = try compile(text, inputs).evaluate(inputs).scalars[0]
    var values = [Double](repeating: 0, count: count)
    _ = sampler.sample(entry: 0, value: 0.5, into: &values)
    #expect((values.reduce(0, +) - value).magnitude < 1e-14)
  }

  @Test func anIntermediateIsFree() throws {
    let x = tensor([2], [1, 2])
    let sampler = try sampler(
      "s = 3 * x\nz = s\nL = sum(s * z)", of: "L", by: "z", ["x": x])
    var values = [0.0, 0.0]
    _ = sampler.sample(entry: 1, value: 100, into: &values)
    // s keeps its value: only its other name was set free.
    #expect(values == [9, 600])
    _ = sampler.sample(entry: 0, value: 3, into: &values)
    #expect(values == [9, 36])
  }

  @Test func branchesShowInTheSignature() throws {
    let x = tensor([2], [1, -1])
    let sampler = try sampler("L = sum(relu(x))", of: "L", by: "x", ["x": x])
    var values = [0.0, 0.0]
    let base = sampler.sample(entry: 0, value: 1, into: &values).signature
    #expect(sampler.sample(entry: 0, value: 2, into: &values).signature == base)
    #expect(sampler.sample(entry: 0, value: -2, into: &values).signature != base)
    #expect(sampler.sample(entry: 0, value: 0, into: &values).signature != base)
  }

  /// Each line doubles the ways to the first one: forty lines have a million million.
  @Test func sumsOfSumsAreLookedThroughOnce() throws {
    let x = tensor([2], [0.75, -1.5])
    var lines = ["a0 = sum(x^2)"]
    for number in 1...40 { lines.append("a\(number) = a\(number - 1) + a\(number - 1)") }
    for number in 41...52 {
      lines.append("a\(number) = 0.5 * a\(number - 1) + (a\(number - 1) - a\(number - 2)) / 4")
    }
    let forward = try compile((lines + ["a52"]).joined(separator: "\n"), ["x": x], forward: true)
    let sampler = try #require(
      ForwardSampler(forward, of: "a40", by: "x", inputs: ["x": x]))
    #expect(sampler.sampleCount == 2)
    var values = [0.0, 0]
    _ = sampler.sample(entry: 0, value: 2, into: &values)
    #expect(values.sorted() == [2.25 * 0x1p40, 4 * 0x1p40])
    let scaled = try #require(ForwardSampler(forward, of: "a52", by: "x", inputs: ["x": x]))
    var all = [Double](repeating: 0, count: scaled.sampleCount)
    _ = scaled.sample(entry: 0, value: 2, into: &all)
    let whole = forward.evaluateBindings(["x": tensor([2], [2, -1.5])])["a52"]?.scalars[0] ?? 0
    #expect(abs(all.reduce(0, +) - whole) <= 1e-12 * abs(whole))
  }
}
