import Foundation
import TestSupport
import Testing

/// `scores` on the built command; more is in GradebookCommandTests.
@Suite struct ScoresCommandTests {
  @Test func scoresNeedAGradebook() throws {
    let folder = try Workplace.make()
    let run = try Tool.run(["scores"], in: folder.path)
    #expect(run.status == 3)
    #expect(run.errors.contains("there is no gradebook here yet"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/gradebook.sqlite"))
  }
}
