internal import Diagnostics

/// The smallest unit of a formula's text.
struct FormulaToken: Sendable {
  enum Kind: Sendable, Equatable {
    case number
    case name
    case symbol
    /// A text between quotation marks, without them.
    case text
    case lineEnd
    case end
  }

  let kind: Kind
  let text: String
  let range: SourceRange

  /// The token as an error message names it.
  var shown: String {
    switch kind {
    case .lineEnd: "the end of the line"
    case .end: "the end of the formula"
    case .number, .name, .symbol: "'\(text)'"
    case .text: "the text \"\(text)\""
    }
  }
}
