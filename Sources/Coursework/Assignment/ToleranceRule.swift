/// How far an entry may be from the reference; `docs/comparison.md` states the inequality.
public struct ToleranceRule: Hashable, Sendable {
  /// The share of the entry itself, and of the tensor's root mean square, that an error may have.
  public var relative = 1e-5
  /// Whether the tensor's typical size gives no allowance, so that small entries must be right on
  /// their own.
  public var strict = false
  /// The size of a typical entry where the reference is zero everywhere.
  public var scale = 1.0
  /// The digits that answers are asked for with: agreement to these is right, however many are written.
  public var asked: AskedDigits?

  /// Creates the default rule.
  public init() {}
}
