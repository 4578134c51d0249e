import Foundation
import TestSupport
import Testing

/// Every command that README and docs show is carried out, and gives what they show.
@Suite struct DocumentationTests {
  struct Step: CustomStringConvertible {
    var command: String
    var output: [String] = []
    var description: String { command }
  }

  static let documents =
    ["README.md"]
    + ((try? FileManager.default.contentsOfDirectory(atPath: ProjectFiles.path("docs"))) ?? [])
    .filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }

  /// The commands in fenced blocks marked `console`: `$` starts one, `>` continues it.
  private func steps(in text: String) -> [Step] {
    var steps: [Step] = []
    var isInside = false
    var isCommand = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInside = !isInside && line == "```console"
        continue
      }
      guard isInside else { continue }
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2))))
        isCommand = true
      } else if isCommand, line.hasPrefix("> "), !steps.isEmpty {
        steps[steps.count - 1].command += "\n" + line.dropFirst(2)
      } else if !steps.isEmpty {
        if isCommand, line == "END" || line.hasPrefix("> END") { continue }
        isCommand = false
        steps[steps.count - 1].output.append(line)
      }
    }
    return steps
  }

  @Test(arguments: documents)
  func commandsDoWhatIsShown(_ document: String) throws {
    let folder = try FreshFolder()
    for name in ["assignments", "submissions"] {
      try FileManager.default.copyItem(
        atPath: ProjectFiles.path(name), toPath: folder.path + "/" + name)
    }
    let tools = URL(fileURLWithPath: Tool.path).deletingLastPathComponent().path
    for step in steps(in: try ProjectFiles.text(document)) {
      let script = "PATH='\(tools)':$PATH\n{ \(step.command)\n} 2>&1"
      let result = try Tool.run("/bin/sh", ["-c", script], in: folder.path)
      var lines = result.output.replacing("\r\n", with: "\n").components(separatedBy: "\n")
      if lines.last == "" { lines.removeLast() }
      #expect(
        matches(lines[...], step.output[...]),
        "\(document): $ \(step.command)\n\(result.output)")
    }
  }

  /// Whether lines are as shown; a line `…` stands for any lines, `…` in a line for any text.
  private func matches(_ lines: ArraySlice<String>, _ shown: ArraySlice<String>) -> Bool {
    guard let first = shown.first else { return lines.isEmpty }
    if first == "…" {
      return (lines.startIndex...lines.endIndex).contains {
        matches(lines[$0...], shown.dropFirst())
      }
    }
    return lines.first.map { matches($0, first) } == true
      && matches(lines.dropFirst(), shown.dropFirst())
  }

  private func matches(_ line: String, _ shown: String) -> Bool {
    var rest = line[...]
    let pieces = shown.components(separatedBy: "…")
    for (position, piece) in pieces.enumerated() {
      if position == 0 {
        guard rest.hasPrefix(piece) else { return false }
        rest = rest.dropFirst(piece.count)
      } else if position == pieces.count - 1 {
        return rest.hasSuffix(piece)
      } else {
        guard let found = rest.range(of: piece) else { return false }
        rest = rest[found.upperBound...]
      }
    }
    return rest.isEmpty
  }

  @Test func documentsShowCommands() throws {
    let all = try Self.documents.flatMap { steps(in: try ProjectFiles.text($0)) }
    #expect(all.count >= 20)
  }

  @Test func theTwoCommandsOfTheReadmeExist() throws {
    let makefile = try ProjectFiles.text("Makefile")
    let readme = try ProjectFiles.text("README.md")
    for target in ["demo", "test"] {
      #expect(readme.contains("make \(target)"))
      #expect(makefile.contains("\n\(target): "))
    }
  }

  /// A reader is never led to a page that is not there.
  @Test(arguments: documents)
  func linksLeadSomewhere(_ document: String) throws {
    let text = try ProjectFiles.text(document)
    let folder = document.hasPrefix("docs/") ? "docs/" : ""
    for piece in text.components(separatedBy: "](").dropFirst() {
      let target = piece.prefix { $0 != ")" && $0 != "#" }
      guard !target.hasPrefix("http"), !target.contains(" "),
        target.contains("/") || target.contains(".md")
      else { continue }
      #expect(
        FileManager.default.fileExists(atPath: ProjectFiles.path(folder + target)), "\(target)")
    }
  }
}
