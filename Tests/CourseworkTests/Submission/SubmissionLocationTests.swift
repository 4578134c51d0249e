import TestSupport
import Testing

@testable import Coursework

@Suite struct SubmissionLocationTests {
  private func located(_ files: [String]) throws -> SubmissionLocation {
    let folder = try FreshFolder()
    try folder.write("", to: "ada/.keep")
    for file in files { try folder.write("{}", to: "ada/" + file) }
    return try SubmissionLocation.ofStudent(
      folder.path + "/ada", student: "ada", assignment: "hw")
  }

  @Test func answersInTheFolderComeFirst() throws {
    let own = try located(["answers.json", "p.a.csv", "notes.txt", "inner/answers.json"])
    #expect(own.files == ["answers.json", "p.a.csv"])
    #expect(own.folder.hasSuffix("/ada"))
    #expect(own.student == "ada" && own.assignment == "hw")
  }

  @Test func theOnlyFolderWithAnswersIsFound() throws {
    let nested = try located(["hw1/code/main.py", "hw1/out/answers.json"])
    #expect(nested.folder.hasSuffix("/ada/hw1/out"))
    #expect(try located(["hw1/my-results.json"]).files == ["my-results.json"])
    #expect(try located(["notes.md"]).files.isEmpty)
    // Deeper than an unpacked archive leaves them.
    #expect(try located(["a/b/c/d/answers.json"]).files.isEmpty)
  }

  @Test func ofTwoFoldersNoneIsChosen() throws {
    let refusal = #expect(throws: SubmissionSearch.Refusal.self) {
      try located(["try1/answers.json", "try2/answers.json"])
    }
    #expect(
      refusal?.diagnostic.message.contains("2 folders in this one hold answers: try1, try2") == true
    )
  }
}
