import Diagnostics
import Differences
import Foundation
import FoundationXML
import Tensors
import TestSupport
import Testing

@testable import Formulas

/// The cube root, as somebody would add it: one rule and one entry.
private enum CubeRoot: UnaryRule {
  static var word: String { "cbrt" }
  static var smoothness: Smoothness { .smooth }
  static func value<S: FormulaScalar>(_ x: S) -> S { x < 0 ? -S.root(-x, 3) : S.root(x, 3) }
  static func slope<S: FormulaScalar>(_ x: S) -> S {
    let root = CubeRoot.value(x)
    return 1 / (3 * root * root)
  }
  static func curvature<S: FormulaScalar>(_ x: S) -> S { -2 * slope(x) / (3 * x) }
}

@Suite struct PrimitiveTableTests {
  private let table = PrimitiveTable.standard.adding(
    .entrywise(
      "cbrt", CubeRoot.self, help: "the cube root",
      notation: Notation {
        .power($0[0], .row([.number("1"), .text("/"), .number("3")]))
      },
      confusion: Confusion(isLeftOut: true, with: ["sqrt"])))

  private func compiled(_ text: String, _ symbols: [FormulaSymbol]) throws -> CompiledFormula {
    try CompiledFormula(
      try FormulaLanguage.parse(FormulaText(text), primitives: table), symbols: symbols,
      primitives: table)
  }

  private let x = Tensor(shape: Shape([3]), scalars: [8.0, -27, 0.125])
  private let symbols = [FormulaSymbol("x", shape: Shape([3]), origin: .given)]

  @Test func oneEntryIsEvaluatedAndDifferentiated() throws {
    let formula = try compiled("y = cbrt(x)\ny", symbols)
    for (got, root) in zip(formula.evaluate(["x": x]).scalars, [2, -3, 0.5]) {
      #expect(abs(got - root) < 1e-15 * 4)
    }
    for (got, root) in zip(formula.evaluate(["x": x.singlePrecision]).scalars, [2, -3, 0.5]) {
      #expect(abs(got - Float(root)) < 1e-6)
    }
    let slopes = try #require(
      ReverseDerivative.jacobian(formula, of: "y", by: "x", inputs: ["x": x]))
    let wanted = [1 / 12.0, 0, 0, 0, 1 / 27.0, 0, 0, 0, 4 / 3.0]
    for (slope, value) in zip(slopes.scalars, wanted) { #expect(abs(slope - value) < 1e-15) }
    // The root is rounded on the way, unless it is short; its double is handed in.
    let rounded = try compiled("cbrt(x) * 2", symbols).errors(
      ["x": Tensor(shape: Shape([3]), scalars: [8.0, -29, 65])], of: [:],
      rounding: StepRounding(absolute: 1))
    #expect(rounded == [0, 2, 2])
  }

  @Test func oneEntryIsMutatedPrintedAndDocumented() throws {
    let formula = try FormulaLanguage.parse(FormulaText("2 * cbrt(x)"), primitives: table)
    #expect(formula.description == "2 * cbrt(x)")
    let mutants = FormulaMutator(symbols: symbols, primitives: table).mutants(of: formula)
    let notes = mutants.map(\.note)
    #expect(notes.contains("function-lost.cbrt"))
    #expect(notes.contains("sqrt-for-cbrt"))
    #expect(table.reference.contains("| `cbrt(x)` | that of x | the cube root |"))
    let set = FormulaNotation(primitives: table).lines(formula)
    #expect(MathematicsFormat.latex.display(set) == "2 \\, x^{1\\text{/}3}")
    // The standard table knows nothing of it, and the name is free there.
    #expect(PrimitiveTable.standard["cbrt"] == nil)
    #expect(FormulaLanguage.isName("cbrt"))
    #expect(
      !FormulaLanguage.isReserved("cbrt") && FormulaLanguage.isReserved("cbrt", primitives: table))
  }

  /// Every notation shows each argument that must be given, or has a sign of its own for it.
  @Test func everyFunctionIsWritten() throws {
    for primitive in PrimitiveTable.standard.all {
      // What says which of two forms is meant is told in words.
      let required = primitive.parameters.filter { !$0.isOptional && $0.kind != .flag }.count
      let arguments = (0..<required).map { "q\($0)" }
      let flags = primitive.parameters.filter { !$0.isOptional && $0.kind == .flag }.map {
        "\($0.name)=true"
      }
      let call = "\(primitive.name)(\((arguments + flags).joined(separator: ", ")))"
      let lines = FormulaNotation().lines(try FormulaLanguage.parse(FormulaText(call)))
      let latex = MathematicsFormat.latex.display(lines)
      let math = MathematicsFormat.mathml.display(lines)
      for place in 0..<required where !primitive.name.hasSuffix("_like") {
        #expect(latex.contains("q_{\(place)}"), "\(primitive.name): \(latex)")
        #expect(math.contains("<mi>q</mi><mn>\(place)</mn>"), "\(primitive.name): \(math)")
      }
      #expect(XMLParser(data: Data(math.utf8)).parse(), "\(primitive.name): \(math)")
      #expect(latex.count { $0 == "{" } == latex.count { $0 == "}" }, "\(latex)")
    }
  }

  /// What other libraries call a function is no name of one here.
  @Test func namesOfOtherLibrariesAreNotOurs() {
    for name in PrimitiveTable.foreignNames.keys {
      #expect(PrimitiveTable.standard[name] == nil, "\(name)")
    }
    for name in PrimitiveTable.unreserved {
      #expect(PrimitiveTable.standard[name] != nil && FormulaLanguage.isName(name), "\(name)")
    }
  }

  @Test func whatAFunctionIsTakenForIsAFunctionToo() {
    for primitive in PrimitiveTable.standard.all {
      for other in primitive.confusion.with + [primitive.entrywiseForm].compactMap({ $0 }) {
        #expect(PrimitiveTable.standard[other] != nil, "\(primitive.name): \(other)")
      }
    }
  }
}
