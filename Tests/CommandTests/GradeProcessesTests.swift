import Foundation
import TestSupport
import Testing

/// Many processes that grade at once, some of them killed.
@Suite struct GradeProcessesTests: GradebookSuite {
  let folder: FreshFolder

  init() throws { folder = try Self.freshFolder() }

  /// Eight at once lose nothing, and a killed one leaves nothing half done.
  @Test func manyMayGradeAtOnceAndBeKilled() async throws {
    try define()
    for process in 0..<4 {
      for student in 0..<40 {
        try folder.write(
          "{\"p.d\": \(right)}", to: "class\(process)/small/s\(process)-\(student)/answers.json")
      }
    }
    let path = folder.path
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for process in 0..<4 {
        group.addTask {
          try Tool.run(
            ["grade", "class\(process)", "--reports", "reports\(process)"], in: path
          ).status
        }
      }
      for try await status in group { #expect(status == 0) }
    }
    #expect(try rows(run("scores", "--by", "student", "--format", "json").output).count == 160)
    for delay in [5, 10, 20, 40, 60] {
      _ = try Tool.run(
        "/bin/sh",
        [
          "-c",
          "'\(Tool.path)' grade class0 class1 --gradebook killed.sqlite --reports r >/dev/null 2>&1 & "
            + "sleep 0.0\(delay < 10 ? "0" : "")\(delay); kill -9 $!",
        ], in: path)
    }
    #expect(try run("grade", "class0", "class1", "--gradebook", "killed.sqlite").status == 0)
    let after = try rows(
      run(
        "scores", "--by", "student", "--gradebook", "killed.sqlite", "--format", "json"
      ).output)
    #expect(after.count == 80)
    #expect(after.allSatisfy { $0["attempts"] as? Int == 1 })
  }
}
