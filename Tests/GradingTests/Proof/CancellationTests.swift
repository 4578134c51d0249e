import Coursework
import Diagnostics
import Differences
import Formulas
import Tensors
import Testing

@testable import Grading

/// Where digits cancel on the way, the bound of a numeric derivative says so.
@Suite struct CancellationTests {
  /// The derivative of a function of one number, by a series that cancels nothing.
  private static let functions: [(text: String, exact: @Sendable (Double) -> Double)] = [
    ("(1 - cos(x)) / x^2", { -$0 / 12 + $0 * $0 * $0 / 180 }),
    ("(exp(x) - 1) / x", { 0.5 + $0 / 3 + $0 * $0 / 8 }),
    ("((1 + x) - 1) / x", { _ in 0 }),
    ("(sqrt(1 + x) - 1) / x", { -1 / 8.0 + $0 / 8 - 15 * $0 * $0 / 128 }),
    ("log(1 + x) / x", { -0.5 + 2 * $0 / 3 - 3 * $0 * $0 / 4 }),
    ("(x - sin(x)) / x^3", { -$0 / 60 }),
    ("(tanh(x) - x) / x^3", { 4 * $0 / 15 }),
    ("(sigmoid(x) - 0.5) / x", { -$0 / 24 }),
    ("(x + 1e9) - 1e9", { _ in 1 }),
    ("(x * 3 - x - x - x) / x", { _ in 0 }),
  ]
  private static let points = [1e-3, 3e-4, 1e-5, 2e-6, 1e-7, 1.5e-8, 1e-9, 1e-11, -4e-5, -1e-6]

  /// The second derivative at 0.
  private static let seconds: [(text: String, exact: Double)] = [
    ("(1 - cos(x)) / x^2", -0.25 / 3), ("(exp(x) - 1) / x", 1 / 3.0),
    ("(tanh(x) - x) / x^3", 4 / 15.0), ("log(1 + x) / x", 2 / 3.0),
  ]

  @Test(arguments: functions.indices)
  func theBoundHolds(_ place: Int) throws {
    let function = CancellationTests.functions[place]
    var bounds: [Double] = []
    for x in CancellationTests.points {
      let yaml = """
        title: T
        problems:
          - id: p
            given: {x: [\(x)]}
            forward: |
              f = \(function.text)
              L = sum(f)
            parts: [{id: d, derivative: {of: L, wrt: x}, reference: 0 * x}]
        """
      let read = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
      let part = try #require(AnswerKey(read, witnesses: .all).parts.first)
      guard case .smooth(let value, let bound)? = part.numeric?.first else { continue }
      bounds.append(bound)
      let error = (value - function.exact(x)).magnitude
      #expect(error <= bound, "\(function.text) at \(x): \(value) ± \(bound), off by \(error)")
    }
    // A bound that always holds says nothing: where little cancels it is narrow.
    #expect(bounds.count == CancellationTests.points.count, "\(function.text): \(bounds)")
    #expect(bounds.first.map { $0 < 1e-2 } == true, "\(function.text): \(bounds)")
  }

  /// So does the bound of a second derivative along a direction, which is the entry itself.
  @Test(arguments: seconds.indices)
  func theBoundOfASecondDerivativeHolds(_ place: Int) throws {
    let (text, exact) = CancellationTests.seconds[place]
    var count = 0
    for x in [3e-5, 1e-5, 2e-6, 1e-7, 1.5e-8, -4e-5, -1e-6] {
      let inputs = ["x": Tensor(shape: Shape([1]), scalars: [x])]
      let forward = try CompiledFormula(
        FormulaLanguage.parse(FormulaText("f = \(text)\nL = sum(f)")),
        symbols: [FormulaSymbol("x", shape: Shape([1]), origin: .given)])
      let line = try #require(
        ForwardLine(forward, of: "L", along: [.init("x", [x])], inputs: inputs))
      let found = SecondDifference.differentiate(count: line.sampleCount) { place, values in
        let trace = line.sample(at: place, into: &values)
        return FunctionSample(signature: trace.signature, magnitude: trace.magnitude)
      }
      guard let found else { continue }
      count += 1
      let wanted: Double = exact * x * x
      let error = (found.value - wanted).magnitude
      // The series goes on with terms of the size of x.
      let next = x.magnitude * x.magnitude * x.magnitude
      #expect(error <= found.bound + next, "\(text) at \(x): \(found)")
    }
    #expect(count == 7, "\(text)")
  }
}
