import Foundation
import TestSupport
import Testing

/// `show` on the built command.
@Suite struct ShowCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws { folder = try Self.freshFolder() }

  @Test func anAttemptIsShownAsItWasGraded() throws {
    try define()
    _ = try hand("one", "[-2.469, -4.6912]")
    let bytes = try String(
      contentsOfFile: folder.path + "/submissions/small/one/answers.json", encoding: .utf8)
    _ = try hand("one", right)
    let shown = try run("show", "one", "small", "--attempt", "1", "--files", "back")
    #expect(shown.output.contains("does not count: another attempt does"))
    #expect(shown.output.contains("is right at ["))
    #expect(
      try String(contentsOfFile: folder.path + "/back/answers.json", encoding: .utf8) == bytes)
    let rows = try rows(run("show", "one", "small", "--format", "json").output)
    #expect(rows.map { $0["attempt"] as? Int } == [2, 2])
  }
}
