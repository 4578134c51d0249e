internal import Diagnostics

/// Reads a formula by recursive descent, one function a grammar rule (`docs/language.md`).
///
/// The file is long because the rules call each other and share the position.
struct FormulaParser {
  /// The deepest nesting of operators, calls and brackets.
  static let deepestNesting = 100

  private let tokens: [FormulaToken]
  private var position = 0
  private var depth = 0

  private let primitives: PrimitiveTable

  private init(_ tokens: [FormulaToken], _ primitives: PrimitiveTable) {
    self.tokens = tokens
    self.primitives = primitives
  }

  static func formula(_ text: FormulaText, _ primitives: PrimitiveTable) throws(FormulaError)
    -> Formula
  {
    var parser = FormulaParser(try FormulaLexer.tokens(of: text), primitives)
    return try parser.block(in: text)
  }

  // MARK: Statements

  private mutating func block(in text: FormulaText) throws(FormulaError) -> Formula {
    var statements: [FormulaStatement] = []
    while current.kind != .end {
      statements.append(try statement())
      if current.kind == .lineEnd {
        position += 1
      } else if current.kind != .end {
        throw expected("an operator or the end of the line")
      }
    }
    guard !statements.isEmpty else {
      throw FormulaError("an empty formula; expected at least one statement", at: text.range)
    }
    return Formula(statements)
  }

  private mutating func statement() throws(FormulaError) -> FormulaStatement {
    let left = try expression()
    let accumulates = current.text == "+="
    guard take("=") || take("+=") else {
      return try tail(of: nil, value: left)
    }
    let target = try self.target(left, accumulates: accumulates)
    return try tail(of: target, value: try expression())
  }

  private mutating func tail(of target: FormulaStatement.Target?, value: FormulaExpression)
    throws(FormulaError) -> FormulaStatement
  {
    var binders: [IndexBinder] = []
    if takeWord("for") {
      repeat { binders.append(try binder()) } while take(",")
    }
    let condition = takeWord("if") ? try expression() : nil
    if target?.indices == nil, let misplaced = binders.first?.range ?? condition?.range {
      throw FormulaError(
        "'for' and 'if' after a statement belong to a left side with indices", at: misplaced,
        help: "write y[i, j] = … for i < n")
    }
    return FormulaStatement(target: target, value: value, binders: binders, condition: condition)
  }

  private func target(_ left: FormulaExpression, accumulates: Bool) throws(FormulaError)
    -> FormulaStatement.Target
  {
    switch left.kind {
    case .name(let name):
      return .init(name: name, indices: nil, accumulates: accumulates, at: left.range)
    case .indexed(let base, let items):
      guard case .name(let name) = base.kind else { break }
      var indices: [FormulaExpression] = []
      for item in items {
        switch item {
        case .at(let index): indices.append(index)
        case .slice(_, _, let range):
          throw FormulaError(
            "a slice cannot stand on the left side; expected an index such as i", at: range)
        case .newAxis(let range):
          throw FormulaError(
            "a new axis cannot stand on the left side; expected an index such as i", at: range)
        }
      }
      return .init(name: name, indices: indices, accumulates: accumulates, at: left.range)
    default: break
    }
    throw FormulaError(
      "this cannot be assigned to; expected a name such as y, or y[i, j]", at: left.range,
      help: "an equality test is written ==")
  }

  /// `m`, `m < 3`, or a loop's `1 <= t < T` or `T > t >= 1`.
  private mutating func binder() throws(FormulaError) -> IndexBinder {
    let next = tokens[min(position + 1, tokens.count - 1)]
    let isPlain =
      current.kind == .name && (next.kind != .symbol || ["<", ",", "]", "="].contains(next.text))
    guard !isPlain else {
      let name = try self.name("an index variable")
      let bound = take("<") ? try sum() : nil
      return IndexBinder(
        name: name.text, bound: bound, at: name.range.union(bound?.range ?? name.range))
    }
    let left = try sum()
    let order: IndexBinder.Order = current.text == ">" ? .down : .up
    guard take("<=") || take(">") else {
      throw expected("'<=' or '>' and a loop's index", help: FormulaParser.rangesHelp)
    }
    let name = try self.name("a loop's index")
    guard take(order == .up ? "<" : ">=") else {
      throw expected(order == .up ? "'<'" : "'>='", help: FormulaParser.rangesHelp)
    }
    let right = try sum()
    return IndexBinder(
      name: name.text, bound: order == .up ? right : left, first: order == .up ? left : right,
      order: order, at: left.range.union(right.range))
  }

  private static let rangesHelp =
    "a loop over t is written 1 <= t < n, or downwards n > t >= 1; other ranges start at 0: t < n"

  /// A range in the brackets of a reduction.
  private mutating func reducedBinder(_ function: FormulaToken) throws(FormulaError) -> IndexBinder
  {
    let binder = try binder()
    guard let first = binder.first, let bound = binder.bound else { return binder }
    throw FormulaError(
      "a range in brackets starts at 0", at: binder.range,
      help:
        "write \(function.text)[\(binder.name) < \(bound) - \(first)](…), with \(binder.name) + \(first) in place of \(binder.name)"
    )
  }

  // MARK: Expressions

  private mutating func expression() throws(FormulaError) -> FormulaExpression {
    let left = try sum()
    guard let (symbol, range) = takeOperator(of: 1) else { return left }
    let right = try sum()
    let comparison = try node(.binary(symbol, left, right), left.range.union(right.range), range)
    if let next = BinaryOperator(rawValue: current.text), next.precedence == 1 {
      throw FormulaError(
        "comparisons do not chain", at: current.range,
        help: "write (a < b) * (b < c)")
    }
    return comparison
  }

  private mutating func sum() throws(FormulaError) -> FormulaExpression {
    var left = try product()
    while let (symbol, range) = takeOperator(of: 2) {
      let right = try product()
      left = try node(.binary(symbol, left, right), left.range.union(right.range), range)
    }
    return left
  }

  private mutating func product() throws(FormulaError) -> FormulaExpression {
    var left = try unary()
    while let (symbol, range) = takeOperator(of: 3) {
      let right = try unary()
      left = try node(.binary(symbol, left, right), left.range.union(right.range), range)
    }
    return left
  }

  private mutating func unary() throws(FormulaError) -> FormulaExpression {
    guard let symbol = UnaryOperator(rawValue: current.text), current.kind == .symbol else {
      return try power()
    }
    let start = current.range
    position += 1
    try descend(at: start)
    defer { depth -= 1 }
    let operand = try unary()
    return try node(.unary(symbol, operand), start.union(operand.range), start)
  }

  private mutating func power() throws(FormulaError) -> FormulaExpression {
    let base = try postfix()
    guard let (symbol, range) = takeOperator(of: 5) else { return base }
    try descend(at: range)
    defer { depth -= 1 }
    let exponent = try unary()
    return try node(.binary(symbol, base, exponent), base.range.union(exponent.range), range)
  }

  private mutating func postfix() throws(FormulaError) -> FormulaExpression {
    var base = try atom()
    while true {
      let start = current.range
      if take("[") {
        try descend(at: start)
        let items = try indexItems()
        depth -= 1
        try checkInside(base, items)
        base = try node(.indexed(base, items), base.range.union(previous.range), start)
      } else if current.text == ".", tokens[min(position + 1, tokens.count - 1)].text == "T" {
        position += 2
        base = try node(.transposed(base), base.range.union(previous.range), previous.range)
      } else {
        return base
      }
    }
  }

  /// Fails where indices after a reduction name what it goes over: they belong inside.
  private func checkInside(_ base: FormulaExpression, _ items: [IndexItem]) throws(FormulaError) {
    guard case .reduction(let name, let binders, _, let body) = base.kind else { return }
    let bound = Set(binders.map(\.name))
    for expression in items.flatMap(\.expressions) {
      guard let used = expression.names.first(where: bound.contains) else { continue }
      let indexed = FormulaExpression(.indexed(body, items), at: body.range)
      let indices = binders.map(\.name).joined(separator: ", ")
      throw FormulaError(
        "'\(used)' is known inside \(name)[…](…) only, and this stands after it",
        at: expression.range,
        help: "index what is reduced: \(name)[\(indices)](\(indexed))")
    }
  }

  private mutating func indexItems() throws(FormulaError) -> [IndexItem] {
    var items: [IndexItem] = []
    repeat {
      let start = current.range
      if takeWord("None") {
        items.append(.newAxis(start))
        continue
      }
      let from = current.text == ":" ? nil : try expression()
      if take(":") {
        let ends = current.text == "]" || current.text == ","
        let to = ends ? nil : try expression()
        items.append(.slice(from: from, to: to, at: start.union(previous.range)))
      } else if let from {
        items.append(.at(from))
      }
    } while take(",")
    try close("]")
    return items
  }

  private mutating func atom() throws(FormulaError) -> FormulaExpression {
    let token = current
    switch token.kind {
    case .number:
      position += 1
      return try node(.number(token.text), token.range)
    case .name:
      if token.text == "for" || token.text == "if" { throw expected("an expression") }
      position += 1
      if token.text == "true" || token.text == "false" {
        return try node(.flag(token.text == "true"), token.range)
      }
      if current.text == "(" { return try call(token) }
      if current.text == "[", ReductionKind(rawValue: token.text) != nil {
        return try reduction(token)
      }
      if FormulaLanguage.isReserved(token.text, primitives: primitives) {
        throw FormulaError(
          "'\(token.text)' is a function; expected '(' after it", at: token.range,
          help: "a name of your own must not be one of the functions")
      }
      return try node(.name(token.text), token.range)
    case .text:
      position += 1
      return try node(.text(token.text), token.range)
    case .symbol where token.text == "(":
      position += 1
      try descend(at: token.range)
      defer { depth -= 1 }
      let inner = try expression()
      try close(")")
      return inner
    case .symbol where token.text == "[":
      position += 1
      try descend(at: token.range)
      defer { depth -= 1 }
      var items: [FormulaExpression] = []
      if current.text != "]" {
        repeat { items.append(try expression()) } while take(",")
      }
      try close("]")
      return try node(.list(items), token.range.union(previous.range))
    default:
      throw expected("an expression")
    }
  }

  private mutating func call(_ function: FormulaToken) throws(FormulaError) -> FormulaExpression {
    position += 1
    try descend(at: function.range)
    defer { depth -= 1 }
    var arguments: [CallArgument] = []
    if current.text != ")" {
      repeat {
        var label: String?
        if current.kind == .name, tokens[min(position + 1, tokens.count - 1)].text == "=" {
          label = current.text
          position += 2
        }
        arguments.append(CallArgument(label: label, value: try expression()))
      } while take(",")
    }
    try close(")")
    return try node(
      .call(function.text, arguments), function.range.union(previous.range), function.range)
  }

  private mutating func reduction(_ function: FormulaToken) throws(FormulaError)
    -> FormulaExpression
  {
    position += 1
    try descend(at: function.range)
    defer { depth -= 1 }
    var binders: [IndexBinder] = []
    repeat { binders.append(try reducedBinder(function)) } while take(",")
    let condition = takeWord("if") ? try expression() : nil
    try close("]")
    guard take("(") else {
      throw expected(
        "'(' and what to reduce", help: "write \(function.text)[i](x[i]); to index, use brackets")
    }
    let body = try expression()
    try close(")")
    return try node(
      .reduction(function.text, binders, condition: condition, body),
      function.range.union(previous.range), function.range)
  }

  // MARK: Tokens

  private var current: FormulaToken { tokens[position] }
  private var previous: FormulaToken { tokens[max(0, position - 1)] }

  private mutating func take(_ symbol: String) -> Bool {
    guard current.kind == .symbol, current.text == symbol else { return false }
    position += 1
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard current.kind == .name, current.text == word else { return false }
    position += 1
    return true
  }

  private mutating func takeOperator(of precedence: Int) -> (BinaryOperator, SourceRange)? {
    guard current.kind == .symbol, let symbol = BinaryOperator(rawValue: current.text),
      symbol.precedence == precedence
    else { return nil }
    position += 1
    return (symbol, previous.range)
  }

  private mutating func close(_ symbol: String) throws(FormulaError) {
    guard take(symbol) else { throw expected("'\(symbol)' or an operator") }
  }

  private mutating func name(_ role: String) throws(FormulaError) -> FormulaToken {
    let token = current
    guard token.kind == .name, !FormulaLanguage.isReserved(token.text, primitives: primitives)
    else {
      throw expected(role)
    }
    position += 1
    return token
  }

  private func expected(_ what: String, help: String? = nil) -> FormulaError {
    let prefix =
      current.text == "." ? "functions have no prefix, and nothing but T follows a point" : nil
    return FormulaError(
      "found \(current.shown), expected \(what)", at: current.range, help: help ?? prefix)
  }

  private mutating func descend(at range: SourceRange) throws(FormulaError) {
    depth += 1
    guard depth <= FormulaParser.deepestNesting else { throw tooDeep(at: range) }
  }

  private func node(
    _ kind: FormulaExpression.Kind, _ range: SourceRange, _ anchor: SourceRange? = nil
  ) throws(FormulaError) -> FormulaExpression {
    let node = FormulaExpression(kind, at: range, anchor: anchor)
    guard node.height <= FormulaParser.deepestNesting else {
      if case .binary = kind {
        throw FormulaError(
          "more than \(FormulaParser.deepestNesting) operators in a row, or as deep a nesting",
          at: anchor ?? range,
          help: "write a sum or a product with an index, sum[i](x[i]), or give a part of it a name")
      }
      throw tooDeep(at: anchor ?? range)
    }
    return node
  }

  private func tooDeep(at range: SourceRange) -> FormulaError {
    FormulaError(
      "an expression nested more than \(FormulaParser.deepestNesting) deep", at: range,
      help: "give a part of it a name on a line of its own")
  }
}
