internal import Diagnostics

extension FormulaExpression {
  /// The same with other expressions inside, as many as ``Kind/children`` has and in that order.
  func rebuilt(with children: [FormulaExpression]) -> FormulaExpression {
    var rest = children[...]
    func next(_ old: FormulaExpression) -> FormulaExpression { rest.popFirst() ?? old }
    let kind: Kind
    switch self.kind {
    case .number, .name, .flag, .text: return self
    case .unary(let symbol, let operand): kind = .unary(symbol, next(operand))
    case .transposed(let operand): kind = .transposed(next(operand))
    case .binary(let symbol, let left, let right):
      let first = next(left)
      kind = .binary(symbol, first, next(right))
    case .indexed(let base, let items):
      let newBase = next(base)
      kind = .indexed(
        newBase,
        items.map { item in
          switch item {
          case .at(let index): return .at(next(index))
          case .slice(let from, let to, let range):
            let start = from.map(next)
            return .slice(from: start, to: to.map(next), at: range)
          case .newAxis: return item
          }
        })
    case .call(let name, let arguments):
      kind = .call(name, arguments.map { CallArgument(label: $0.label, value: next($0.value)) })
    case .reduction(let name, let binders, let condition, let body):
      let newBinders = binders.map {
        IndexBinder(name: $0.name, bound: $0.bound.map(next), at: $0.range)
      }
      let newCondition = condition.map(next)
      kind = .reduction(name, newBinders, condition: newCondition, next(body))
    case .list(let items): kind = .list(items.map(next))
    }
    return FormulaExpression(kind, at: range, anchor: anchor)
  }

  /// The same with a name replaced by an expression everywhere.
  func replacing(_ name: String, with expression: FormulaExpression) -> FormulaExpression {
    if case .name(name) = kind { return expression }
    return rebuilt(with: kind.children.map { $0.replacing(name, with: expression) })
  }

  /// The names that stand in the expression.
  var names: Set<String> {
    if case .name(let name) = kind { return [name] }
    return kind.children.reduce(into: []) { $0.formUnion($1.names) }
  }
}

/// Expressions that are made, not read: they stand nowhere.
extension FormulaExpression {
  private static let nowhere = SourceRange(0, 0)

  static func number(_ text: String) -> FormulaExpression {
    FormulaExpression(.number(text), at: nowhere)
  }
  static func name(_ name: String) -> FormulaExpression {
    FormulaExpression(.name(name), at: nowhere)
  }
  static func call(_ name: String, _ arguments: [CallArgument]) -> FormulaExpression {
    FormulaExpression(.call(name, arguments), at: nowhere)
  }
  static func indexed(_ base: FormulaExpression, _ items: [IndexItem]) -> FormulaExpression {
    FormulaExpression(.indexed(base, items), at: nowhere)
  }
  static func slice(_ from: FormulaExpression?, _ to: FormulaExpression?) -> IndexItem {
    .slice(from: from, to: to, at: nowhere)
  }
  /// The extent of an axis, as a formula has it.
  func size(axis: Int) -> FormulaExpression {
    .call(
      "size",
      [
        CallArgument(label: nil, value: self),
        CallArgument(label: "axis", value: .number("\(axis)")),
      ])
  }
  var negated: FormulaExpression { FormulaExpression(.unary(.minus, self), at: range) }
  var isNegated: Bool { if case .unary(.minus, _) = kind { true } else { false } }

  var isTransposed: Bool { if case .transposed = kind { true } else { false } }

  var transposed: FormulaExpression { FormulaExpression(.transposed(self), at: range) }
  func combined(_ symbol: BinaryOperator, _ other: FormulaExpression) -> FormulaExpression {
    FormulaExpression(.binary(symbol, self, other), at: range, anchor: anchor)
  }
}
