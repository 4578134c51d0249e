import Formulas
import TestSupport

/// A formula with one slip somewhere, made apart from the product's own mutants.
enum FormulaSlip {
  /// A formula in which one expression is changed, chosen at random; nil if nothing can be.
  static func made(in formula: Formula, _ generator: inout SeededGenerator) -> Formula? {
    let sizes = formula.statements.map { count(in: $0.value) }
    let total = sizes.reduce(0, +)
    guard total > 0 else { return nil }
    var place = generator.below(total)
    var statements = formula.statements
    for (number, size) in sizes.enumerated() {
      guard place >= size else {
        let old = statements[number]
        statements[number] = FormulaStatement(
          target: old.target, value: changed(old.value, &place, &generator), binders: old.binders,
          condition: old.condition)
        break
      }
      place -= size
    }
    return Formula(statements)
  }

  /// The formula with `>` for each `>=`, and the other way round.
  static func otherSide(of formula: Formula) -> Formula {
    let symbols: [BinaryOperator: BinaryOperator] = [
      .greater: .greaterOrEqual, .greaterOrEqual: .greater, .less: .lessOrEqual,
      .lessOrEqual: .less,
    ]
    func turned(_ expression: FormulaExpression) -> FormulaExpression {
      switch expression.kind {
      case .binary(let symbol, let left, let right):
        FormulaExpression(
          .binary(symbols[symbol] ?? symbol, turned(left), turned(right)), at: expression.range)
      case .call(let name, let arguments):
        FormulaExpression(
          .call(
            name, arguments.map { CallArgument(label: $0.label, value: turned($0.value)) }),
          at: expression.range)
      default: expression
      }
    }
    return Formula(
      formula.statements.map {
        FormulaStatement(
          target: $0.target, value: turned($0.value), binders: $0.binders, condition: $0.condition)
      })
  }

  /// How many expressions may slip: operators, calls and transposes, but not what stands in brackets.
  private static func count(in expression: FormulaExpression) -> Int {
    let own = maySlip(expression) ? 1 : 0
    return values(of: expression).reduce(own) { $0 + count(in: $1) }
  }

  private static func maySlip(_ expression: FormulaExpression) -> Bool {
    switch expression.kind {
    case .unary, .binary, .transposed: true
    case .call(let name, _): !["zeros", "ones", "zeros_like", "size", "one_hot"].contains(name)
    default: false
    }
  }

  private static func values(of expression: FormulaExpression) -> [FormulaExpression] {
    switch expression.kind {
    case .indexed(let base, _): [base]
    case .call(let name, let arguments):
      ["zeros", "ones", "size", "one_hot", "reshape"].contains(name)
        ? [] : arguments.filter { $0.label == nil }.map(\.value)
    case .reduction(_, _, _, let body): [body]
    case .number, .name, .flag, .text: []
    default: expression.kind.children
    }
  }

  private static func changed(
    _ expression: FormulaExpression, _ place: inout Int, _ generator: inout SeededGenerator
  ) -> FormulaExpression {
    if maySlip(expression) {
      if place == 0 {
        place = -1
        return slipped(expression, &generator)
      }
      place -= 1
    }
    func inner(_ child: FormulaExpression) -> FormulaExpression {
      place < 0 ? child : changed(child, &place, &generator)
    }
    func made(_ kind: FormulaExpression.Kind) -> FormulaExpression {
      FormulaExpression(kind, at: expression.range, anchor: expression.anchor)
    }
    switch expression.kind {
    case .unary(let symbol, let operand): return made(.unary(symbol, inner(operand)))
    case .binary(let symbol, let left, let right):
      let first = inner(left)
      return made(.binary(symbol, first, inner(right)))
    case .transposed(let operand): return made(.transposed(inner(operand)))
    case .indexed(let base, let items): return made(.indexed(inner(base), items))
    case .call(let name, let arguments):
      guard !values(of: expression).isEmpty else { return expression }
      return made(
        .call(
          name,
          arguments.map {
            $0.label == nil ? CallArgument(label: nil, value: inner($0.value)) : $0
          }))
    case .reduction(let name, let binders, let condition, let body):
      return made(.reduction(name, binders, condition: condition, inner(body)))
    case .list(let items):
      var all: [FormulaExpression] = []
      for item in items { all.append(inner(item)) }
      return made(.list(all))
    case .number, .name, .flag, .text: return expression
    }
  }

  private static func slipped(
    _ expression: FormulaExpression, _ generator: inout SeededGenerator
  ) -> FormulaExpression {
    func made(_ kind: FormulaExpression.Kind) -> FormulaExpression {
      FormulaExpression(kind, at: expression.range, anchor: expression.anchor)
    }
    switch expression.kind {
    case .unary(_, let operand), .transposed(let operand): return operand
    case .binary(let symbol, let left, let right):
      let others: [BinaryOperator: BinaryOperator] = [
        .add: .subtract, .subtract: .add, .multiply: .divide, .divide: .multiply,
        .power: .multiply, .greater: .greaterOrEqual, .less: .lessOrEqual, .equal: .notEqual,
        .matrixProduct: .multiply,
      ]
      switch generator.below(4) {
      case 0: return left
      case 1: return right
      case 2: return made(.binary(symbol, right, left))
      default: return made(.binary(others[symbol] ?? .add, left, right))
      }
    case .call(let name, let arguments):
      let others = [
        "sum": "mean", "mean": "sum", "max": "min", "exp": "expm1", "sigmoid": "tanh",
        "tanh": "sigmoid", "relu": "abs", "maximum": "minimum", "softmax": "log_softmax",
      ]
      if generator.below(2) == 0, let other = others[name] { return made(.call(other, arguments)) }
      return arguments[0].value
    default: return expression
    }
  }
}
