import Foundation
import TestSupport
import Testing

/// Functions of at most 60 lines and files of at most 300, unless the first comment says why they are long.
@Suite struct SourceSizeTests {
  private static let files: [(name: String, lines: [String])] = {
    let root = ProjectFiles.path("Sources")
    let names = (FileManager.default.subpaths(atPath: root) ?? []).filter { $0.hasSuffix(".swift") }
    return names.sorted().map { name in
      let text = (try? ProjectFiles.text("Sources/\(name)")) ?? ""
      return (name, text.components(separatedBy: "\n"))
    }
  }()

  @Test func filesAreShort() {
    #expect(Self.files.count > 100)
    for (name, lines) in Self.files where lines.count > 301 {
      let isExplained = lines.prefix(40).contains { $0.contains("///") && $0.contains(" long") }
      #expect(isExplained, "\(name) has \(lines.count) lines, and its first comment says no reason")
    }
  }

  @Test func functionsAreShort() {
    let start = /^( *)(?:@[a-zA-Z]+ )*(?:[a-z@()]+ )*(?:func |init[(<?])/
    for (name, lines) in Self.files {
      for (place, line) in lines.enumerated() {
        guard let match = line.prefixMatch(of: start), !line.hasSuffix("}"),
          let end = lines[place...].firstIndex(where: { $0.hasPrefix("\(match.1)}") }),
          end - place >= 60
        else { continue }
        let comment = lines[..<place].reversed().prefix { $0.contains("///") }
        #expect(
          comment.contains { $0.contains(" long ") },
          "\(name):\(place + 1): a function of \(end - place + 1) lines, without a reason")
      }
    }
  }
}
