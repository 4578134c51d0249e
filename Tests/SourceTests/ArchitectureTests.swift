import Foundation
import TestSupport
import Testing

/// The module map in docs/architecture.md, beside Package.swift and the imports in the sources.
@Suite struct ArchitectureTests {
  private static let outside = ["RealModule", "Crypto", "Yams", "GRDB", "ArgumentParser"]

  /// The modules of the page, in its order, and what each imports.
  private func page() throws -> [(module: String, imports: [String])] {
    let text = try ProjectFiles.text("docs/architecture.md")
    let start = try #require(text.range(of: "<!-- modules:")).upperBound
    let end = try #require(text.range(of: "<!-- end of modules -->")).lowerBound
    return text[start..<end].split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
      let cells = row.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      return (
        cells[1].filter { $0 != "`" },
        cells[3].isEmpty ? [] : cells[3].components(separatedBy: ", ")
      )
    }
  }

  @Test func packageHasTheSameMap() throws {
    let package = try ProjectFiles.text("Package.swift").replacing("\n", with: " ")
    for (module, imports) in try page() {
      let pattern = try Regex(
        module == "nabla"
          ? #"executableTarget\(\s*name: "nabla",\s*dependencies: \[(.*?)\],\s*swiftSettings"#
          : #"library\(\s*"\#(module)"(?:,\s*\[(.*?)\])?\s*\)[,\s]"#)
      let match = try #require(package.firstMatch(of: pattern), "\(module)")
      let list = match.output.count > 1 ? match.output[1].substring.map(String.init) ?? "" : ""
      var found: [String] = []
      for piece in list.components(separatedBy: ",") {
        let word = piece.trimmingCharacters(in: .whitespaces)
        if word.contains("numerics") { found.append("RealModule") }
        if word.contains("crypto") { found.append("Crypto") }
        if let name = word.firstMatch(of: /\.product\(name: "(\w+)"/) {
          found.append(String(name.1))
        }
        if let name = word.wholeMatch(of: /"(\w+)"/) { found.append(String(name.1)) }
      }
      #expect(Set(found) == Set(imports), "\(module)")
    }
  }

  /// No module imports one below it on the page, and every import is on the page.
  @Test func importsGoOneWay() throws {
    let map = try page()
    let order = map.map(\.module)
    let files = FileManager.default.subpaths(atPath: ProjectFiles.path("Sources")) ?? []
    for (place, (module, imports)) in map.enumerated() {
      #expect(imports.allSatisfy { order.prefix(place).contains($0) || !order.contains($0) })
      for file in files where file.hasPrefix("\(module)/") && file.hasSuffix(".swift") {
        for line in try ProjectFiles.text("Sources/\(file)").split(separator: "\n") {
          guard let match = line.wholeMatch(of: /(?:public |internal )?import (\w+)/) else {
            continue
          }
          let name = String(match.1)
          let isKnown = order.contains(name) || Self.outside.contains(name)
          #expect(!isKnown || imports.contains(name), "\(file) imports \(name)")
        }
      }
    }
  }
}
