internal import Diagnostics
internal import Formulas
internal import Yams

/// A YAML file as nodes whose places in the file are known.
struct YAMLText {
  /// Deeper nesting than any assignment needs would only serve to exhaust the stack.
  ///
  /// Brackets and dashes in running text are counted too, so the bound is far above any real nesting.
  private static let deepestNesting = 1_000

  let source: SourceText
  let root: Node

  init(_ marked: SourceText) throws(Diagnostic) {
    let source = marked.withoutByteOrderMark
    self.source = source
    guard let text = String(validating: source.bytes, as: UTF8.self) else {
      throw Diagnostic("this is not UTF-8 text", in: source, at: SourceRange(0, 0))
    }
    try YAMLText.checkControls(source)
    try YAMLText.checkLineEnds(source)
    try YAMLText.checkNesting(source)
    try YAMLAliases.check(source)
    do {
      // Scalars are read as text here; the default resolver would compile its patterns first.
      guard let root = try Yams.compose(yaml: text, .basic) else {
        throw Diagnostic(
          "an empty file, expected keys and values", in: source, at: SourceRange(0, 0))
      }
      self.root = root
    } catch let diagnostic as Diagnostic {
      throw diagnostic
    } catch {
      throw YAMLText.diagnostic(for: error, in: source)
    }
  }

  private static func checkControls(_ source: SourceText) throws(Diagnostic) {
    guard
      let offset = source.bytes.firstIndex(where: {
        ($0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0)) || $0 == 0x7F
      })
    else { return }
    throw Diagnostic(
      "a control character, expected text", in: source, at: SourceRange(offset, offset + 1))
  }

  /// YAML ends lines at characters that editors do not: places would be counted differently.
  private static func checkLineEnds(_ source: SourceText) throws(Diagnostic) {
    let bytes = source.bytes
    let breaks: [[UInt8]] = [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]]
    for (offset, byte) in bytes.enumerated() where byte == 0x0D || byte >= 0xC2 {
      let isLone = byte == 0x0D && (offset + 1 == bytes.count || bytes[offset + 1] != 0x0A)
      guard isLone || breaks.contains(where: { bytes[offset...].starts(with: $0) }) else {
        continue
      }
      throw Diagnostic(
        "a line ends here without a line feed", in: source, at: SourceRange(offset, offset),
        help: "save the file with the line ends of Unix or Windows")
    }
  }

  private static func checkNesting(_ source: SourceText) throws(Diagnostic) {
    var depth = 0
    var dashes = 0
    var blanks = 0
    for (offset, byte) in source.bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "-"), UInt8(ascii: "?"): dashes += 1
      case 0x20: blanks += 1
      default:
        dashes = 0
        blanks = 0
      }
      if depth > deepestNesting || dashes > deepestNesting || blanks > deepestNesting {
        throw Diagnostic(
          "nested more than \(deepestNesting) deep", in: source, at: SourceRange(offset, offset + 1)
        )
      }
    }
  }

  private static func diagnostic(for error: any Error, in source: SourceText) -> Diagnostic {
    func at(_ mark: Mark) -> SourceRange { range(of: mark, in: source) }
    guard let error = error as? YamlError else {
      return Diagnostic("the YAML cannot be read", in: source)
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return Diagnostic(
        "the YAML cannot be read: \(problem)", in: source, at: at(mark),
        help: "check the indentation, and quote text that contains ': ' or starts with a sign")
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "\($0)" }.joined(separator: ", ")
      return Diagnostic("the key \(names) appears twice", in: source, at: at(context.mark))
    default:
      return Diagnostic("the YAML cannot be read: \(error)", in: source)
    }
  }

  private static func range(of mark: Mark, in source: SourceText) -> SourceRange {
    let line = source.range(ofLine: mark.line)
    var offset = line.lowerBound
    var column = 1
    while offset < line.upperBound, column < mark.column {
      offset += 1
      while offset < line.upperBound, source.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
    return SourceRange(offset, offset)
  }

  /// Where a node stands: a scalar's first line, or the start of anything else.
  func range(of node: Node) -> SourceRange {
    guard let mark = node.mark else { return SourceRange(0, 0) }
    let start = YAMLText.range(of: mark, in: source).start
    guard case .scalar(let scalar) = node else { return SourceRange(start, start + 1) }
    let line = source.range(ofLine: source.line(at: start))
    return SourceRange(start, min(line.upperBound, start + max(1, scalar.string.utf8.count)))
  }

  func error(_ message: String, at node: Node, help: String? = nil) -> Diagnostic {
    Diagnostic(message, in: source, at: range(of: node), help: help)
  }

  /// The lines of a formula in the file, so that its columns are the file's columns.
  func formula(_ node: Node) throws(Diagnostic) -> FormulaText {
    guard case .scalar(let scalar) = node else {
      throw error(
        "expected a formula, found a \(YAMLText.kind(node))", at: node,
        help: "quote a formula that begins with a bracket: \"[1, 2, 3]\"")
    }
    let start = range(of: node).start
    switch scalar.style {
    case .folded:
      throw error(
        "a folded scalar (>) joins lines, and columns would be lost", at: node,
        help: "start the formula with |")
    case .literal:
      return try block(scalar, node, from: start)
    default:
      let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
      let first = quoted ? start + 1 : start
      let end = first + scalar.string.utf8.count
      guard end <= source.bytes.count, source.bytes[first..<end].elementsEqual(scalar.string.utf8)
      else {
        throw error(
          "a formula must stand on one line without escapes, or after |", at: node)
      }
      return FormulaText(source: source, lines: [SourceRange(first, end)])
    }
  }

  private func block(_ scalar: Node.Scalar, _ node: Node, from start: Int) throws(Diagnostic)
    -> FormulaText
  {
    let wanted = scalar.string.split(separator: "\n", omittingEmptySubsequences: false)
    var lines: [SourceRange] = []
    var number = source.line(at: start) + 1
    for text in wanted.dropLast(scalar.string.hasSuffix("\n") ? 1 : 0) {
      let line = source.range(ofLine: number)
      let from = line.upperBound - text.utf8.count
      guard from >= line.lowerBound,
        source.bytes[from..<line.upperBound].elementsEqual(text.utf8)
      else { throw error("this block cannot be matched to the lines of the file", at: node) }
      lines.append(SourceRange(from, line.upperBound))
      number += 1
    }
    return FormulaText(source: source, lines: lines)
  }

  static func kind(_ node: Node) -> String {
    switch node {
    case .scalar: "text or a number"
    case .mapping: "mapping"
    case .sequence: "list"
    case .alias: "alias"
    }
  }
}
