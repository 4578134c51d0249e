public import Diagnostics

/// A formula that cannot be used, and where.
public struct FormulaError: Error, Sendable {
  /// What was found and what was expected: one lower-case sentence without a full stop.
  public var message: String
  /// The place in the file that holds the formula.
  public var range: SourceRange
  /// What to do about it, where that is known.
  public var help: String?

  /// The name that stands for nothing, where that is what is wrong.
  public var unknownName: String?

  /// Creates an error.
  public init(
    _ message: String, at range: SourceRange, help: String? = nil, unknownName: String? = nil
  ) {
    self.unknownName = unknownName
    self.message = message
    self.range = range
    self.help = help
  }

  /// The error as a diagnostic about the file that holds the formula.
  public func diagnostic(in source: SourceText) -> Diagnostic {
    Diagnostic(message, in: source, at: range, help: help)
  }
}
