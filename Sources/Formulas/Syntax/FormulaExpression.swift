public import Diagnostics

/// An expression of the formula language.
///
/// Two are equal when they differ at most in their places.
public struct FormulaExpression: Sendable, Equatable {
  /// What an expression is made of.
  public indirect enum Kind: Sendable, Equatable {
    /// A literal, with its text: `2` is a whole number, `2.0` is not.
    case number(String)
    /// The name of a given, a binding, a part, a size or an index variable.
    case name(String)
    /// `true` or `false`, as the value of an option.
    case flag(Bool)
    /// `"ij,jk->ik"`, as an argument.
    case text(String)
    /// `-x` or `+x`.
    case unary(UnaryOperator, FormulaExpression)
    /// `a + b` and the like.
    case binary(BinaryOperator, FormulaExpression, FormulaExpression)
    /// `x[i, 0:3]`.
    case indexed(FormulaExpression, [IndexItem])
    /// `softmax(s, axis=1)`.
    case call(String, [CallArgument])
    /// `sum[i, j < 3 if i != j](…)`.
    case reduction(String, [IndexBinder], condition: FormulaExpression?, FormulaExpression)
    /// `[a, b]`.
    case list([FormulaExpression])
    /// `x.T`.
    case transposed(FormulaExpression)
  }

  /// What the expression is made of.
  public let kind: Kind
  /// Where it stands.
  public let range: SourceRange
  /// Where its operator or function name stands: what an error about its shape points at.
  public let anchor: SourceRange
  /// The height of the tree, 1 for a leaf: bounded by the parser, so that recursion is safe.
  public let height: Int

  /// Creates an expression.
  public init(_ kind: Kind, at range: SourceRange, anchor: SourceRange? = nil) {
    self.kind = kind
    self.range = range
    self.anchor = anchor ?? range
    height = 1 + (kind.children.map(\.height).max() ?? 0)
  }

  /// Equality of what was written; places do not matter.
  public static func == (a: FormulaExpression, b: FormulaExpression) -> Bool { a.kind == b.kind }
}

extension FormulaExpression.Kind {
  /// The expressions directly inside.
  public var children: [FormulaExpression] {
    switch self {
    case .number, .name, .flag, .text: []
    case .unary(_, let operand), .transposed(let operand): [operand]
    case .binary(_, let left, let right): [left, right]
    case .indexed(let base, let items): [base] + items.flatMap(\.expressions)
    case .call(_, let arguments): arguments.map(\.value)
    case .reduction(_, let binders, let condition, let body):
      binders.compactMap(\.bound) + (condition.map { [$0] } ?? []) + [body]
    case .list(let items): items
    }
  }
}

/// A sign before an operand.
public enum UnaryOperator: String, Sendable {
  case minus = "-"
  case plus = "+"
}

/// An operator between two operands.
public enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "^"
  case matrixProduct = "@"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="

  /// How tightly it binds: comparisons 1, sums 2, products 3, powers 5 (signs, between, 4).
  public var precedence: Int {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: 1
    case .add, .subtract: 2
    case .multiply, .divide, .matrixProduct: 3
    case .power: 5
    }
  }
}

/// What stands between commas in `x[…]`.
public enum IndexItem: Sendable, Equatable {
  /// One entry along the axis, which is dropped.
  case at(FormulaExpression)
  /// A range along the axis, which is kept; a missing bound is the axis's end.
  case slice(from: FormulaExpression?, to: FormulaExpression?, at: SourceRange)
  /// A new axis of extent 1, `None`.
  case newAxis(SourceRange)

  /// The expressions inside.
  public var expressions: [FormulaExpression] {
    switch self {
    case .at(let expression): [expression]
    case .slice(let from, let to, _): [from, to].compactMap { $0 }
    case .newAxis: []
    }
  }

  /// Equality of what was written; places do not matter.
  public static func == (a: IndexItem, b: IndexItem) -> Bool {
    switch (a, b) {
    case (.at(let a), .at(let b)): a == b
    case (.slice(let a, let b, _), .slice(let c, let d, _)): a == c && b == d
    case (.newAxis, .newAxis): true
    default: false
    }
  }
}

/// An argument of a call, with its name where one was given.
public struct CallArgument: Sendable, Equatable {
  /// The parameter's name in `axis=1`.
  public let label: String?
  /// The value.
  public let value: FormulaExpression

  /// Creates an argument.
  public init(label: String?, value: FormulaExpression) {
    self.label = label
    self.value = value
  }
}

/// An index variable that is introduced, with its range where it is stated: `m < 3`, or a loop's `1 <= t < T`.
public struct IndexBinder: Sendable, Equatable {
  /// In which order a loop takes its steps.
  public enum Order: Sendable {
    /// `a <= t < b`
    case up
    /// `b > t >= a`
    case down
  }

  /// The variable.
  public let name: String
  /// Above all values.
  public let bound: FormulaExpression?
  /// The first value of a loop's index; nil where values start at 0 and there is no order among them.
  public let first: FormulaExpression?
  /// The order of a loop's steps.
  public let order: Order
  /// Where it stands.
  public let range: SourceRange

  /// Creates a binder.
  public init(
    name: String, bound: FormulaExpression?, first: FormulaExpression? = nil, order: Order = .up,
    at range: SourceRange
  ) {
    self.name = name
    self.bound = bound
    self.first = first
    self.order = order
    self.range = range
  }

  /// Whether its values are taken step by step.
  public var isLoop: Bool { first != nil }

  /// Equality of what was written; places do not matter.
  public static func == (a: IndexBinder, b: IndexBinder) -> Bool {
    a.name == b.name && a.bound == b.bound && a.first == b.first && a.order == b.order
  }
}
