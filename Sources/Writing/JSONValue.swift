internal import Diagnostics

/// A value as JSON has it (RFC 8259), and its text: the only writer of JSON.
public enum JSONValue: Sendable {
  case null
  case flag(Bool)
  case integer(Int)
  /// A number; one that is not finite is written as `null`.
  case number(Double)
  case text(String)
  case list([JSONValue])
  /// Members in their order.
  case object([(String, JSONValue)])
  /// JSON that is text already, such as a tensor's nested lists.
  case verbatim(String)

  /// The text, with a line feed at its end.
  ///
  /// - Parameter breaks: How deep lists and objects have one line for each item; deeper ones stand on one line.
  /// - Returns: the text.
  public func document(breaks: Int) -> String {
    var text = ""
    write(to: &text, depth: 0, breaks: breaks)
    return text + "\n"
  }

  /// The text on one line.
  public var line: String {
    var text = ""
    write(to: &text, depth: 0, breaks: 0)
    return text
  }

  private func write(to text: inout String, depth: Int, breaks: Int) {
    switch self {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .number(let number): text += number.isFinite ? "\(number)" : "null"
    case .text(let string): JSONValue.quote(string, to: &text)
    case .verbatim(let json): text += json
    case .list(let items):
      wrap("[", "]", items, to: &text, depth, breaks) { item, text in
        item.write(to: &text, depth: depth + 1, breaks: breaks)
      }
    case .object(let members):
      wrap("{", "}", members, to: &text, depth, breaks) { member, text in
        JSONValue.quote(member.0, to: &text)
        text += ": "
        member.1.write(to: &text, depth: depth + 1, breaks: breaks)
      }
    }
  }

  private func wrap<Item>(
    _ open: String, _ close: String, _ items: [Item], to text: inout String, _ depth: Int,
    _ breaks: Int, _ write: (Item, inout String) -> Void
  ) {
    let isBroken = depth < breaks && !items.isEmpty
    text += open
    for (position, item) in items.enumerated() {
      if position > 0 { text += isBroken ? "," : ", " }
      if isBroken { text += "\n" + String(repeating: "  ", count: depth + 1) }
      write(item, &text)
    }
    if isBroken { text += "\n" + String(repeating: "  ", count: depth) }
    text += close
  }

  /// Text in quotes; what nobody can see is escaped, so that a terminal that shows the file obeys nothing in it.
  private static func quote(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if isVisible(scalar) {
          text.unicodeScalars.append(scalar)
        } else {
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        }
      }
    }
    text += "\""
  }
}
