import Foundation
import TestSupport
import Testing

/// `answers` on the built command.
@Suite struct AnswersCommandTests {
  @Test func answersTellsWhatWasUnderstood() throws {
    let folder = try Workplace.make("convnet-layers/as-derived")
    let path = "submissions/convnet-layers/as-derived"
    let run = try Tool.run(["answers", path], in: folder.path)
    #expect(run.status == 2)
    #expect(run.output.contains("11 of 12 parts can be graded"))
    let found = try Workplace.rows(
      try Tool.run(["answers", path, "--format", "json"], in: folder.path).output)
    #expect(found.count == 12)
    #expect(found.filter { $0["reading"] as? String == "wrong shape" }.count == 1)
    // Nothing is graded, kept or written.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    // A student's repository holds no assignment.
    let alone = try Tool.run(["answers", path, "--assignments", "elsewhere"], in: folder.path)
    #expect(alone.status == 0)
    #expect(alone.output.contains("12 of 12 parts can be graded"))
    let right = try Workplace.make("linear-classifier/all-correct")
    #expect(try Tool.run(["answers", "submissions"], in: right.path).status == 0)
    let blank = try Workplace.make("linear-classifier/blank")
    #expect(try Tool.run(["answers", "submissions"], in: blank.path).status == 1)
  }
}
