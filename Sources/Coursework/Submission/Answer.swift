public import Diagnostics
public import Tensors

/// A student's numbers for one part, as written.
public struct Answer: Sendable {
  /// The extents as written: the nesting of lists, or the blocks, rows and columns of a table.
  public let shape: Shape
  /// The numbers, row by row.
  public let tokens: [NumberToken]
  /// How the text was understood where that was not plain: a decimal comma, another minus sign.
  public let notes: [String]
  /// Whether the format cannot tell a vector from a row or a column, nor more than two axes apart.
  public let isTable: Bool
  /// Whether commas that were read as separators may have been meant as decimal points.
  public let mayHaveDecimalCommas: Bool
  /// The file.
  public let source: SourceText
  /// Where the answer stands in the file.
  public let range: SourceRange

  /// Creates an answer.
  public init(
    shape: Shape, tokens: [NumberToken], notes: [String] = [], isTable: Bool = false,
    mayHaveDecimalCommas: Bool = false, source: SourceText, range: SourceRange
  ) {
    self.shape = shape
    self.tokens = NumberToken.inShortestForm(tokens)
    self.notes = notes
    self.isTable = isTable
    self.mayHaveDecimalCommas = mayHaveDecimalCommas
    self.source = source
    self.range = range
  }

  /// The same with the axes in reverse order.
  public var transposed: Answer {
    let order = Array((0..<shape.rank).reversed())
    let view = StridedView(of: shape).permuted(order)
    return Answer(
      shape: view.shape, tokens: view.positions.map { tokens[$0] }, notes: notes, isTable: isTable,
      mayHaveDecimalCommas: mayHaveDecimalCommas, source: source, range: range)
  }

  /// The numbers in double precision.
  public var values: [Double] { tokens.map { $0.value } }
}

/// What was found for one part.
public enum AnswerReading: Sendable {
  /// Nothing was handed in.
  case missing
  /// Numbers.
  case numbers(Answer)
  /// Something that cannot be read as numbers, and why; `wholeFile` where the file as a whole
  /// cannot be read, so that nothing is known about this part.
  case malformed(Diagnostic, wholeFile: Bool)
}
