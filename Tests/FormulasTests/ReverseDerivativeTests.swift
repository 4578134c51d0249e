import Differences
import Formulas
import Foundation
import Tensors
import TestSupport
import Testing

/// Reverse mode beside numeric differentiation, which knows nothing of formulas.
@Suite struct ReverseDerivativeTests {
  struct Function: EntrywiseFunction {
    let sampler: ForwardSampler
    var point: [Double] { sampler.point }
    var sampleCount: Int { sampler.sampleCount }
    func sample(entry: Int, value: Double, into values: inout [Double]) -> FunctionSample {
      let trace = sampler.sample(entry: entry, value: value, into: &values)
      return FunctionSample(signature: trace.signature, magnitude: trace.magnitude)
    }
    func sample(at point: [Double], into values: inout [Double]) -> FunctionSample {
      let trace = sampler.sample(at: point, into: &values)
      return FunctionSample(signature: trace.signature, magnitude: trace.magnitude)
    }
  }

  /// A call of each primitive, and the other operations, on an `x` of a shape and companions.
  static let cases: [(formula: String, shape: [Int], positive: Bool)] = [
    ("exp(x)", [2, 3], false), ("expm1(x)", [3], false), ("log(x)", [2, 2], true),
    ("log1p(x)", [3], true), ("sqrt(x)", [3], true), ("abs(x)", [2, 3], false),
    ("sign(x)", [3], false), ("sin(x)", [3], false), ("cos(x)", [3], false),
    ("tanh(x)", [3], false),
    ("sigmoid(x)", [2, 2], false), ("softplus(x)", [4], false), ("relu(x)", [2, 3], false),
    ("maximum(x, 0.3)", [2, 3], false), ("maximum(0.2 * ones_like(x), x * x)", [5], false),
    ("minimum(x, flip(x))", [5], false), ("where(x > 0, log(x), x^2)", [6], false),
    ("where(sum(x) > 0, x, 3 * x)", [3], false), ("sum(x)", [2, 3], false),
    ("sum(x, axis=0)", [2, 3], false), ("sum(x, axis=1, keepdims=true) * x", [2, 3], false),
    ("mean(x, axis=[0, 2])", [2, 3, 2], false), ("prod(x, axis=1)", [2, 3], false),
    ("prod(x * one_hot(1, 3))", [3], false), ("max(x, axis=1)", [3, 4], false),
    ("min(x)", [3, 4], false), ("norm(x, axis=0)", [3, 2], false), ("softmax(x)", [4], false),
    ("softmax(x, axis=0)", [3, 2], false), ("log_softmax(x, axis=1)", [2, 3], false),
    ("logsumexp(x, axis=0)", [3, 2], false), ("argmax(x)", [4], false), ("outer(x, x)", [3], false),
    ("outer(x, [1, 2])", [3], false), ("diag(x)", [3], false), ("diag(x) + 0", [3, 3], false),
    ("transpose(x) @ x", [3, 2], false), ("reshape(x, [3, 2]) @ x", [2, 3], false),
    ("flip(x, axis=1) * x", [2, 3], false), ("pad(x, 1)", [2, 2], false),
    ("one_hot(2, 3) * x", [3], false), ("x - zeros_like(x) - ones_like(x)", [2], false),
    ("zeros([3]) + x + ones(3)", [3], false), ("eye(3) @ x", [3], false),
    ("size(x) * x", [3], false),
    ("erf(x)", [2, 3], false), ("silu(x)", [4], false), ("logsigmoid(x)", [4], false),
    ("gelu(x, approximate=false)", [5], false), ("gelu(x, approximate=true)", [5], false),
    ("logaddexp(x, flip(x))", [5], false), ("logaddexp(x, 0.2)", [2, 3], false),
    ("clip(x, -0.4, 0.6)", [6], false), ("var(x, ddof=1, axis=0)", [4, 2], false),
    ("std(x, ddof=0)", [2, 3], false),
    ("var(x, ddof=0, axis=-1, keepdims=true) * x", [2, 3], false),
    ("cumsum(x, axis=1) * x", [2, 3], false), ("concat(x, x^2, axis=1)", [2, 2], false),
    ("stack(x, sin(x), axis=1)", [3], false), ("repeat(x, 2, axis=0) ", [2, 3], false),
    ("roll(x, 1, axis=0) * x", [3, 2], false), ("tril(x) @ triu(x)", [3, 3], false),
    ("transpose(x, [0, 2, 1]) @ x", [2, 3, 2], false), ("x @ x[0]", [2, 3, 3], false),
    ("softmax(x, axis=1, where=tril(ones([3, 3])))", [3, 3], false),
    ("logsumexp(x, axis=0, where=[[1, 0], [1, 1], [0, 1]]) * x[0]", [3, 2], false),
    ("sum(x^2, axis=0, where=x > 0)", [3, 2], false),
    ("max(x, axis=1, where=[1, 0, 1])", [2, 3], false),
    ("mean(exp(x), where=[1, 0, 1])", [2, 3], false),
    ("y[i] = sum(softmax(x[i], where=x[i] < 1) * x[i])", [2, 4], false),
    ("x[argmax(x[0])] * x", [3, 3], false), ("y[i] = x[i, argmax(x[i])]^2", [3, 4], false),
    ("x[:, argmax(x, axis=1)] * 2", [3, 3], false),
    ("pi * x", [2], false), ("floor(x) + x", [4], false), ("round(3 * x) * x", [4], false),
    ("inv(x + 3 * eye(3)) * x", [3, 3], false), ("inv(x + 2 * eye(2))", [2, 2, 2], false),
    ("solve(x + 3 * eye(3), x)", [3, 3], false), ("solve(x + 3 * eye(3), x[0])", [3, 3], false),
    ("det(x)", [3, 3], false), ("det(x) * trace(x)", [2, 4, 4], false),
    ("logdet(x @ x.T + eye(3))", [3, 2], false), ("logdet(x + 4 * eye(2))", [2, 2], false),
    ("cholesky(x @ x.T + eye(3)) * x", [3, 3], false),
    ("cholesky(6 * eye(3) + x)", [3, 3], false), ("cholesky(6 * eye(2) + x)", [2, 2, 2], false),
    ("trace(x @ x)", [3, 3], false),
    ("logsumexp(where(x > 0, x, log(0)), axis=1)", [2, 5], false),
    ("logaddexp(where([1, 0, 0] > 0, x, log(0)), log([1, 2, 3]))", [3], false),
    ("softmax(x + log([0, 1, 2, 0.5]))", [4], false),
    ("sort(x) * [1, 2, 3, 4]", [4], false), ("sort(x^2, axis=0) * x", [3, 2], false),
    ("einsum(\"ij,ik->kj\", x, x)", [3, 2], false),
    ("einsum(\"iji->j\", x) * 2", [2, 3, 2], false),
    ("einsum(\"ij,jk,lk->il\", x, x, x)", [2, 2], false),
    ("y[i] = einsum(\"j,jk->k\", x[i], x)[1] * x[i, 0]", [3, 3], false),
    ("x * stop_gradient(x)^2 + stop_gradient(exp(x))", [3], false),
    ("y = 2 * stop_gradient(x)\nz = y * x", [3], false),
    ("x @ x", [4], false), ("x @ x.T", [2, 3], false), ("x.T @ (x @ [1, 2, 3])", [2, 3], false),
    ("x^3", [3], false), ("x^0 + x^1", [3], false), ("x^-2", [3], true), ("x^2.5", [3], true),
    ("2^x", [3], false), ("x^x", [3], true), ("x / (1 + x^2)", [3], false), ("1 / x", [3], true),
    ("-x * 3 + x / 4 - x", [3], false), ("x * sum(x)", [3], false),
    ("x[1:, 0] * x[0, 1]", [3, 2], false),
    ("[x[0], x[1] * x[2], 3]", [3], false), ("(x > 0) * x", [4], false),
    ("x * reshape(x[0], [1, 3])", [2, 3], false),
    ("y[i] = sum[j](x[i,j] * x[j,i])", [3, 3], false),
    ("y[i] = sum[j if j != i](exp(x[i] - x[j]))", [4], false),
    ("y[i] = max[j < 3](x[2*i + j]) for i < 3", [7], false),
    ("y[i] = mean[j if j < 2](x[i,j])", [2, 3], false),
    ("y[i] = prod[j if j != i](x[j]) for i < 4", [4], false),
    ("y[i] = logsumexp(x[i])", [2, 3], false),
    ("y[i] = sum[m < 2, n](x[i + m, n] * x[m, n]) for i < 3", [4, 2], false),
    ("y = zeros([7])\ny[2*i + m] += x[i] * x[m] for i < 3, m < 3", [3], false),
    ("y = zeros([7])\ny[2*i + m] = x[i] * x[m] for i < 3, m < 3", [3], false),
    ("y = x^2\ny[i] = x[i] * 5 if x[i] > 0", [5], false),
    ("y = x^2\ny[i] += sin(x[i]) if x[i] > 0", [5], false),
    ("y = exp(x)\nz = x * y\nz += x * y\nz", [3], false), ("min[i if x[i] > 0](x[i])", [6], false),
    ("y[k,i] = sum[t, m < 3](x[t, i*2 + m] * (k + t + m)) for k < 2, i < 2", [2, 5], false),
  ]

  @Test(arguments: cases)
  func reverseModeAgreesWithDifferences(_ formula: String, _ shape: [Int], _ positive: Bool) throws
  {
    for seed in 0..<3 {
      var generator = SeededGenerator(seed: UInt64(40 + seed))
      let count = shape.reduce(1, *)
      let x = tensor(
        shape,
        (0..<count).map { _ in
          let value = generator.normal() + 0.01
          return positive ? 0.3 + value.magnitude : value
        })
      let isNamed = formula.hasPrefix("y")
      let forward = try compile(isNamed ? formula : "y = " + formula, ["x": x])
      let output = "y"
      let reverse = try #require(
        ReverseDerivative.jacobian(forward, of: output, by: "x", inputs: ["x": x]))
      let sampler = try #require(
        ForwardSampler(forward, of: output, by: "x", inputs: ["x": x]))
      let components =
        sampler.isReduced
        ? [0..<sampler.sampleCount] : (0..<sampler.sampleCount).map { $0..<$0 + 1 }
      let numeric = NumericDerivative.jacobian(
        of: Function(sampler: sampler), components: components)
      #expect(reverse.shape.count == numeric.count * components.count)
      for row in components.indices {
        for column in numeric.indices {
          let value = reverse.scalars[row * numeric.count + column]
          guard let (derivative, bound) = numeric[column][row].smooth else {
            Issue.record("\(formula): \(numeric[column][row]) at \(row), \(column)")
            continue
          }
          let error = (value - derivative).magnitude
          #expect(error <= bound + 1e-12 * max(1, value.magnitude), "\(formula): \(row), \(column)")
          #expect(bound < 1e-6 * max(1, value.magnitude), "\(formula): bound \(bound)")
        }
      }
    }
  }

  /// The gradient by reverse mode is differentiated once more, beside numeric differentiation of that gradient.
  @Test(arguments: cases)
  func secondDerivativesAgreeWithDifferences(
    _ formula: String, _ shape: [Int], _ positive: Bool
  ) throws {
    var generator = SeededGenerator(seed: 91)
    let x = tensor(
      shape,
      (0..<shape.reduce(1, *)).map { _ in
        let value = generator.normal() + 0.01
        return positive ? 0.3 + value.magnitude : value
      })
    let text = formula.hasPrefix("y") ? formula : "y = " + formula
    let plain = try compile(text + "\nloss = sum(sin(y))", ["x": x])
    guard let forward = plain.addingGradient(of: "loss", by: "x") else {
      #expect(formula.contains("prod"), "\(formula)")
      return
    }
    let name = GradientVariable.name(of: "loss", by: "x")
    let reverse = try #require(
      ReverseDerivative.jacobian(forward, of: name, by: "x", inputs: ["x": x]))
    let sampler = try #require(ForwardSampler(forward, of: name, by: "x", inputs: ["x": x]))
    let count = x.scalars.count
    let components =
      sampler.isReduced ? [0..<sampler.sampleCount] : (0..<count).map { $0..<$0 + 1 }
    let numeric = NumericDerivative.jacobian(
      of: Function(sampler: sampler), components: components)
    var compared = 0
    for row in 0..<count {
      for column in 0..<count {
        let value = reverse.scalars[row * count + column]
        guard let (derivative, bound) = numeric[column][row].smooth else { continue }
        compared += 1
        let error = (value - derivative).magnitude
        #expect(
          error <= bound + 1e-11 * max(1, value.magnitude), "\(formula): \(row), \(column)")
        // What is differentiated in two orders is the same.
        #expect(
          (value - reverse.scalars[column * count + row]).magnitude
            <= 1e-9 * max(1, value.magnitude), "\(formula)")
      }
    }
    #expect(compared > 0, "\(formula)")
  }

  /// Second differences of the forward know nothing of rules of differentiation.
  @Test(arguments: cases)
  func secondDerivativesAgreeWithSecondDifferences(
    _ formula: String, _ shape: [Int], _ positive: Bool
  ) throws {
    var generator = SeededGenerator(seed: 92)
    let count = shape.reduce(1, *)
    let x = tensor(
      shape,
      (0..<count).map { _ in
        let value = generator.normal() + 0.01
        return positive ? 0.3 + value.magnitude : value
      })
    let text = formula.hasPrefix("y") ? formula : "y = " + formula
    let plain = try compile(text + "\nloss = sum(sin(y))", ["x": x])
    guard let forward = plain.addingGradient(of: "loss", by: "x") else { return }
    let reverse = try #require(
      ReverseDerivative.jacobian(
        forward, of: GradientVariable.name(of: "loss", by: "x"), by: "x", inputs: ["x": x]))
    let way = (0..<count).map { _ in generator.normal() / 4 }
    let line = try #require(
      ForwardLine(forward, of: "loss", along: [.init("x", way)], inputs: ["x": x]))
    let found = SecondDifference.differentiate(count: line.sampleCount) { place, values in
      let trace = line.sample(at: place, into: &values)
      return FunctionSample(signature: trace.signature, magnitude: trace.magnitude)
    }
    // Where the next branch is near, values cannot tell.
    guard let (value, bound) = found else { return }
    var along = 0.0
    var size = 0.0
    for (place, entry) in reverse.scalars.enumerated() {
      let term = way[place / count] * entry * way[place % count]
      along += term
      size += term.magnitude
    }
    #expect((value - along).magnitude <= bound + 1e-12 * size, "\(formula): \(value) \(along)")
    #expect(bound <= 1e-3 * max(size, 1), "\(formula): \(bound)")
  }

  @Test func everyPrimitiveHasARow() {
    for primitive in PrimitiveTable.standard.all {
      #expect(
        Self.cases.contains { $0.formula.contains(primitive.name + "(") }, "\(primitive.name)")
    }
  }

  @Test func nothingFromAboveStaysNothing() throws {
    let x = tensor([2], [0, 4])
    let forward = try compile("y = sum(where(x > 0, sqrt(x), 0))", ["x": x])
    let gradient = ReverseDerivative.jacobian(forward, of: "y", by: "x", inputs: ["x": x])
    #expect(gradient?.scalars == [0, 0.25])
  }
}
