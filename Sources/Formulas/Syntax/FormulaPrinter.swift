extension Formula: CustomStringConvertible {
  /// The formula as text that reads back as an equal formula.
  public var description: String { statements.map(\.description).joined(separator: "\n") }
}

extension FormulaStatement: CustomStringConvertible {
  /// The statement as one line.
  public var description: String {
    var text = ""
    if let target {
      text += target.name
      if let indices = target.indices {
        text += "[" + indices.map(\.description).joined(separator: ", ") + "]"
      }
      text += target.accumulates ? " += " : " = "
    }
    text += value.description
    if !binders.isEmpty {
      text += " for " + binders.map(\.description).joined(separator: ", ")
    }
    if let condition { text += " if \(condition)" }
    return text
  }
}

extension FormulaExpression: CustomStringConvertible {
  /// The expression with the fewest parentheses that keep its meaning.
  public var description: String {
    switch kind {
    case .number(let text): text
    case .name(let name): name
    case .flag(let value): value ? "true" : "false"
    case .text(let text): "\"\(text)\""
    case .unary(let symbol, let operand): symbol.rawValue + operand.text(within: 4)
    case .binary(.power, let base, let exponent):
      base.text(within: 6) + "^" + exponent.text(within: 4)
    case .binary(let symbol, let left, let right):
      left.text(within: symbol.precedence + (symbol.precedence == 1 ? 1 : 0))
        + " \(symbol.rawValue) " + right.text(within: symbol.precedence + 1)
    case .indexed(let base, let items):
      base.text(within: 6) + "[" + items.map(\.description).joined(separator: ", ") + "]"
    case .call(let name, let arguments):
      name + "(" + arguments.map(\.description).joined(separator: ", ") + ")"
    case .reduction(let name, let binders, let condition, let body):
      name + "[" + binders.map(\.description).joined(separator: ", ")
        + (condition.map { " if \($0)" } ?? "") + "](\(body))"
    case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
    case .transposed(let operand): operand.text(within: 6) + ".T"
    }
  }

  private var precedence: Int {
    switch kind {
    case .binary(let symbol, _, _): symbol.precedence
    case .unary: 4
    default: 6
    }
  }

  private func text(within context: Int) -> String {
    // A number is parenthesised before `.T` and brackets: `2.T` is read as a number otherwise.
    precedence < context ? "(\(description))" : description
  }
}

extension IndexItem: CustomStringConvertible {
  /// The item as it stands between commas.
  public var description: String {
    switch self {
    case .at(let index): index.description
    case .newAxis: "None"
    case .slice(let from, let to, _): (from?.description ?? "") + ":" + (to?.description ?? "")
    }
  }
}

extension CallArgument: CustomStringConvertible {
  /// The argument as it stands between commas.
  public var description: String { (label.map { "\($0)=" } ?? "") + value.description }
}

extension IndexBinder: CustomStringConvertible {
  /// The binder as it stands between commas.
  public var description: String {
    guard let first, let bound else { return name + (bound.map { " < \($0)" } ?? "") }
    return order == .up ? "\(first) <= \(name) < \(bound)" : "\(bound) > \(name) >= \(first)"
  }
}
