internal import Writing

extension AssignmentKeys {
  /// The JSON Schema (draft 2020-12) of an assignment's file, for editors that complete and explain keys.
  public static var schema: String {
    let definitions = tables.sorted { $0.key < $1.key }.map { ($0.key, schema(of: $0.value)) }
    return JSONValue.object([
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      ("title", .text("Nabla assignment")),
      ("$ref", .text("#/$defs/assignment")),
      ("$defs", .object(definitions)),
    ]).document(breaks: 4)
  }

  private static func schema(of keys: [Key]) -> JSONValue {
    .object([
      ("type", .text("object")),
      (
        "properties",
        .object(
          keys.map { key in
            (key.name, .object([("description", .text(key.help))] + schema(of: key.value)))
          })
      ),
      ("required", .list(keys.filter(\.isRequired).map { .text($0.name) })),
      ("additionalProperties", .flag(false)),
    ])
  }

  private static func schema(of value: Value) -> [(String, JSONValue)] {
    switch value {
    case .text: [("type", .list([.text("string"), .text("number"), .text("integer")]))]
    // YAML reads a formula such as `0.5` as a number.
    case .formula: [("type", .list([.text("string"), .text("number"), .text("integer")]))]
    case .number(let least, let most):
      [("type", .text("number")), ("minimum", .number(least))]
        + (most.map { [("maximum", .number($0))] } ?? [])
    case .count(let least, let most):
      [("type", .text("integer")), ("minimum", .integer(least))]
        + (most.map { [("maximum", .integer($0))] } ?? [])
    case .flag: [("type", .text("boolean"))]
    case .words(let words): [("enum", .list(words.map(JSONValue.text)))]
    case .moment, .span, .percent: [("type", .list([.text("string"), .text("number")]))]
    case .names(let value):
      [("type", .text("object")), ("additionalProperties", .object(schema(of: value)))]
    case .list(let value): [("type", .text("array")), ("items", .object(schema(of: value)))]
    case .anyOf(let values): [("anyOf", .list(values.map { .object(schema(of: $0)) }))]
    case .mapping(let table): [("$ref", .text("#/$defs/\(table)"))]
    case .numbers: [("type", .list([.text("number"), .text("array")]))]
    }
  }
}
