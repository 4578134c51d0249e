/// Something to tell the user about what they wrote: a value, rendered elsewhere.
public struct Diagnostic: Error, Sendable {
  /// How much a diagnostic matters.
  public enum Severity: String, Sendable {
    /// What was written cannot be used.
    case error
    /// What was written is used, but is probably not what was meant.
    case warning
    /// What was written is used, and this is how it was understood.
    case note
  }

  /// How much it matters.
  public var severity: Severity
  /// One lower-case sentence without a full stop: what was found and what was expected.
  public var message: String
  /// The file it is about, if there is one.
  public var source: SourceText?
  /// The place in ``source``, if there is one.
  public var range: SourceRange?
  /// What to do about it, where that is known.
  public var help: String?

  /// Creates a diagnostic.
  public init(
    _ message: String, severity: Severity = .error, in source: SourceText? = nil,
    at range: SourceRange? = nil, help: String? = nil
  ) {
    self.severity = severity
    self.message = message
    self.source = source
    self.range = range
    self.help = help
  }

  /// The place as `file:line:col`, as `file` where no range is known, or nil.
  public var location: String? {
    guard let source else { return nil }
    guard let range else { return visible(source.name) }
    let (line, column) = source.position(at: range.start)
    return "\(visible(source.name)):\(source.firstLine - 1 + line):\(column)"
  }
}

/// Several diagnostics thrown together, so that a reader can report all it found.
public struct Diagnostics: Error, Sendable {
  /// The diagnostics, in the order of the text.
  public var list: [Diagnostic]

  /// Creates a list.
  public init(_ list: [Diagnostic]) { self.list = list }
}
