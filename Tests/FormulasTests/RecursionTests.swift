import Differences
import Tensors
import TestSupport
import Testing

@testable import Formulas

/// Names that loops compute step by step, and derivatives by them.
@Suite struct RecursionTests {
  private static let linear = """
    h[0] = x[0]
    h[t] = a * h[t-1] + x[t] for 1 <= t < 4
    L = sum(g * h)
    """
  private static let given: [String: Tensor<Double>] = [
    "a": tensor([], [0.5]), "x": tensor([4], [1, 2, 3, 4]), "g": tensor([4], [1, 10, 100, 1000]),
  ]

  private func derivative(_ forward: CompiledFormula, by name: String) throws -> [Double] {
    try #require(
      ReverseDerivative.jacobian(forward, of: "L", by: name, inputs: Self.given)
    ).scalars
  }

  @Test func stepsAreComputedInTheirOrder() throws {
    let values = try compile(Self.linear, Self.given).evaluateBindings(Self.given)
    #expect(values["h"]?.scalars == [1, 2.5, 4.25, 6.125])
    let down = try compile(
      "d[3] = g[3]\nd[t] = g[t] + a * d[t+1] for 3 > t >= 0\nd", Self.given)
    #expect(down.evaluate(Self.given).scalars == [156, 310, 600, 1000])
  }

  /// ∂L/∂h[t] = g[t] + a ∂L/∂h[t+1]; with all other steps held fast it is g[t].
  @Test func theTotalDerivativeGoesThroughLaterSteps() throws {
    let forward = try compile(Self.linear, Self.given)
    #expect(try derivative(forward, by: "h") == [156, 310, 600, 1000])
    #expect(try derivative(forward, by: DirectVariable.name(of: "h")) == [1, 10, 100, 1000])
    #expect(try derivative(forward, by: "x") == [156, 310, 600, 1000])
    // ∂L/∂a = sum of δ[t] h[t-1].
    #expect(try derivative(forward, by: "a") == [310 + 2.5 * 600 + 4.25 * 1000])
  }

  /// Both derivatives are what changing one step makes of the loss, computed again.
  @Test(arguments: ["h", "direct h", "c", "direct c", "W", "x", "h0"])
  func numericDerivativesAgree(_ name: String) throws {
    let text = """
      h[0] = h0
      c[0] = 0.3 * h0
      z[t] = W @ h[t-1] + x[t] for 1 <= t < 5
      c[t] = sigmoid(z[t]) * c[t-1] + (1 - sigmoid(z[t])) * tanh(x[t] * h[t-1]) for 1 <= t < 5
      h[t] = sigmoid(c[t] + x[t-1]) * tanh(c[t]) for 1 <= t < 5
      L = sum(g * h) + sum(c[2] * h[3])
      """
    var generator = SeededGenerator(seed: 11)
    let given = ["h0": [3], "W": [3, 3], "x": [5, 3], "g": [5, 3]].mapValues { shape in
      tensor(shape, (0..<shape.reduce(1, *)).map { _ in generator.normal() })
    }
    let forward = try compile(text, given)
    let exact = try #require(
      ReverseDerivative.jacobian(forward, of: "L", by: name, inputs: given))
    let sampler = try #require(ForwardSampler(forward, of: "L", by: name, inputs: given))
    var (above, below) = ([Double](), [Double]())
    for entry in exact.scalars.indices {
      above = [Double](repeating: 0, count: sampler.sampleCount)
      below = above
      let step = 1e-5
      _ = sampler.sample(entry: entry, value: sampler.point[entry] + step, into: &above)
      _ = sampler.sample(entry: entry, value: sampler.point[entry] - step, into: &below)
      let slope = zip(above, below).reduce(0) { $0 + ($1.0 - $1.1) } / (2 * step)
      #expect((slope - exact.scalars[entry]).magnitude < 1e-8, "\(name) \(entry)")
    }
  }

  /// A student's own values of a recursion stand in place of what is computed, at all steps.
  @Test func ownValuesReplaceAllSteps() throws {
    let text = "h[0] = x[0]\nh[t] = a * h[t-1] for 1 <= t < 4\ny[t] = 2 * h[t] for t < 4"
    let forward = try compile(text, Self.given)
    let own = tensor([4], [5, 6, 7, 8])
    let values = forward.evaluateBindings(Self.given, replacing: ["h": own])
    #expect(values["y"]?.scalars == [10, 12, 14, 16])
    #expect(values["h"]?.scalars == own.scalars)
  }

  @Test func aNameThatLacksStepsIsOfUseInLoops() throws {
    let text = "h[0] = x[0]\nu[t] = a * h[t-1] for 1 <= t < 4\nh[t] = u[t] + x[t] for 1 <= t < 4\nh"
    #expect(try compile(text, Self.given).evaluate(Self.given).scalars == [1, 2.5, 4.25, 6.125])
    let error = #expect(throws: FormulaError.self) { try compile(text + "\nu", Self.given) }
    #expect(error?.message == "u[0] has no value")
  }

  @Test func aLoopReadsBackAsItWasWritten() throws {
    for line in [
      "h[t] = 2 * h[t - 1] for 1 <= t < T", "d[t] = d[t + 1] for T - 1 > t >= 0",
      "p[t, s] = p[t - 1, s] for 2 <= t < 5, s < 3",
    ] {
      let formula = try FormulaLanguage.parse(FormulaText(line))
      #expect(formula.description == line)
      #expect(formula.statements[0].binders[0].isLoop)
    }
  }

  /// One slip on the way back is made at all steps: the recursion taken for a constant is truncated backpropagation.
  @Test func aSlipIsMadeAtAllSteps() throws {
    let forward = try compile(Self.linear, Self.given)
    let slips = forward.backwardSlips(from: ["L"], to: ["a"])
    let answers = slips.compactMap { slip in
      DerivedForward(
        forward, asked: [.derivative(of: "L", by: "a")], slip: slip
      ).values(at: [0], Self.given)[0]?.scalars.first
    }
    // sum of g[t] h[t-1]: each step as if the one before were given.
    #expect(answers.contains(10 + 2.5 * 100 + 4.25 * 1000))
    // The sign lost in each step's sum.
    #expect(answers.contains(-(310 + 2.5 * 600 + 4.25 * 1000)))
  }

  /// Worked out by hand: δ[t] = g[t] + a g[t+1] and nothing from further on, times h[t-1].
  @Test func backpropagationIsTruncatedAfterEachNumberOfSteps() throws {
    let forward = try compile(Self.linear, Self.given)
    let slips = forward.backwardSlips(from: ["L"], to: ["a", "x"])
    let asked: [AskedQuantity] = [.derivative(of: "L", by: "a"), .derivative(of: "L", by: "x")]
    let answers = slips.filter { $0.id.kind.hasPrefix("back.truncated") }.map { slip in
      let values = DerivedForward(forward, asked: asked, slip: slip)
        .values(at: [0, 1], Self.given)
      return (slip.id.kind, [0, 1].map { values[$0]?.scalars ?? [] })
    }
    #expect(answers.map(\.0) == ["back.truncated-0", "back.truncated-1"])
    #expect(answers.first?.1 == [[10 + 2.5 * 100 + 4.25 * 1000], [1, 10, 100, 1000]])
    #expect(
      answers.last?.1 == [[60 + 2.5 * 600 + 4.25 * 1000], [6, 60, 600, 1000]])
  }

  /// The cost and the memory of a gradient through so many steps.
  @Test(arguments: [10, 1000])
  func aGradientThroughTimeCostsAFewForwards(_ steps: Int) throws {
    let text = """
      h[0] = h0
      h[t] = tanh(W @ h[t-1] + V @ x[t] + b) for 1 <= t < \(steps)
      L = sum(h^2)
      """
    var generator = SeededGenerator(seed: 5)
    let given = ["h0": [16], "W": [16, 16], "V": [16, 16], "b": [16], "x": [steps, 16]].mapValues {
      shape in tensor(shape, (0..<shape.reduce(1, *)).map { _ in 0.2 * generator.normal() })
    }
    let forward = try compile(text, given)
    let loss = try #require(forward.node(of: "L"))
    for name in ["W", "x", "h0", "h"] {
      var graph = forward.graph
      let seed = graph.constant(1)
      let gradient = graph.gradient(
        of: loss, seed: seed, by: try #require(forward.node(of: name)))
      let cost = graph.work(for: [loss, gradient]) / graph.work(for: [loss])
      print("gradient by \(name) through \(steps) steps: \((cost * 100).rounded() / 100) forwards")
      #expect(cost <= 5, "\(name): \(cost)")
      let plan = EvaluationPlan<Double>(graph, outputs: [loss, gradient], free: [])
      // So many numbers a step, however many steps there are.
      #expect(plan.size / steps < 2_500, "\(name): \(plan.size / steps)")
    }
  }
}

extension RecursionTests {
  /// What is tried of a long loop is as much as of a short one.
  @Test func theNumberOfSlipsDoesNotGrowWithTheSteps() throws {
    func counts(_ steps: Int) throws -> Int {
      let text = """
        h[0] = x[0]
        h[t] = tanh(a * h[t-1] + x[t]) for 1 <= t < \(steps)
        L = sum(h^2)
        """
      let forward = try compile(
        text, ["a": tensor([], [0.5]), "x": tensor([steps], (0..<steps).map(Double.init))])
      return forward.backwardSlips(from: ["L"], to: ["h", "a"]).count
    }
    #expect(try counts(30) == counts(6))
  }
}
