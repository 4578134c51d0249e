import Foundation
import Tensors
import Testing

@testable import Formulas

/// What is asked for of a forward, with slips on the way to it and on the way back, beside formulas written by hand.
@Suite struct DerivedForwardTests {
  private static let text = """
    z = w * x
    y = tanh(z)
    p = softmax(y)
    L = -log(p[1])
    """
  private let w = [0.6, -1.1, 0.4]
  private let x = [0.9, 0.3, -1.7]
  private let inputs: [String: Tensor<Double>]
  private let forward: CompiledFormula
  private let asked: [AskedQuantity] = [
    .derivative(of: "L", by: "w"), .derivative(of: "p", by: "y"), .value("p"), .value("nothing"),
  ]

  init() throws {
    inputs = [
      "w": Tensor(shape: Shape([3]), scalars: w), "x": Tensor(shape: Shape([3]), scalars: x),
    ]
    forward = try CompiledFormula(
      try FormulaLanguage.parse(FormulaText(Self.text)),
      symbols: [
        FormulaSymbol("w", shape: Shape([3]), origin: .given),
        FormulaSymbol("x", shape: Shape([3]), origin: .given),
      ])
  }

  private var y: [Double] { zip(w, x).map { tanh($0 * $1) } }
  private func softmax(_ y: [Double]) -> [Double] {
    let sum = y.reduce(0) { $0 + exp($1) }
    return y.map { exp($0) / sum }
  }
  /// ∂L/∂y of softmax and -log.
  private func residual(_ p: [Double]) -> [Double] { [p[0], p[1] - 1, p[2]] }

  private func expect(
    _ found: Tensor<Double>?, _ wanted: [Double], _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try #require(found, comment, sourceLocation: sourceLocation)
    #expect(found.scalars.count == wanted.count, comment, sourceLocation: sourceLocation)
    for (a, b) in zip(found.scalars, wanted) {
      #expect(abs(a - b) < 1e-12, comment, sourceLocation: sourceLocation)
    }
  }

  @Test func nothingWrongGivesTheDerivatives() throws {
    let values = DerivedForward(forward, asked: asked).probe(
      at: try #require(forward.node(of: "w")), for: [0, 1, 2, 3], inputs
    ).values
    let p = softmax(y)
    let dw = zip(zip(residual(p), y), x).map { $0.0 * (1 - $0.1 * $0.1) * $1 }
    try expect(values[0], dw, "L by w")
    let jacobian = (0..<3).flatMap { i in (0..<3).map { j in p[i] * ((i == j ? 1 : 0) - p[j]) } }
    try expect(values[1], jacobian, "p by y")
    try expect(values[2], p, "p")
    #expect(values[3] == nil)
  }

  @Test func slipsOnTheWayBackAreWhatTheyAreCalled() throws {
    let p = softmax(y)
    let r = residual(p)
    func slip(_ kind: String) throws -> Tensor<Double>? {
      let slip = try #require(
        forward.backwardSlips(from: ["L"], to: ["w"]).first { $0.id.kind == "back.\(kind)" },
        "\(kind)")
      return DerivedForward(forward, asked: asked, slip: slip).values(at: [0], inputs)[0]
    }
    func dw(_ upstream: [Double], _ slope: (Double, Double) -> Double) -> [Double] {
      (0..<3).map { upstream[$0] * slope(y[$0], w[$0] * x[$0]) * x[$0] }
    }
    try expect(try slip("tanh-left-out.y"), dw(r) { _, _ in 1 }, "tanh' left out")
    try expect(try slip("tanh-sigmoid-rule.y"), dw(r) { y, _ in y * (1 - y) }, "sigmoid's rule")
    try expect(try slip("tanh-of-argument.y"), dw(r) { _, z in 1 - z * z }, "of the argument")
    try expect(try slip("tanh-twice.y"), dw(r) { y, _ in (1 - y * y) * (1 - y * y) }, "twice")
    try expect(try slip("sign.z"), dw(r) { y, _ in y * y - 1 }, "sign")
    let diagonal = (0..<3).map { $0 == 1 ? -(1 - p[1]) : 0 }
    try expect(try slip("rows-diagonal.p"), dw(diagonal) { y, _ in 1 - y * y }, "diagonal")
    let plus = (0..<3).map { i in -((i == 1 ? 1 : 0) + p[i]) }
    try expect(try slip("rows-plus.p"), dw(plus) { y, _ in 1 - y * y }, "plus")
    let noReciprocal = (0..<3).map { j in -p[1] * p[1] * ((j == 1 ? 1 : 0) - p[j]) }
    try expect(try slip("log-argument.L"), dw(noReciprocal) { y, _ in 1 - y * y }, "log")
  }

  @Test func stepsComputedWronglyAreDerivedRightly() throws {
    func slip(_ kind: String) throws -> ForwardValues {
      let slip = try #require(
        forward.valueSlips(of: ["L"]).first { $0.id.kind == "step.\(kind)" }, "\(kind)")
      let probe = DerivedForward(forward, asked: asked).probe(
        at: slip.site, for: [0, 1, 2], inputs)
      return try #require(probe.values(after: slip))
    }
    // By hand 1 - y² is worked out from the wrong y as well.
    let half = (0..<3).map { tanh(w[$0] * x[$0] / 2) }
    let p = softmax(half)
    let values = try slip("half-argument.y")
    let dw = (0..<3).map { residual(p)[$0] * (1 - half[$0] * half[$0]) * x[$0] }
    try expect(values[0], dw, "exp(x) for exp(2x)")
    try expect(values[2], p, "exp(x) for exp(2x)")
    let exponentials = y.map { exp($0) }
    try expect(try slip("unnormalised.p")[2], exponentials, "without the sum")
  }

  @Test func aProbeMovesOneStep() throws {
    let derived = DerivedForward(forward, asked: asked)
    let node = try #require(forward.node(of: "y"))
    #expect(derived.steps(maximumCount: 3).contains(node))
    #expect(derived.places(dependingOn: node) == [0, 1, 2])
    let probe = derived.probe(at: node, for: [0, 1, 2], inputs)
    let other = [0.2, 0.5, -0.3]
    let values = probe.values(at: Tensor(shape: Shape([3]), scalars: other))
    let p = softmax(other)
    try expect(values[2], p, "p")
    let dw = (0..<3).map { residual(p)[$0] * (1 - other[$0] * other[$0]) * x[$0] }
    try expect(values[0], dw, "L by w")
    try expect(probe.values(at: probe.step)[2], softmax(y), "back again")
  }
}
