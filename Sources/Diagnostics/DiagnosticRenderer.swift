/// Writes diagnostics for people: `file:line:col: error: message`, the line, and a caret.
public struct DiagnosticRenderer: Sendable {
  /// Whether to use ANSI colours.
  public var colour: Bool
  private let widestLine = 96

  /// Creates a renderer.
  public init(colour: Bool = false) { self.colour = colour }

  /// The lines of one diagnostic, ending in a line feed.
  public func render(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { "\(shortened($0, to: 4_200)): " } ?? ""
    var text = bold(place) + label(diagnostic.severity) + bold(bounded(diagnostic.message)) + "\n"
    if let source = diagnostic.source, let range = diagnostic.range {
      text += excerpt(of: source, at: range)
    }
    if let help = diagnostic.help { text += "  help: \(bounded(help))\n" }
    return text
  }

  /// Nobody reads more, and a name can be as long as a file.
  private func bounded(_ text: String) -> String { visible(shortened(text, to: 1_000)) }

  private func excerpt(of source: SourceText, at range: SourceRange) -> String {
    let line = source.range(ofLine: source.line(at: range.start))
    // A place may be the line's end, or the end of the file.
    let start = min(max(range.start, line.lowerBound), line.upperBound)
    let end = min(max(range.end, start), line.upperBound)
    // Only bytes near the caret are decoded: a line can be as long as the file.
    let near = max(line.lowerBound, start - 400)..<min(line.upperBound, start + 400)
    let before = Array(visible(source.text(in: near.lowerBound..<start)))
    let after = Array(visible(source.text(in: start..<near.upperBound)))
    let marked = visible(source.text(in: start..<min(end, near.upperBound))).count
    let kept = before.count + after.count > widestLine ? min(before.count, 40) : before.count
    let head = (near.lowerBound > line.lowerBound || kept < before.count) ? "…" : ""
    let room = max(1, widestLine - kept - head.count)
    let tail = after.count > room || near.upperBound < line.upperBound ? "…" : ""
    let shown = head + String(before.suffix(kept)) + String(after.prefix(room)) + tail
    let pad = String(repeating: " ", count: head.count + kept)
    let caret = "^" + String(repeating: "~", count: max(0, min(marked, room) - 1))
    return "  \(shown)\n  \(pad)\(green(caret))\n"
  }

  private func label(_ severity: Diagnostic.Severity) -> String {
    let code =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    return colour ? "\u{1B}[1;\(code)m\(severity.rawValue):\u{1B}[0m " : "\(severity.rawValue): "
  }

  private func bold(_ text: String) -> String { colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  private func green(_ text: String) -> String { colour ? "\u{1B}[32m\(text)\u{1B}[0m" : text }
}
