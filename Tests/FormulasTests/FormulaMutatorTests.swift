import Formulas
import Tensors
import Testing

@Suite struct FormulaMutatorTests {
  private func mutants(_ text: String, _ shapes: [String: [Int]] = [:]) throws -> [FormulaMutant] {
    let symbols = shapes.map { FormulaSymbol($0.key, shape: Shape($0.value), origin: .given) }
    return FormulaMutator(symbols: symbols).mutants(
      of: try FormulaLanguage.parse(FormulaText(text)))
  }

  private func formulas(_ text: String, _ note: String) throws -> [String] {
    try mutants(text, ["a": [2], "b": [2], "W": [2, 3]]).filter { $0.note == note }.map {
      $0.formula.description
    }
  }

  @Test func eachKindOfEditIsMade() throws {
    #expect(try formulas("a + b - 2", "term-lost.b") == ["a - 2"])
    #expect(try formulas("a + b - 2", "term-sign.b") == ["a - b - 2"])
    #expect(try formulas("2 * a * b", "factor-lost.2") == ["a * b"])
    #expect(try formulas("a / b", "divisor-lost.b") == ["a"])
    #expect(try formulas("a^2", "power-lost.a") == ["a"])
    #expect(try formulas("-exp(a)", "sign") == ["exp(a)"])
    #expect(try formulas("tanh(a)", "function-lost.tanh") == ["a"])
    #expect(try formulas("tanh(a)", "sigmoid-for-tanh") == ["sigmoid(a)"])
    #expect(try formulas("maximum(a, 0)", "function-lost.maximum") == ["a", "0"])
    #expect(try formulas("outer(a, b)", "swapped.a.b") == ["outer(b, a)"])
    #expect(try formulas("W.T @ a", "transposed.W") == ["W @ a"])
    #expect(try formulas("sum(W, axis=0)", "sum-lost") == ["W"])
    #expect(
      try formulas("sum(W, axis=1)", "one-sample.last") == ["W[:, size(W, axis=1) - 1]"])
    #expect(try formulas("a * a", "b-for-a") == ["b * a", "a * b"])
  }

  /// One usual formula is taken for another.
  @Test func variantsAreMade() throws {
    func formulas(_ text: String, _ note: String) throws -> [String] {
      try mutants(text, ["a": [2], "b": [2], "eps": [1], "beta": [1]]).filter { $0.note == note }
        .map(\.formula.description)
    }
    #expect(try formulas("-a / b", "difference-for-quotient.b") == ["b - a"])
    #expect(try formulas("a / 2", "difference-for-quotient.2") == [])
    #expect(
      try formulas("-sum(a * log(b))", "squares-for-log.b")
        == ["-sum(-(b - a)^2)", "-sum(-(0.5 * (b - a)^2))"])
    #expect(try formulas("a / sqrt(b + eps)", "outside-root.eps") == ["a / (sqrt(b) + eps)"])
    #expect(try formulas("a / (sqrt(b) + eps)", "within-root.eps") == ["a / sqrt(b + eps)"])
    // No rounding need be told from this one.
    let roots = try mutants("a / sqrt(b + eps)", ["a": [2], "b": [2], "eps": [1]])
    #expect(Set(roots.filter(\.isSlight).map(\.note)) == ["outside-root.eps"])
    #expect(try formulas("a * (b > 0)", "condition-at-limit") == ["a * (b >= 0)"])
    #expect(try formulas("a * (b > 0)", "limit-eps") == ["a * (b > eps)"])
    #expect(try formulas("sum(a * b)", "one-sample.first") == ["sum((a * b)[0])"])
    #expect(
      try formulas("a / (1 - beta) * sqrt(b / (1 - beta^2))", "corrections-lost")
        == ["a * sqrt(b)"])
    #expect(try formulas("a / (1 - beta)", "corrections-lost") == [])
  }

  /// What two formulas may have in common is the innermost expression that changed, or a function wherever it stands.
  @Test func whatOtherFormulasMayShareIsInnermost() throws {
    func misreadings(_ text: String, _ note: String) throws -> [FormulaMisreading?] {
      try mutants(text, ["a": [2], "b": [2], "W": [2, 3]]).filter { $0.note == note }.map(
        \.misreading)
    }
    #expect(
      try misreadings("1 + exp(a * b - 2)", "term-sign.2")
        == [.expression(wrong: "a * b + 2", right: "a * b - 2")])
    #expect(
      try misreadings("exp(1 - a^2)", "power-lost.a")
        == [.expression(wrong: "a", right: "a^2")])
    #expect(
      try misreadings("b * tanh(a)", "sigmoid-for-tanh") == [.function("tanh", takenFor: "sigmoid")]
    )
    #expect(try misreadings("tanh(a)", "function-lost.tanh") == [.function("tanh", takenFor: nil)])
    // Of a name alone nobody can tell whether it was one slip or two.
    #expect(try misreadings("exp(a)", "b-for-a") == [nil])
  }

  /// A student is told with which quantities a slip was made: those of the task, and no text of the right formula.
  @Test func sentencesSayWhichOperand() throws {
    func says(_ text: String, _ note: String) throws -> [String] {
      try mutants(text, ["a": [2], "b": [2], "c": [2], "d": [2], "W": [2, 3]]).filter {
        $0.note == note
      }.map(\.says)
    }
    #expect(try says("2 * a * b", "factor-lost.b") == ["a factor is lost: b"])
    #expect(try says("2 * a * b", "factor-lost.2") == ["a factor is lost: 2"])
    #expect(
      try says("a * (1 - tanh(b * a)) * c", "factor-lost.2-with-b-a")
        == ["a factor is lost: the one with b and a"])
    #expect(
      try says("a - b * W[0, 0]", "term-sign.2-with-b-W")
        == ["the sign of a term is flipped: the one with b and W"])
    #expect(try says("a / -b", "divisor-lost.b") == ["a divisor is lost: b"])
    #expect(try says("W.T @ a", "transposed.W") == ["the transpose is left out: W"])
    #expect(try says("a * a", "b-for-a").first == "b stands where another quantity belongs")
    // Names of the formula's own, and long lists, say nothing.
    #expect(try says("u = 1 - a\nu * b", "factor-lost.1") == ["a factor is lost"])
    #expect(try says("(a + b + c + d) * a", "factor-lost.1-with-a-b-c-d") == ["a factor is lost"])
  }

  /// Names that the formula defines stand for each other below where they are defined, if they may be told.
  @Test func definedNamesStandForEachOther() throws {
    let formula = try FormulaLanguage.parse(FormulaText("h = tanh(a)\nu = 2 * h\nu + h"))
    let symbols = [FormulaSymbol("a", shape: Shape([2]), origin: .given)]
    func exchanged(_ defined: [String: Shape]) -> [String] {
      FormulaMutator(symbols: symbols, defined: defined).mutants(of: formula)
        .filter { $0.note.hasSuffix("-for-h") }
        .map(\.formula.description)
    }
    #expect(exchanged([:]) == [])
    #expect(
      exchanged(["h": Shape([2]), "u": Shape([2])]) == [
        "h = tanh(a)\nu = 2 * a\nu + h", "h = tanh(a)\nu = 2 * h\nu + a",
        "h = tanh(a)\nu = 2 * h\nu + u",
      ])
  }

  /// Two edits of one kind are different edits.
  @Test func anEditIsKnownByItsPlace() throws {
    let signs = try mutants("u = exp(-a)\nv = exp(-b)\nu * v", ["a": [2], "b": [2]]).filter {
      $0.note == "sign"
    }
    #expect(signs.map(\.formula.statements.count) == [3, 3])
    #expect(Set(signs.map(\.id)).count == 2)
    #expect(signs.map(\.id.statement) == [0, 1])
    #expect(signs.map(\.id.path) == [[0], [0]])
    let all = try mutants("a * a + a * a - sum(W, axis=0)[0] * b", ["a": [2], "b": [2]])
    #expect(Set(all.map(\.id)).count == all.count)
  }

  /// Shapes, axes and indices are no values: no mutant has another operand there but the edits made for them.
  @Test func whatIsNoValueIsLeftAlone() throws {
    let edited = try mutants(
      "zeros([2, 3]) + one_hot(1, 3) + size(W)", ["W": [2, 3], "V": [2, 3]])
    #expect(!edited.contains { $0.formula.description.contains("size(V)") })
    #expect(!edited.contains { $0.formula.description.contains("zeros([3") })
  }
}
