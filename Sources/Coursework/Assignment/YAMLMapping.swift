internal import Diagnostics
internal import Yams

/// A YAML mapping whose keys are known beforehand; what is unknown is reported, never ignored.
struct YAMLMapping {
  let text: YAMLText
  let node: Node
  private let values: [String: (key: Node, value: Node)]
  /// Keys that an unknown key was probably meant to be: they are not missing as well.
  private let misspelt: Set<String>

  /// Reads a mapping; nil, with a report, where the node is none.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - text: The file.
  ///   - what: What the mapping describes, for messages: "a part".
  ///   - keys: The keys it may have.
  ///   - problems: Where unknown keys are reported.
  init?(
    _ node: Node, in text: YAMLText, what: String, keys: [String],
    _ problems: inout [Diagnostic]
  ) {
    guard case .mapping(let mapping) = node else {
      problems.append(
        text.error("\(what) must be a mapping, found a \(YAMLText.kind(node))", at: node))
      return nil
    }
    self.text = text
    self.node = node
    var values: [String: (Node, Node)] = [:]
    var misspelt: Set<String> = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        problems.append(text.error("expected a key of \(what)", at: key))
        continue
      }
      if keys.contains(name) {
        values[name] = (key, value)
      } else {
        let close = suggestion(for: name, among: keys)
        if let close { misspelt.insert(close) }
        problems.append(
          text.error(
            "unknown key '\(name)' in \(what)", at: key,
            help: close.map { "did you mean \($0)?" }
              ?? "known here: \(keys.joined(separator: ", "))"))
      }
    }
    self.values = values
    self.misspelt = misspelt
  }

  subscript(_ key: String) -> Node? { values[key]?.value }

  /// A required value; its absence is reported.
  func required(_ key: String, what: String, _ problems: inout [Diagnostic]) -> Node? {
    if let value = values[key]?.value { return value }
    if !misspelt.contains(key) {
      problems.append(text.error("\(what) needs '\(key)'", at: node))
    }
    return nil
  }

  /// Text where there is some; anything else is reported.
  func string(_ key: String, _ problems: inout [Diagnostic]) -> String? {
    guard let value = values[key]?.value else { return nil }
    guard let scalar = value.scalar else {
      problems.append(
        text.error("'\(key)' must be text, found a \(YAMLText.kind(value))", at: value))
      return nil
    }
    return scalar.string
  }

  /// A finite number, at least `least`; anything else is reported.
  func number(_ key: String, atLeast least: Double, _ problems: inout [Diagnostic]) -> Double? {
    guard let value = values[key]?.value else { return nil }
    var ignored = false
    if let scalar = value.scalar, scalar.style == .any || scalar.style == .plain,
      let token = try? NumberToken.read(Array(scalar.string.utf8)[...], usesMinusSign: &ignored),
      token.value >= least
    {
      return token.value
    }
    problems.append(
      text.error(
        "'\(key)' must be a number" + (least > -.infinity ? " of at least \(least)" : ""),
        at: value))
    return nil
  }

  /// `true` or `false`; anything else is reported.
  func flag(_ key: String, _ problems: inout [Diagnostic]) -> Bool? {
    guard let value = values[key]?.value else { return nil }
    switch value.scalar?.string {
    case "true": return true
    case "false": return false
    default:
      problems.append(text.error("'\(key)' must be true or false", at: value))
      return nil
    }
  }
}
