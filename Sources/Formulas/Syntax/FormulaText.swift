public import Diagnostics

/// A formula's text as lines of a file, so that every offset in it is an offset in that file.
public struct FormulaText: Sendable {
  /// The file.
  public let source: SourceText
  /// The byte ranges of the formula's lines in the file.
  public let lines: [SourceRange]

  /// Creates the text of some lines of a file.
  public init(source: SourceText, lines: [SourceRange]) {
    self.source = source
    self.lines = lines
  }

  /// Creates the text of a whole source.
  public init(_ source: SourceText) {
    self.source = source
    lines = (0..<source.lineCount).map { line in
      let range = source.range(ofLine: line + 1)
      return SourceRange(range.lowerBound, range.upperBound)
    }
  }

  /// Creates the text of a string.
  public init(_ text: String, name: String = "formula") {
    self.init(SourceText(name: name, text: text))
  }

  /// The range from the first line to the last.
  public var range: SourceRange {
    guard let first = lines.first, let last = lines.last else { return SourceRange(0, 0) }
    return first.union(last)
  }
}
