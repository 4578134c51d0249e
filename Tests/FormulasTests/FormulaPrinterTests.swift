import Diagnostics
import Formulas
import TestSupport
import Testing

@Suite struct FormulaPrinterTests {
  private struct Writer {
    var generator: SeededGenerator
    let nowhere = SourceRange(0, 0)

    mutating func pick<T>(_ items: [T]) -> T { items[generator.below(items.count)] }

    func make(_ kind: FormulaExpression.Kind) -> FormulaExpression {
      FormulaExpression(kind, at: nowhere)
    }

    mutating func expression(_ depth: Int) -> FormulaExpression {
      if depth == 0 {
        return generator.below(2) == 0
          ? make(.number(pick(["1", "2.5", "3.", ".5", "1e-3", "7E+2"])))
          : make(.name(pick(["x", "W1", "lambda", "_a", "T", "e"])))
      }
      switch generator.below(9) {
      case 0, 1, 2:
        let symbol = pick(Array(BinaryOperator.allCases))
        return make(.binary(symbol, expression(depth - 1), expression(depth - 1)))
      case 3: return make(.unary(pick([.minus, .plus]), expression(depth - 1)))
      case 4: return make(.indexed(expression(depth - 1), items(depth - 1)))
      case 5: return make(.transposed(expression(depth - 1)))
      case 6:
        return make(
          .call(
            pick(["exp", "softmax", "where"]),
            [
              CallArgument(label: nil, value: expression(depth - 1)),
              CallArgument(label: "axis", value: expression(0)),
              CallArgument(label: "keepdims", value: make(.flag(generator.below(2) == 0))),
            ]))
      case 7:
        let bound = generator.below(2) == 0 ? expression(0) : nil
        return make(
          .reduction(
            pick(["sum", "max", "mean"]),
            [
              IndexBinder(name: "i", bound: bound, at: nowhere),
              IndexBinder(name: "j", bound: nil, at: nowhere),
            ], condition: generator.below(2) == 0 ? expression(depth - 1) : nil,
            expression(depth - 1)))
      default: return make(.list([expression(depth - 1), expression(0)]))
      }
    }

    mutating func items(_ depth: Int) -> [IndexItem] {
      switch generator.below(3) {
      case 0: [.at(expression(depth))]
      case 1: [.slice(from: expression(0), to: nil, at: nowhere), .at(expression(0))]
      default:
        [
          .slice(from: nil, to: nil, at: nowhere),
          .slice(from: nil, to: expression(0), at: nowhere),
        ]
      }
    }

    mutating func statement(_ depth: Int) -> FormulaStatement {
      let value = expression(depth)
      switch generator.below(4) {
      case 0: return FormulaStatement(target: nil, value: value)
      case 1:
        return FormulaStatement(
          target: .init(name: "y", indices: nil, accumulates: false, at: nowhere), value: value)
      default:
        return FormulaStatement(
          target: .init(
            name: "y", indices: [expression(1), make(.name("k"))],
            accumulates: generator.below(2) == 0, at: nowhere), value: value,
          binders: [IndexBinder(name: "m", bound: expression(0), at: nowhere)],
          condition: generator.below(2) == 0 ? expression(1) : nil)
      }
    }
  }

  @Test func printedFormulasReadBack() throws {
    var writer = Writer(generator: SeededGenerator(seed: 5))
    for _ in 0..<3_000 {
      let depth = writer.generator.below(5)
      let formula = Formula([writer.statement(depth), writer.statement(1)])
      let text = formula.description
      do {
        let read = try FormulaLanguage.parse(FormulaText(text))
        #expect(read == formula, "\(text)")
        #expect(read.description == text)
      } catch {
        Issue.record("\(text): \(error)")
      }
    }
  }

  @Test(arguments: [
    ("((a) + (b)) * c", "(a + b) * c"), ("-(x^2)", "-x^2"), ("(-x)^2", "(-x)^2"),
    ("a - (b - c)", "a - (b - c)"), ("(a * b) / c", "a * b / c"), ("(a @ b).T", "(a @ b).T"),
    ("2 ^ (3 ^ 2)", "2^3^2"), ("(2 ^ 3) ^ 2", "(2^3)^2"),
    ("(a < b) * (b < c)", "(a < b) * (b < c)"),
  ])
  func parenthesesAreTheFewest(_ written: String, _ printed: String) throws {
    #expect(try FormulaLanguage.parse(FormulaText(written)).description == printed)
  }
}
