public import Tensors

/// Makes every formula that is one edit away from a right one.
///
/// The edits are the mistakes that people make in derivations: a term or factor lost, a sign flipped, an operand
/// in place of another, a sum lost or taken over the wrong axis, a stride slipped, a kernel rotated.
public struct FormulaMutator {
  private let shapes: [String: Shape]
  /// The shapes of the names that the formula defines, and that may stand for others.
  private let defined: [String: Shape]
  /// Those of them that stand above the statement at hand.
  private var known: [String: Shape] = [:]
  /// The indices of the statement at hand that step along an axis: its loop's, and those that stand with an offset.
  var steppingIndices: Set<String> = []
  /// How many values each index of the statement at hand takes, as it is written.
  var ranges: [String: FormulaExpression] = [:]
  /// The size of the batch, where one is declared.
  let batch: Int?
  /// The functions that the formula may call.
  let primitives: PrimitiveTable

  /// The names from outside that may be a share: computed before, or one given number that is no size.
  private let fractions: Set<String>
  /// The given numbers that are no sizes.
  let givenNumbers: [String]

  /// Creates a mutator.
  ///
  /// - Parameters:
  ///   - symbols: The names that the formula may use: one may stand for another of its shape.
  ///   - defined: The shapes of the names that it defines, where these may be told: they may stand for others too.
  ///   - batch: The size of the batch, by which a term may be divided.
  ///   - primitives: The functions that it may call.
  public init(
    symbols: [FormulaSymbol], defined: [String: Shape] = [:], batch: Int? = nil,
    primitives: PrimitiveTable = .standard
  ) {
    self.primitives = primitives
    self.batch = batch
    self.defined = defined
    shapes = symbols.reduce(into: [:]) { $0[$1.name] = $1.shape }
    givenNumbers = symbols.filter {
      $0.origin == .given && $0.size == nil && $0.shape.count == 1
    }.map(\.name)
    fractions = Set(symbols.filter { $0.origin != .given }.map(\.name) + givenNumbers)
  }

  /// All mutants.
  ///
  /// - Parameter formula: The right formula.
  /// - Returns: the wrong ones, in an order that depends on the formula alone.
  public func mutants(of formula: Formula) -> [FormulaMutant] {
    var mutants: [FormulaMutant] = []
    var known: [String: Shape] = [:]
    for (place, statement) in formula.statements.enumerated() {
      func add(_ edit: FormulaEdit, at path: [Int]?, _ number: Int, _ changed: FormulaStatement) {
        var statements = formula.statements
        statements[place] = changed
        mutants.append(
          FormulaMutant(
            id: EditID(statement: place, path: path, kind: edit.note, number: number),
            edit: edit, primitives: primitives, depth: path?.count ?? 0,
            formula: Formula(statements)))
      }
      var mutator = self
      mutator.known = known
      mutator.steppingIndices = FormulaMutator.stepping(in: statement.value)
        .union(statement.loopRange.map { [$0.name] } ?? [])
      mutator.ranges = FormulaMutator.ranges(
        of: statement.binders + FormulaMutator.binders(in: statement.value))
      let bound = Set(statement.target?.indices?.flatMap(\.names) ?? [])
        .union(statement.binders.map(\.name))
      for edit in mutator.edits(of: statement.value, indices: bound) {
        add(
          edit.edit, at: edit.path, edit.number,
          FormulaStatement(
            target: statement.target, value: edit.result, binders: statement.binders,
            condition: statement.condition))
      }
      let whole =
        statementEdits(of: statement) + mutator.exchanges(in: statement, bound)
        + mutator.replacements(in: statement, bound)
        + mutator.complementExchanges(in: statement, bound)
      for (number, (edit, changed)) in whole.enumerated() {
        add(edit, at: nil, number, changed)
      }
      if let name = statement.target?.name { known[name] = defined[name] }
    }
    let edits =
      labelEdits(of: formula) + functionsThroughout(formula) + transposesThroughout(formula)
      + squaresThroughout(formula) + correctionsThroughout(formula)
    for (number, (edit, statements)) in edits.enumerated() {
      mutants.append(
        FormulaMutant(
          id: EditID(statement: 0, path: nil, kind: edit.note, number: number), edit: edit,
          primitives: primitives, depth: 0, formula: Formula(statements)))
    }
    return mutants
  }

  /// An edit somewhere inside an expression, and the expression with it.
  struct Placed {
    let edit: FormulaEdit
    let result: FormulaExpression
    /// The number of the edit among those of its place.
    let number: Int
    var path: [Int] = []
  }

  /// Whether a name is known from outside the formula.
  func isSymbol(_ name: String) -> Bool { shapes[name] != nil }

  /// The shape of what a name stands for; nil if nothing is known of it.
  func shape(of name: String) -> Shape? { known[name] ?? shapes[name] }

  /// How far the axes of what is known from outside go, where that is more than one place.
  var extents: [Int] { Set(shapes.values.flatMap(\.dimensions)).filter { $0 > 1 }.sorted() }

  /// The other names that stand for something of the same shape, of more than one number.
  func namesOfSameShape(as name: String) -> [String] {
    let all = shapes.merging(known) { $1 }
    guard let shape = all[name], shape.count > 1 else { return [] }
    return all.filter { $0.key != name && $0.value == shape }.keys.sorted()
  }

  /// The names from outside the formula that hold more than one number.
  var arrays: [String] { shapes.filter { $0.value.count > 1 }.keys.sorted() }

  /// The operators whose chains are edited as a whole.
  private enum Chain { case sum, product }

  private func chain(_ expression: FormulaExpression) -> Chain? {
    switch expression.kind {
    case .binary(.add, _, _), .binary(.subtract, _, _): .sum
    case .binary(.multiply, _, _): .product
    default: nil
    }
  }

  /// Edits of an expression and of what it holds; `outer` is the chain whose first link it is.
  private func edits(
    of expression: FormulaExpression, indices: Set<String>, within outer: Chain? = nil
  ) -> [Placed] {
    let chain = chain(expression)
    var placed =
      chain != nil && chain == outer
      ? []
      : ownEdits(of: expression, indices: indices).enumerated().map {
        Placed(edit: $1, result: $1.after, number: $0)
      }
    // What stands in brackets is no arithmetic: it is edited as a whole, above.
    var inner = indices
    if case .reduction(_, let binders, _, _) = expression.kind {
      inner.formUnion(binders.map(\.name))
    }
    let children = expression.kind.children
    for (place, child) in children.enumerated() where isValue(place, of: expression) {
      for edit in edits(of: child, indices: inner, within: place == 0 ? chain : nil) {
        var changed = children
        changed[place] = edit.result
        placed.append(
          Placed(
            edit: edit.edit, result: expression.rebuilt(with: changed), number: edit.number,
            path: [place] + edit.path))
      }
    }
    return placed
  }

  /// Whether a child is a value, and not an index, a bound or an option.
  private func isValue(_ place: Int, of expression: FormulaExpression) -> Bool {
    switch expression.kind {
    case .indexed: place == 0
    case .call(let name, let arguments):
      arguments[place].label == nil && primitives[name]?.isValue(at: place) == true
    case .reduction(_, let binders, _, _): place >= binders.count { $0.bound != nil }
    default: true
    }
  }

  private func ownEdits(of expression: FormulaExpression, indices: Set<String>) -> [FormulaEdit] {
    switch expression.kind {
    case .number, .flag, .text, .list: []
    case .name(let name): indices.contains(name) ? [] : otherNames(name, expression)
    case .unary(.minus, let operand):
      [FormulaEdit("sign", "the sign is flipped", rank: 1, expression, operand)]
    case .unary: []
    case .transposed(let operand):
      [
        FormulaEdit(
          "transposed.\(word(operand))", naming("the transpose is left out", operand),
          rank: 4, expression, operand)
      ]
    case .binary(let symbol, let left, let right): binaryEdits(symbol, left, right, expression)
    case .indexed(let base, let items): indexEdits(base, items, expression)
    case .call(let name, let arguments): callEdits(name, arguments, expression)
    case .reduction(let name, let binders, let condition, let body):
      reductionEdits(name, binders, condition, body, expression)
    }
  }

  // MARK: Names

  private func otherNames(_ name: String, _ expression: FormulaExpression) -> [FormulaEdit] {
    let others = namesOfSameShape(as: name).map { other in
      FormulaEdit(
        "\(other)-for-\(name)", "\(other) stands where another quantity belongs", rank: 7,
        expression, .name(other))
    }
    guard fractions.contains(name) || known[name] != nil else { return others }
    let complement = FormulaExpression.number("1").combined(.subtract, expression)
    return [
      FormulaEdit(
        "complement.\(word(expression))",
        naming("one minus a quantity stands where the quantity belongs", expression), rank: 7,
        expression, complement)
    ] + others
  }

  // MARK: Operators

  private func binaryEdits(
    _ symbol: BinaryOperator, _ left: FormulaExpression, _ right: FormulaExpression,
    _ whole: FormulaExpression
  ) -> [FormulaEdit] {
    let (l, r) = (word(left), word(right, at: 1))
    func edit(
      _ note: String, _ phrase: String, _ rank: Int, _ after: FormulaExpression
    ) -> FormulaEdit { FormulaEdit(note, phrase, rank: rank, whole, after) }
    switch symbol {
    case .add, .subtract: return sumEdits(whole)
    case .multiply: return productEdits(whole)
    case .divide:
      return [
        edit("divisor-lost.\(r)", naming("a divisor is lost", right), 2, left),
        edit(
          "factor-lost.\(l)", naming("a factor is lost", left), 3,
          // The sign of a factor is not lost with it.
          (left.isNegated ? FormulaExpression.number("1.0").negated : .number("1.0"))
            .combined(.divide, right)),
        edit(
          "multiplied.\(r)", naming("multiplied instead of divided", right), 4,
          left.combined(.multiply, right)),
        edit("swapped.\(l).\(r)", "the quotient is upside down", 4, right.combined(.divide, left)),
      ] + lostBrackets(left, dividedBy: right, whole) + otherSizes(left, dividedBy: right, whole)
        + meanOfAll(left, dividedBy: right, whole) + differenceForQuotient(left, right, whole)
    case .matrixProduct: return matrixEdits(left, right, whole)
    case .power: return powerEdits(left, right, whole)
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
      let opposite: [BinaryOperator: BinaryOperator] = [
        .less: .greaterOrEqual, .lessOrEqual: .greater, .greater: .lessOrEqual,
        .greaterOrEqual: .less, .equal: .notEqual, .notEqual: .equal,
      ]
      return opposite[symbol].map {
        [edit("condition-reversed", "the condition is reversed", 5, left.combined($0, right))]
          + limitEdits(symbol, left, right, whole)
      } ?? []
    }
  }
}
