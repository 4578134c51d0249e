import Foundation
import TestSupport
import Testing

/// The picture in the README is what a terminal shows; NABLA_RECORD=1 make test draws it anew.
@Suite struct ReadmePictureTests {
  private static let command = "nabla grade submissions/convnet-layers/as-derived --no-store"

  @Test func thePictureIsCurrent() throws {
    let folder = try FreshFolder()
    for name in ["assignments", "submissions"] {
      try FileManager.default.copyItem(
        atPath: ProjectFiles.path(name), toPath: folder.path + "/" + name)
    }
    let tools = URL(fileURLWithPath: Tool.path).deletingLastPathComponent().path
    // A terminal of its own, as wide as most are.
    let shell =
      "stty cols 110; export TERM=xterm; unset NO_COLOR; PATH='\(tools)':$PATH \(Self.command)"
    let shown = try Tool.run(
      "/usr/bin/script", ["-qec", shell, "/dev/null"], in: folder.path
    ).output
    #expect(shown.contains("\u{1B}[32m"))
    let lines = shown.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    let svg = Self.svg(["$ " + Self.command] + lines.map(String.init))
    let path = ProjectFiles.path("docs/images/grade.svg")
    if ProcessInfo.processInfo.environment["NABLA_RECORD"] != nil {
      try Data(svg.utf8).write(to: URL(fileURLWithPath: path))
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == svg)
  }

  /// A terminal's text with its colours, drawn as SVG.
  private static func svg(_ lines: [String]) -> String {
    let colours = ["32": "#7ec699", "33": "#e5c07b", "31": "#f08d8d", "35": "#c792ea"]
    var lines = lines
    while lines.last?.isEmpty == true { lines.removeLast() }
    var text = ""
    for (row, line) in lines.enumerated() {
      var spans = ""
      for (number, piece) in line.components(separatedBy: "\u{1B}[").enumerated() {
        var piece = piece[...]
        var colour: String?
        if number > 0, let end = piece.firstIndex(of: "m") {
          colour = colours[String(piece[..<end])]
          piece = piece[piece.index(after: end)...]
        }
        let escaped = piece.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        spans += colour.map { "<tspan fill=\"\($0)\">\(escaped)</tspan>" } ?? escaped
      }
      text += "<text x=\"16\" y=\"\(28 + 18 * row)\" xml:space=\"preserve\">\(spans)</text>\n"
    }
    let height = 28 + 18 * lines.count
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="960" height="\(height)" font-family="monospace" \
      font-size="14" fill="#d8dee9">
      <rect width="960" height="\(height)" rx="8" fill="#1f2430"/>
      \(text)</svg>

      """
  }
}
