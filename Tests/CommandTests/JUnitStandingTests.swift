import Foundation
import FoundationXML
import TestSupport
import Testing

/// What a pipeline reads of lateness, decisions and time, on the built command.
@Suite struct JUnitStandingTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try FreshFolder()
    try define(policy: "due: 2026-11-20T12:00Z\nlate: {per-day: 10%}", points: 3)
  }

  private func report(_ options: String...) throws -> XMLElement {
    _ = try Tool.run(
      ["grade", "submissions/small/ada", "--submitted-at", "2026-11-21T12:00Z"] + options,
      in: folder.path)
    let document = try XMLDocument(
      data: Data(contentsOf: URL(fileURLWithPath: folder.path + "/reports/small/TEST-ada.xml")))
    return try #require(document.rootElement()?.elements(forName: "testsuite").first)
  }

  private func properties(_ suite: XMLElement) -> [String: String] {
    let all = suite.elements(forName: "properties").flatMap { $0.elements(forName: "property") }
    return Dictionary(
      all.map {
        (
          $0.attribute(forName: "name")?.stringValue ?? "",
          $0.attribute(forName: "value")?.stringValue ?? ""
        )
      }
    ) { first, _ in first }
  }

  @Test func latenessAndDecisionsAreProperties() throws {
    _ = try hand("ada", "[1, 2]", at: "2026-11-21T12:00Z")
    _ = try run(
      "adjust", "ada", "small.p.d", "--points", "1.5", "--because", "half", "--by", "staff")
    let found = properties(try report())
    #expect(found["score"] == "3" && found["late.days"] == "1")
    #expect(found["late.deduction"] == "0.6" && found["part.p.d.decision"] == "1.5 points")
    #expect(found["standing.score"] == "3.9" && found["standing.max_score"] == "6")
    #expect(found["standing.state"] == "graded")
    // Nobody's name, and no reason, leaves the gradebook this way.
    #expect(!found.values.contains { $0.contains("staff") || $0.contains("half") })
    let graded = try run("grade", "submissions/small/ada", "--submitted-at", "2026-11-21T12:00Z")
    #expect(graded.output.contains("with what was decided, 3.9 of 6 points stand"))
  }

  /// A report tells what stands, though nobody graded again.
  @Test func reportsFollowDecisionsAndRegradings() throws {
    _ = try hand("ada", "[1, 2]", at: "2026-11-19T12:00Z")
    let path = folder.path + "/reports/small/TEST-ada.xml"
    _ = try report()
    func standing() throws -> String? {
      let document = try XMLDocument(data: Data(contentsOf: URL(fileURLWithPath: path)))
      let suite = document.rootElement()?.elements(forName: "testsuite").first
      return suite.flatMap { properties($0)["standing.score"] }
    }
    let before = try String(contentsOfFile: path, encoding: .utf8)
    let decision = ["adjust", "ada", "small.p.d", "--because", "half", "--by", "staff"]
    _ = try Tool.run(decision + ["--points", "1.5"], in: folder.path)
    #expect(try standing() == "4.5")
    _ = try Tool.run(decision + ["--undo"], in: folder.path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == before)
    // Who has no report gets none.
    _ = try hand("emmy", "[1, 2]", at: "2026-11-19T12:00Z")
    try FileManager.default.removeItem(atPath: folder.path + "/reports/small/TEST-emmy.xml")
    _ = try run("adjust", "emmy", "small", "--points", "1", "--because", "b", "--by", "s")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/reports/small/TEST-emmy.xml"))
  }

  /// Times are zero, so that bytes are the same, unless they are asked for.
  @Test func timesAreRealWhereTheyAreAskedFor() throws {
    _ = try hand("ada", right, at: "2026-11-19T12:00Z")
    let plain = try report()
    #expect(plain.attribute(forName: "time")?.stringValue == "0.000")
    let timed = try report("--times")
    let text = try #require(timed.attribute(forName: "time")?.stringValue)
    #expect(text.wholeMatch(of: /[0-9]+\.[0-9]{3}/) != nil && text != "0.000")
  }
}
