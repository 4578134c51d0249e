import Foundation
import FoundationXML
import TestSupport
import Testing

/// Five hundred hostile strings, and what breaks pages, as titles, texts, names and reasons: every page holds them as text.
@Suite struct HostilePagesTests: GradebookSuite {
  let folder: FreshFolder

  private static let attacks = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "\"\u{301} onmouseover=alert(1) x=\"", "<\u{338}script>", "</title><svg onload=alert(1)>",
    "{{name}}", "{{{styleMarkup}}}", "{{>head}}", "<math><mtext></style>", "</pre></details>",
    "javascript:alert(1)", "<!-- ", "--><x>", "]]><x/>", "&lt;b&gt;", "`$(reboot)`", "'; reboot '",
  ]

  init() throws {
    folder = try FreshFolder()
    let texts = (HostilePagesTests.attacks + HostileText.all).filter {
      !$0.unicodeScalars.contains("\u{0}")
    }
    var yaml = "title: \(quoted(texts.joined()))\nfeedback: mistakes\nproblems:\n"
    var answers: [String: [Double]] = [:]
    for (number, text) in texts.enumerated() {
      yaml += """
          - id: p\(number)
            title: \(quoted(text))
            text: \(quoted(text))
            given: {x: [1.25, 2.5]}
            parts:
              - {id: a, title: \(quoted(text)), text: \(quoted(text)), reference: 2 * x,
                 mistakes: [{id: half, formula: x, says: \(quoted(text))}]}

        """
      answers["p\(number).a"] = number % 2 == 0 ? [1.25, 2.5] : [7.5, 1.5]
    }
    try folder.write(yaml, to: "assignments/hw/assignment.yaml")
    let rows = texts.enumerated().map { "s\($0),\(csv($1)),\(csv($1))\n" }
    try folder.write("student,name,section\n" + rows.joined(), to: "roster.csv")
    for student in ["s0", "s1", "s2", "s3", "s4"] {
      try folder.write(
        String(decoding: try JSONEncoder().encode(answers), as: UTF8.self),
        to: "submissions/hw/\(student)/answers.json")
    }
  }

  /// A text in YAML, with a number for whatever is not plain.
  private func quoted(_ text: String) -> String {
    "\""
      + text.unicodeScalars.map { scalar in
        (0x20...0x7E).contains(scalar.value) && scalar != "\"" && scalar != "\\"
          ? String(scalar) : String(format: "\\U%08X", scalar.value)
      }.joined() + "\""
  }

  private func csv(_ text: String) -> String {
    "\""
      + String(
        String.UnicodeScalarView(text.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }))
      + "\""
  }

  /// What a parser finds in a page.
  private final class Found: NSObject, XMLParserDelegate {
    var elements: Set<String> = []
    var attributes: Set<String> = []
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      elements.insert(name)
      self.attributes.formUnion(attributes.keys)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  private static let elements: Set = [
    "html", "head", "meta", "style", "title", "body", "main", "header", "section", "footer",
    "article", "aside", "h1", "h2", "h3", "p", "div", "span", "strong", "small", "code", "pre",
    "br", "meter", "details", "summary", "button", "table", "caption", "thead", "tbody", "tr", "th",
    "td", "ol", "ul", "li", "dl", "dt", "dd", "abbr", "svg", "path", "rect", "text", "script",
    "math", "mi", "mn", "mo", "mrow", "mfrac", "mspace", "mtext", "msub", "msup", "munder",
  ]

  /// A page as XML: it is, but for its first line and what HTML leaves open.
  private func found(in page: String) throws -> Found {
    var body = page.replacing("<!DOCTYPE html>", with: "").replacing("<br>", with: "<br/>")
    body = body.replacing(/<meta([^>]*)>/) { "<meta\($0.output.1)/>" }
    body = body.replacing(" hidden ", with: " ").replacing("<details open>", with: "<details>")
      .replacing(/<details([^>]*) open>/) { "<details\($0.output.1)>" }
    for (open, close) in [("<style>", "</style>"), ("<script>", "</script>")] {
      if let start = body.range(of: open), let end = body.range(of: close) {
        body.replaceSubrange(start.upperBound..<end.lowerBound, with: "")
      }
    }
    let parser = XMLParser(data: Data(body.utf8))
    let found = Found()
    parser.delegate = found
    #expect(parser.parse(), "line \(parser.lineNumber)")
    return found
  }

  @Test func everyPageHoldsThemAsText() throws {
    let graded = try run("grade", "submissions/hw", "--quiet", "--html")
    let check = try run("check", "hw")
    #expect(graded.status == 0, "\(check.errors.prefix(900))")
    for (number, attack) in HostilePagesTests.attacks.enumerated() {
      _ = try run(
        "adjust", "s1", "hw.p\(number).a", "--points", "0.5", "--because", attack, "--by", attack)
    }
    _ = try run("report", "hw", "--contact", HostilePagesTests.attacks.joined())
    _ = try run("report", "hw", "--overview")
    _ = try run("report", "hw", "--projected")
    _ = try run("report")
    _ = try run("show", "s1", "hw", "--html")
    _ = try run("handout", "hw", "--student", "s1", "--html", "--output", "out")
    for path in [
      "reports/hw/s0.html", "reports/hw/s1.html", "reports/hw/s400.html", "staff/hw/overview.html",
      "reports/hw.class.html", "staff/course.html", "staff/hw/s1-1.html", "out/README.html",
    ] {
      let page = try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
      let found = try found(in: page)
      #expect(
        found.elements.isSubset(of: HostilePagesTests.elements),
        "\(path): \(found.elements.subtracting(HostilePagesTests.elements))")
      #expect(!found.attributes.contains { $0.hasPrefix("on") || $0 == "src" || $0 == "href" })
      #expect(page.controls(keeping: ["\n", "\t"]) == [], "\(path)")
      if !path.hasPrefix("staff/course") && !path.contains("class") && !path.contains("s400") {
        // Visible as it was written, control characters by their numbers.
        #expect(found.text.contains("<script>alert(1)</script>"), "\(path)")
        #expect(found.text.contains("{{{styleMarkup}}}"), "\(path)")
      }
    }
    let markdown = try String(contentsOfFile: "\(folder.path)/out/README.md", encoding: .utf8)
    #expect(markdown.controls(keeping: ["\n"]) == [])
    #expect(!markdown.replacing("\\<", with: "").contains(/<(script|img|svg|x)/))
  }
}
