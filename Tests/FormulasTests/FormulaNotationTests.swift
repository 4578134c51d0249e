import Diagnostics
import Foundation
import FoundationXML
import Tensors
import TestSupport
import Testing

@testable import Formulas

/// Formulas as LaTeX and MathML.
@Suite struct FormulaNotationTests {
  private func compiled(_ text: String) throws -> CompiledFormula {
    func symbol(_ name: String, _ extents: [Int], size: Int? = nil) -> FormulaSymbol {
      FormulaSymbol(name, shape: Shape(extents), size: size, origin: .given)
    }
    return try CompiledFormula(
      try FormulaLanguage.parse(FormulaText(text)),
      symbols: [
        symbol("x", [4]), symbol("W", [3, 4]), symbol("A", [3, 3]), symbol("B", [3, 3]),
        symbol("t", [3]), symbol("v", [3]), symbol("s", [], size: 2), symbol("c", [], size: 1),
        symbol("lambda", []), symbol("X", [2, 8, 8]), symbol("K", [3, 2, 3, 3]),
      ], infersLargestRange: true)
  }

  private func latex(_ text: String, bold: Set<String> = []) throws -> String {
    let formula = try compiled(text)
    return MathematicsFormat.latex.display(
      FormulaNotation(of: formula, isBold: { bold.contains($0) }).lines(formula.settled))
  }

  /// A name that looks like an entry of another one is set upright, in its derivative too.
  @Test func aNameBesideAnEntryOfItsLookIsSetWhole() throws {
    let formula = try FormulaLanguage.parse(
      FormulaText("h[0] = h0\nh[t] = 2 * h[t-1] + h1 for 1 <= t < 3"))
    let lines = MathematicsFormat.latex.display(FormulaNotation().lines(formula))
    #expect(lines.contains("h_{0} & = \\operatorname{h0}") && lines.contains("h_{1}"), "\(lines)")
    let name = FormulaNotation(wholeNames: ["h0"]).name("dL_dh0")
    #expect(MathematicsFormat.latex.inline(name).contains("\\operatorname{h0}"))
  }

  /// Every construct of the language: reviewed by eye in a browser, compared since.
  @Test func everyConstructIsSetAsBefore() throws {
    let formulas = try ProjectFiles.text("Tests/Data/notation/formulas.txt")
      .split(separator: "\n").map { String($0).replacing("\\n", with: "\n") }
    #expect(formulas.count > 60)
    for format in MathematicsFormat.allCases {
      let set = try formulas.map { text in
        let formula = try compiled(text)
        let lines = FormulaNotation(of: formula).lines(formula.settled)
        return format.display(lines).replacing("\n", with: " ")
      }
      let path = ProjectFiles.path("Tests/Data/notation/\(format.rawValue).txt")
      let text = set.joined(separator: "\n") + "\n"
      if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        Issue.record("recorded; run again without NABLA_RECORD")
      }
      let known = try String(contentsOfFile: path, encoding: .utf8)
      for (line, wanted) in zip(set, known.split(separator: "\n")) { #expect(line == wanted) }
      #expect(known.split(separator: "\n").count == set.count)
      guard format == .mathml else { continue }
      for line in set {
        #expect(XMLParser(data: Data("<div>\(line)</div>".utf8)).parse(), "\(line)")
      }
    }
  }

  @Test(arguments: [
    ("A * B", "A \\odot B"), ("A @ B", "A \\, B"), ("t @ A", "t^{\\top} \\, A"),
    ("A * B @ A", "\\left(A \\odot B\\right) \\, A"), ("A @ B * A", "A \\, B \\odot A"),
    ("A * B * A", "A \\odot B \\odot A"),
    ("2 * A", "2 \\, A"), ("A * 2", "A \\cdot 2"), ("2 * 3", "2 \\cdot 3"),
    ("A^2", "A^{ \\odot 2}"), ("lambda^2", "\\lambda^{2}"), ("-(A + B)", "- \\left(A + B\\right)"),
    ("A - (B - A)", "A - \\left(B - A\\right)"),
    ("lambda * -lambda", "\\lambda \\, \\left( - \\lambda\\right)"),
    ("(A @ B).T", "{\\left(A \\, B\\right)}^{\\top}"),
    (
      "sum[i](t[i]) * lambda",
      "\\left(\\sum_{i = 0}^{2} \\, t_{i}\\right) \\, \\lambda"
    ),
    ("lambda * sum[i](t[i])", "\\lambda \\, \\sum_{i = 0}^{2} \\, t_{i}"),
    ("exp(lambda)^2", "{\\left(e^{\\lambda}\\right)}^{2}"),
    ("(A > B) * A", "\\left[A > B\\right] \\odot A"),
    ("lambda / 2 / 3", "\\frac{\\frac{\\lambda}{2}}{3}"),
    (
      "gelu(lambda, approximate=true)",
      "{\\operatorname{GELU}}_{\\text{approximate}}\\left(\\lambda\\right)"
    ),
    ("var(t, ddof=1)", "\\operatorname{var}\\left(t, \\text{ddof }1\\right)"),
    ("1e-3 * lambda", "{10}^{ - 3} \\, \\lambda"),
    ("lambda - (-s) * c", "\\lambda - \\left( - s \\, c\\right)"),
    ("lambda + -s * c", "\\lambda + \\left( - s \\, c\\right)"),
    ("-(-s * c)", "- \\left( - s \\, c\\right)"),
    ("-s * c - lambda", "- s \\, c - \\lambda"),
    ("lambda - (-s * c + s)", "\\lambda - \\left( - s \\, c + s\\right)"),
    ("sum[i](-t[i] * s)", "\\sum_{i = 0}^{2} \\, \\left( - t_{i} \\, s\\right)"),
    (
      "where(1 - (s > 0), s, c)",
      "\\begin{cases}s & \\text{if } 1 - \\left[s > 0\\right] \\ne 0 \\\\ c & \\text{else}\\end{cases}"
    ),
    (
      "sum[i < 3 if i > 0](t[i])", "\\sum_{0 \\le i < 3, i > 0} \\, t_{i}"
    ),
  ])
  func bracketsAreThoseThatMeaningNeeds(_ text: String, _ wanted: String) throws {
    #expect(try latex(text) == wanted)
  }

  /// Without shapes, a product beside a matrix product is told apart from one.
  @Test(arguments: [
    ("A * B @ C", "\\left(A \\odot B\\right) \\, C"), ("(A @ B) * C", "A \\, B \\odot C"),
    ("(A @ B)^2", "{\\left(A \\, B\\right)}^{ \\odot 2}"), ("2 * A @ B", "2 \\, A \\, B"),
    ("a * b", "a \\, b"),
    ("softmax(A @ B) * 2", "\\operatorname{softmax}\\left(A \\, B\\right) \\cdot 2"),
  ])
  func productsAreToldApartWithoutShapes(_ text: String, _ wanted: String) throws {
    let formula = try FormulaLanguage.parse(FormulaText(text))
    #expect(MathematicsFormat.latex.display(FormulaNotation().lines(formula)) == wanted)
  }

  @Test(arguments: [
    ("x", "x"), ("W1", "W_{1}"), ("lambda", "\\lambda"), ("delta3", "\\delta_{3}"),
    ("rate", "\\operatorname{rate}"), ("W1_new", "W_{1, \\operatorname{new}}"),
    ("dL_dW1", "\\frac{\\partial L}{\\partial W_{1}}"), ("yhat", "\\hat{y}"),
    ("mu_x", "\\mu_{x}"),
    (
      "w_gradient_descent",
      "w_{\\operatorname{gradient} \\, \\operatorname{descent}}"
    ), ("_a", "a"), ("__", "\\operatorname{\\_\\_}"),
    ("d_model", "d_{\\operatorname{model}}"), ("x1y2", "{\\operatorname{x1y}}_{2}"),
  ])
  func namesAreSetAsPeopleWriteThem(_ name: String, _ wanted: String) {
    #expect(MathematicsFormat.latex.inline(.named(name)) == wanted)
  }

  @Test func matricesAreBoldWhereTheyAreAskedToBe() throws {
    #expect(try latex("W @ x + lambda", bold: ["W"]) == "\\mathbf{W} \\, x + \\lambda")
    let formula = try compiled("W @ x")
    let notation = FormulaNotation(of: formula, isBold: { $0 == "W" })
    #expect(MathematicsFormat.mathml.display(notation.lines(formula.settled)).contains(">𝐖<"))
  }

  /// Programs that nobody would write give sound LaTeX and MathML too.
  @Test func anythingThatParsesCanBeSet() throws {
    for text in [
      "where(1)", "sum()", "eye()", "log(1, 2, 3)", "nothing(x)", "norm(x, axis=[0, 1])", "x[]",
      "[[1, 2], [x]]", "f(true)", "+x", "((((x))))[0][1:]", "-1e5^-x.T",
    ] {
      guard let formula = try? FormulaLanguage.parse(FormulaText(text)) else { continue }
      let math = MathematicsFormat.mathml.display(FormulaNotation().lines(formula))
      #expect(XMLParser(data: Data(math.utf8)).parse(), "\(math)")
    }
  }
}
