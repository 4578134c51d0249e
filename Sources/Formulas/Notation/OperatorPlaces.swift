internal import Diagnostics

/// Where operators stand whose meaning depends on the shapes of their operands.
struct OperatorPlaces: Sendable {
  /// Those that go entry by entry over arrays.
  var entrywise: Set<SourceRange> = []
  /// Matrix products whose left side is a vector.
  var rowProducts: Set<SourceRange> = []

  init() {}

  /// What a formula tells without any shape: `*` and `^` beside a matrix product go entry by entry.
  init(guessedFrom formula: Formula) {
    for statement in formula.statements { guess(statement.value, isArray: false) }
  }

  private mutating func guess(_ expression: FormulaExpression, isArray: Bool) {
    switch expression.kind {
    case .binary(.matrixProduct, let left, let right):
      guess(left, isArray: true)
      guess(right, isArray: true)
    case .binary(let symbol, let left, let right) where symbol == .multiply || symbol == .power:
      let isArray = isArray || left.isMatrixProduct || right.isMatrixProduct
      if isArray, !left.isNumeral, symbol == .power || !right.isNumeral {
        entrywise.insert(expression.anchor)
      }
      guess(left, isArray: isArray)
      guess(right, isArray: isArray && symbol == .multiply)
    case .unary(_, let operand), .transposed(let operand): guess(operand, isArray: isArray)
    case .binary(_, let left, let right):
      guess(left, isArray: isArray)
      guess(right, isArray: isArray)
    default: for child in expression.kind.children { guess(child, isArray: false) }
    }
  }
}

extension FormulaExpression {
  /// Whether a matrix product is one of its factors or terms.
  fileprivate var isMatrixProduct: Bool {
    switch kind {
    case .binary(.matrixProduct, _, _): true
    case .binary, .unary, .transposed: kind.children.contains(where: \.isMatrixProduct)
    default: false
    }
  }

  fileprivate var isNumeral: Bool {
    switch kind {
    case .number: true
    case .unary(_, let operand): operand.isNumeral
    default: false
    }
  }
}
