internal import Diagnostics

/// Sets formulas in mathematics, from their syntax trees.
public struct FormulaNotation: Sendable {
  private let primitives: PrimitiveTable
  private let isBold: @Sendable (String) -> Bool
  /// Names that look like an entry of another one: `h0` beside `h[0]`.
  private var wholeNames: Set<String>
  /// What is known of the operators' operands; nil if only a text is known.
  private var operators: OperatorPlaces?

  /// Creates what sets formulas.
  ///
  /// - Parameters:
  ///   - compiled: The formula, whose shapes tell products of entries from others; nil if only its text is known.
  ///   - primitives: The functions, with their notations.
  ///   - isBold: Whether a name is set in bold.
  ///   - wholeNames: Names that look like an entry of another one, besides those that the formula shows to do so.
  public init(
    of compiled: CompiledFormula? = nil, primitives: PrimitiveTable = .standard,
    isBold: @escaping @Sendable (String) -> Bool = { _ in false }, wholeNames: Set<String> = []
  ) {
    self.wholeNames = wholeNames
    self.primitives = primitives
    self.isBold = isBold
    operators = compiled?.operators
  }

  /// A formula, a line a statement.
  public func lines(_ formula: Formula) -> [MathematicalLine] {
    var setting = self
    setting.wholeNames.formUnion(formula.entryNames)
    setting.operators = operators ?? OperatorPlaces(guessedFrom: formula)
    return formula.statements.map(setting.line)
  }

  /// A name.
  public func name(_ name: String) -> Mathematics {
    .named(name, isBold: isBold, isWhole: wholeNames.contains)
  }

  private func line(_ statement: FormulaStatement) -> MathematicalLine {
    let isPlain = statement.target?.indices == nil && statement.target != nil
    let sum = isPlain ? sumOfProducts(statement.value) : nil
    var right = [(sum?.phrase ?? phrase(statement.value)).mathematics]
    if !statement.binders.isEmpty {
      let ranges = statement.binders.map { range($0) }
      right += [.sign(.wideSpace), .text("for "), .list(ranges)]
    }
    if let condition = statement.condition {
      right += [.sign(.wideSpace), .text("if "), self.condition(condition)]
    }
    let value = right.count == 1 ? right[0] : .row(right)
    guard let target = statement.target else { return MathematicalLine(left: nil, right: value) }
    let name = self.name(target.name)
    let indices =
      target.indices?.map { phrase($0).mathematics }
      ?? sum.flatMap { $0.indices.isEmpty ? nil : $0.indices }
    return MathematicalLine(
      left: indices.map { indexed(name, $0) } ?? name,
      sign: target.accumulates ? .added : .equals, right: value)
  }

  /// `0 ≤ m < 3`, or the variable alone; downwards, `3 > m ≥ 0`.
  private func range(_ binder: IndexBinder) -> Mathematics {
    let name = Mathematics.named(binder.name)
    guard let bound = binder.bound.map({ phrase($0).within(.sum) }) else { return name }
    let first = binder.first.map { phrase($0).within(.sum) } ?? .number("0")
    return binder.order == .up
      ? .row([first, .sign(.lessOrEqual), name, .sign(.less), bound])
      : .row([bound, .sign(.greater), name, .sign(.greaterOrEqual), first])
  }

  func indexed(_ base: Mathematics, _ indices: [Mathematics]) -> Mathematics {
    let plain: Mathematics =
      switch base {
      case .letter, .word, .fenced, .accent: base
      default: .fenced(.parentheses, base)
      }
    return .script(plain, below: .list(indices), above: nil)
  }

  // MARK: Expressions

  func phrase(_ expression: FormulaExpression) -> MathematicalPhrase {
    switch expression.kind {
    case .number(let text): return number(text)
    case .name(let name):
      let set = self.name(name)
      if case .fraction = set { return MathematicalPhrase(set, .fraction) }
      return MathematicalPhrase(set)
    case .flag(let value): return MathematicalPhrase(.text(value ? "true" : "false"))
    case .text(let text): return MathematicalPhrase(.text(text))
    case .unary(.plus, let operand): return phrase(operand)
    case .unary(.minus, let operand): return .negated(phrase(operand))
    case .binary(let symbol, let left, let right):
      if symbol == .matrixProduct, isRow(expression), !isRow(left) {
        return .product(.power(phrase(left), .sign(.transposed)), phrase(right))
      }
      return binary(
        symbol, left, right, isEntrywise: operators?.entrywise.contains(expression.anchor) ?? false)
    case .indexed(let base, let items):
      let indices = items.compactMap(index)
      guard !indices.isEmpty else { return phrase(base) }
      return MathematicalPhrase(indexed(phrase(base).within(.atom), indices))
    case .call(let name, let arguments): return call(name, arguments)
    case .reduction(let name, let binders, let condition, let body):
      return reduction(name, binders, condition, body)
    case .list(let items):
      return MathematicalPhrase(.fenced(.brackets, .list(items.map { phrase($0).mathematics })))
    case .transposed(let operand):
      return .power(phrase(operand), .sign(.transposed))
    }
  }

  /// Whether something is a vector times a matrix, which is a row.
  private func isRow(_ expression: FormulaExpression) -> Bool {
    if case .binary(.matrixProduct, _, _) = expression.kind {
      operators?.rowProducts.contains(expression.anchor) ?? false
    } else {
      false
    }
  }

  /// A numeral; `1e-3` as a power of ten.
  private func number(_ text: String) -> MathematicalPhrase {
    let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
    guard parts.count == 2 else {
      return MathematicalPhrase(.number(text), beginning: .numeral)
    }
    let exponent =
      parts[1].first == "-"
      ? Mathematics.row([.sign(.minus), .number(String(parts[1].dropFirst()))])
      : .number(String(parts[1].drop { $0 == "+" }))
    let ten = MathematicalPhrase.power(
      MathematicalPhrase(.number("10"), beginning: .numeral), exponent)
    return parts[0] == "1" ? ten : .product(number(String(parts[0])), ten)
  }

  private func binary(
    _ symbol: BinaryOperator, _ left: FormulaExpression, _ right: FormulaExpression,
    isEntrywise: Bool
  ) -> MathematicalPhrase {
    switch symbol {
    case .add: return .sum(phrase(left), .plus, phrase(right))
    case .subtract: return .sum(phrase(left), .minus, phrase(right))
    case .multiply: return .product(phrase(left), phrase(right), isEntrywise: isEntrywise)
    case .matrixProduct: return .product(phrase(left), phrase(right))
    case .divide: return .fraction(phrase(left), phrase(right))
    case .power:
      let exponent = phrase(right).mathematics
      return .power(
        phrase(left), isEntrywise ? .row([.sign(.entrywise), exponent]) : exponent)
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
      return .bracketed(comparison(symbol, left, right))
    }
  }

  private func comparison(
    _ symbol: BinaryOperator, _ left: FormulaExpression, _ right: FormulaExpression
  ) -> Mathematics {
    let sign: MathematicalSign =
      switch symbol {
      case .less: .less
      case .lessOrEqual: .lessOrEqual
      case .greater: .greater
      case .greaterOrEqual: .greaterOrEqual
      case .notEqual: .notEqual
      default: .equals
      }
    return .row([phrase(left).within(.sum), .sign(sign), phrase(right).within(.sum)])
  }

  /// Something that holds or not: a comparison without brackets, or several of them.
  private func condition(_ expression: FormulaExpression) -> Mathematics {
    if isCondition(expression), case .binary(let symbol, let left, let right) = expression.kind {
      return symbol == .multiply
        ? .row([condition(left), .sign(.and), condition(right)])
        : comparison(symbol, left, right)
    }
    // Any number but 0 stands for true.
    return .row([phrase(expression).within(.sum), .sign(.notEqual), .number("0")])
  }

  private func isCondition(_ expression: FormulaExpression) -> Bool {
    guard case .binary(let symbol, let left, let right) = expression.kind else { return false }
    return symbol.precedence == 1 || symbol == .multiply && isCondition(left) && isCondition(right)
  }

  /// An item between brackets; nil for a new axis, which is a matter of layout.
  private func index(_ item: IndexItem) -> Mathematics? {
    switch item {
    case .newAxis: nil
    case .at(let index): phrase(index).mathematics
    case .slice(nil, nil, _): .sign(.all)
    case .slice(let from, let to, _):
      .row([
        from.map { phrase($0).mathematics } ?? .row([]), .sign(.colon),
        to.map { phrase($0).mathematics } ?? .row([]),
      ])
    }
  }

  private func call(_ name: String, _ arguments: [CallArgument]) -> MathematicalPhrase {
    if let sum = einsum(name, arguments) { return sum }
    guard let primitive = primitives[name] else {
      return .function(.word(name), arguments.map { phrase($0.value) })
    }
    var values: [MathematicalPhrase] = []
    var below: Mathematics?
    var next = 0
    for argument in arguments {
      let place = argument.label.flatMap { label in
        primitive.parameters.firstIndex { $0.name == label }
      }
      defer { if argument.label == nil { next += 1 } }
      let parameter = place ?? next
      guard parameter < primitive.parameters.count else { continue }
      switch primitive.parameters[parameter].kind {
      case .axis, .axes: below = axes(argument.value)
      case .flag:
        // What keeps an axis of extent 1 is a matter of layout; what must be said tells two functions apart.
        let said = primitive.parameters[parameter]
        if !said.isOptional, case .flag(true) = argument.value.kind { below = .text(said.name) }
      case .wholeNumber where primitive.parameters[parameter].name == "axis":
        below = axes(argument.value)
      case .condition where argument.label != nil:
        let mask = Mathematics.row([.text("where "), condition(argument.value)])
        below = below.map { .list([$0, mask]) } ?? mask
      case .condition:
        values.append(MathematicalPhrase(condition(argument.value)))
      case .wholeNumber where argument.label != nil:
        let name = primitive.parameters[parameter].name
        values.append(
          MathematicalPhrase(.row([.text("\(name) "), phrase(argument.value).mathematics])))
      case .tensor, .extents, .wholeNumber, .shape, .subscripts:
        values.append(phrase(argument.value))
      }
    }
    return primitive.notation.phrase(values, below: below)
  }

  private func axes(_ expression: FormulaExpression) -> Mathematics {
    if case .list(let items) = expression.kind {
      return .row([.text("axes "), .list(items.map { phrase($0).mathematics })])
    }
    return .row([.text("axis "), phrase(expression).mathematics])
  }

  private func reduction(
    _ name: String, _ binders: [IndexBinder], _ condition: FormulaExpression?,
    _ body: FormulaExpression
  ) -> MathematicalPhrase {
    let sign = primitives[name]?.notation.head ?? .word(name)
    let result = phrase(body)
    let isSign = if case .sign = sign { true } else { false }
    let isStacked = isSign && condition == nil && binders.contains { $0.bound != nil }
    guard isStacked else {
      let below = condition.map { [self.condition($0)] } ?? []
      return .large(sign, under: .list(binders.map(range) + below), result)
    }
    // A sign for each index that has a range.
    var stacked = result
    for binder in binders.reversed() {
      let name = Mathematics.named(binder.name)
      let start = binder.bound == nil ? name : .row([name, .sign(.equals), .number("0")])
      stacked = .large(
        sign, under: start, over: binder.bound.map(last), stacked)
    }
    return stacked
  }

  /// The last index below a bound.
  private func last(_ bound: FormulaExpression) -> Mathematics {
    if case .number(let text) = bound.kind, let count = Int(text) { return .number("\(count - 1)") }
    return MathematicalPhrase.sum(
      phrase(bound), .minus, MathematicalPhrase(.number("1"), beginning: .numeral)
    ).mathematics
  }
}
