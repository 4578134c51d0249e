import Formulas
import Foundation
import Tensors
import TestSupport
import Testing

/// Formulas beside what numpy makes of them; the data's script is Tests/Interop/make_evaluations.py.
@Suite struct EvaluationTests {
  struct Data: Decodable {
    struct Value: Decodable {
      let shape: [Int]
      let value: [Double]
    }
    struct Case: Decodable {
      let formula: String
      let forward: Bool
      let shape: [Int]
      let value: [Double]
    }
    let sizes: [String: Int]
    let inputs: [String: Value]
    let cases: [Case]
  }

  static let data: Data? = try? JSONDecoder().decode(
    Data.self, from: Foundation.Data(ProjectFiles.text("Tests/Data/evaluations.json").utf8))

  @Test func formulasAgreeWithNumpy() throws {
    let data = try #require(Self.data)
    #expect(data.cases.count > 100)
    var inputs = data.inputs.mapValues { tensor($0.shape, $0.value) }
    let tensors = inputs
    for (name, size) in data.sizes { inputs[name] = Tensor(Double(size)) }
    for test in data.cases {
      let formula: CompiledFormula
      do {
        formula = try compile(test.formula, tensors, sizes: data.sizes, forward: test.forward)
      } catch let error as FormulaError {
        Issue.record("\(rendered(error, test.formula))")
        continue
      }
      let value = formula.evaluate(inputs)
      #expect(value.shape.dimensions == test.shape, "\(test.formula)")
      for (got, wanted) in zip(value.scalars, test.value) {
        #expect(
          (got - wanted).magnitude <= 1e-14 * max(1, wanted.magnitude), "\(test.formula)")
      }
      let single = formula.evaluate(inputs.mapValues(\.singlePrecision))
      for (got, wanted) in zip(single.scalars, test.value) {
        #expect(
          (Double(got) - wanted).magnitude <= 1e-5 * max(1, wanted.magnitude),
          "\(test.formula) in single precision")
      }
    }
  }

  @Test func everyPrimitiveHasACase() throws {
    let formulas = try #require(Self.data).cases.map(\.formula)
    for primitive in PrimitiveTable.standard.all {
      #expect(
        formulas.contains { $0.contains(primitive.name + "(") }, "no case for \(primitive.name)")
    }
  }

  @Test func whatIsNotChosenIsNotEvaluated() throws {
    let x = tensor([3], [-1, 4, 0])
    let chosen = try compile("where(x > 0, log(x), 7)", ["x": x]).evaluate(["x": x])
    #expect(chosen.scalars == [7, Foundation.log(4), 7])
    let sum = try compile(
      "y = sum[i if x[i] > 0](log(x[i] * 1e9))\ny", ["x": x], forward: true)
    let sampler = try #require(ForwardSampler(sum, of: "y", by: "x", inputs: ["x": x]))
    var values = Array(repeating: 0.0, count: sampler.sampleCount)
    #expect(sampler.sample(at: x.scalars, into: &values).magnitude == 4e9)
  }

  /// A condition selects entries of the result, not of what a function makes one number of.
  @Test func functionsOfWholeArraysSeeAllOfThem() throws {
    let x = tensor([2, 2], [3, 4, -1, -2])
    let norms = try compile("where(x > 0, norm(x), x)", ["x": x]).evaluate(["x": x])
    #expect((norms.scalars[0] - 30.0.squareRoot()).magnitude < 1e-12)
    let labels = tensor([2], [1, 0])
    let hot = try compile("where(x < 0, one_hot(y, 2), x)", ["x": x, "y": labels])
      .evaluate(["x": x, "y": labels])
    #expect(hot.scalars == [3, 4, 1, 0])
  }

  /// An array that no index enters is computed once, not once for each choice of indices.
  @Test func wholeArraysStayWholeUnderACondition() throws {
    let x = tensor([300, 300], (0..<90_000).map { Double($0 % 7) })
    let formula = try compile(
      "r = x + 0\nr[i,j] += mean(x^2) if (i == 7) * (j == 9)\nr", ["x": x])
    let value = formula.evaluate(["x": x]).scalars
    let mean = x.scalars.reduce(0) { $0 + $1 * $1 } / 90_000
    #expect((value[7 * 300 + 9] - x.scalars[7 * 300 + 9] - mean).magnitude < 1e-9)
    #expect(value[0] == x.scalars[0])
  }

  @Test func aMaximumOfNothingIsNotANumber() throws {
    let x = tensor([2], [1, 2])
    let value = try compile("max[i if x[i] > 5](x[i])", ["x": x]).evaluate(["x": x])
    #expect(value.scalars[0].isNaN)
  }

  @Test func whatIsSortedHasNoTwoEqualEntries() throws {
    let x = tensor([3], [2, 1, 2])
    #expect(try compile("sort(x)", ["x": x]).evaluate(["x": x]).scalars.allSatisfy(\.isNaN))
  }

  @Test(arguments: [3.0, -1.0, 0.5, 2.0000001])
  func aLabelThatIsNoClassIsNotANumber(_ label: Double) throws {
    let labels = tensor([2], [2, label])
    let value = try compile("one_hot(y, 3)", ["y": labels]).evaluate(["y": labels])
    #expect(value.scalars.prefix(3) == [0, 0, 1])
    let isLost = value.scalars.suffix(3).allSatisfy(\.isNaN)
    #expect(isLost)
  }

  @Test(arguments: ["max(x)", "relu(x)", "maximum(x, 0)", "min(x)", "softmax(x)", "norm(x)"])
  func notANumberIsNeverLost(_ text: String) throws {
    for position in 0..<3 {
      var x = tensor([3], [1, 2, 3])
      x.scalars[position] = .nan
      let value = try compile(text, ["x": x]).evaluate(["x": x])
      #expect(!value.isFinite, "\(text) at \(position)")
    }
  }
}
