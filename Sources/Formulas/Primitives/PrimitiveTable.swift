internal import Diagnostics

/// The functions of the formula language: a value that parsing, lowering, mutation and the reference are given.
public struct PrimitiveTable: Sendable {
  /// All functions, in the order of the language reference.
  public let all: [Primitive]
  private let byName: [String: Primitive]

  /// The functions that every assignment may use.
  public static let standard = PrimitiveTable(
    Primitive.entrywise + Primitive.reductions + Primitive.alongAxis + Primitive.matrices
      + Primitive.shapes + Primitive.constants)

  /// Creates a table; of two functions of one name the later one holds.
  public init(_ primitives: [Primitive]) {
    all = primitives
    byName = Dictionary(primitives.map { ($0.name, $0) }) { _, last in last }
  }

  /// The function of a name, or nil.
  public subscript(name: String) -> Primitive? { byName[name] }

  /// The table with one more function.
  public func adding(_ primitive: Primitive) -> PrimitiveTable {
    PrimitiveTable(all + [primitive])
  }

  /// What is said of a call of a function that there is not.
  func unknownFunction(_ name: String, at range: SourceRange) -> FormulaError {
    if let hint = PrimitiveTable.foreignNames[name] {
      return FormulaError("there is no '\(name)'; write \(hint)", at: range, unknownName: name)
    }
    let close = suggestion(for: name, among: all.map(\.name))
    return FormulaError(
      "unknown function '\(name)'", at: range,
      help: close.map { "did you mean \($0)?" }
        ?? "docs/language.md lists the functions, and docs/not-here.md what to write for others",
      unknownName: name)
  }

  /// What to write for names of other libraries, in Markdown.
  public static var otherNames: String {
    "| there | here |\n|---|---|\n"
      + foreignNames.sorted { $0.key < $1.key }.map { name, hint in
        "| `\(name)` | \(marked(hint)) |\n"
      }.joined()
  }

  /// A hint with its formulas set as code: what stands after a colon, between "or", and before a word about it.
  private static func marked(_ hint: String) -> String {
    if let colon = hint.firstRange(of: ": ") {
      return hint[..<colon.upperBound] + "`\(hint[colon.upperBound...])`"
    }
    return hint.split(separator: ", or ").map { piece in
      let words = [" for ", " of "].compactMap { piece.firstRange(of: $0)?.lowerBound }.min()
      let end = words ?? piece.endIndex
      return "`\(piece[..<end])`\(piece[end...])"
    }.joined(separator: ", or ")
  }

  /// The table as the language reference has it, in Markdown.
  public var reference: String {
    var text = ""
    for group in Primitive.Group.allCases {
      text += "\n### \(group.rawValue)\n\n| call | shape | value |\n|---|---|---|\n"
      for primitive in all where primitive.group == group {
        let domain = primitive.domain.isEmpty ? "" : "; defined for \(primitive.domain)"
        text +=
          "| `\(primitive.signature)` | \(primitive.shapeRule) | \(primitive.help)\(domain) |\n"
      }
    }
    return text + "\n"
  }
}
