public import Diagnostics

/// A block of statements; the last one is the answer.
public struct Formula: Sendable, Equatable {
  /// The statements in their order.
  public let statements: [FormulaStatement]

  /// Creates a block.
  public init(_ statements: [FormulaStatement]) { self.statements = statements }
}

/// One line of a formula.
public struct FormulaStatement: Sendable, Equatable {
  /// What the line defines or changes.
  public struct Target: Sendable, Equatable {
    /// The name on the left side.
    public let name: String
    /// The indices in `y[k, i]`; nil if there are no brackets.
    public let indices: [FormulaExpression]?
    /// Whether it is `+=`.
    public let accumulates: Bool
    /// Where the left side stands.
    public let range: SourceRange

    /// Creates a target.
    public init(
      name: String, indices: [FormulaExpression]?, accumulates: Bool, at range: SourceRange
    ) {
      self.name = name
      self.indices = indices
      self.accumulates = accumulates
      self.range = range
    }

    /// Equality of what was written; places do not matter.
    public static func == (a: Target, b: Target) -> Bool {
      a.name == b.name && a.indices == b.indices && a.accumulates == b.accumulates
    }
  }

  /// The left side; nil for a bare expression.
  public let target: Target?
  /// The right side.
  public let value: FormulaExpression
  /// The stated ranges after `for`.
  public let binders: [IndexBinder]
  /// The condition after `if`.
  public let condition: FormulaExpression?

  /// Creates a statement.
  public init(
    target: Target?, value: FormulaExpression, binders: [IndexBinder] = [],
    condition: FormulaExpression? = nil
  ) {
    self.target = target
    self.value = value
    self.binders = binders
    self.condition = condition
  }

  /// Where the statement stands.
  public var range: SourceRange {
    let end = condition?.range ?? binders.last?.range ?? value.range
    return (target?.range ?? value.range).union(value.range).union(end)
  }
}
