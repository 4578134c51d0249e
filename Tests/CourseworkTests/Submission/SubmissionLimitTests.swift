import Coursework
import Diagnostics
import Foundation
import TestSupport
import Testing

/// What a submission may hold is known before it is read.
@Suite struct SubmissionLimitTests {
  private func read(_ folder: FreshFolder) throws -> Submission {
    let assignment = try AssignmentReader.read(
      SourceText(name: "assignment.yaml", text: SubmissionTests.yaml), id: "reading")
    let search = try SubmissionSearch(folder.path, student: "s") { _ in false }
    return SubmissionReader.read(
      try #require(search.found.first).located(), for: assignment)
  }

  private func sparse(_ size: Int, _ name: String, in folder: FreshFolder) throws {
    try folder.write("", to: name)
    #expect(truncate(folder.path + "/" + name, size) == 0)
  }

  @Test func sparseFilesTakeNoMemory() throws {
    let folder = try FreshFolder()
    for number in 0..<100 { try sparse(16 << 20, "p.part\(number).csv", in: folder) }
    try folder.write("0.5", to: "p.scalar.csv")
    let submission = try read(folder)
    #expect(submission.files.map(\.name) == ["p.scalar.csv"])
    #expect(submission.diagnostics[0].message == "the file has 16 MB, the most is 1 MB")
    guard case .numbers? = submission.answers["p.scalar"] else {
      Issue.record("a neighbour of sparse files is lost")
      return
    }
  }

  @Test func allFilesTogetherAreBounded() throws {
    let folder = try FreshFolder()
    for name in ["p.cube", "p.pair", "p.table"] {
      try folder.write(String(repeating: "# a comment\n", count: 40_000), to: "\(name).csv")
    }
    let submission = try read(folder)
    #expect(submission.files.count == 2)
    guard case .malformed(let fault, wholeFile: true)? = submission.answers["p.table"] else {
      Issue.record("\(submission.answers)")
      return
    }
    #expect(fault.message.hasPrefix("the file has 480 KB, the most is"))
  }

  @Test func soManyFilesAreRead() throws {
    let folder = try FreshFolder()
    for number in 0..<100 { try folder.write("1", to: "p.part\(number).csv") }
    #expect(try read(folder).files.count == 64)
    let crowded = try FreshFolder()
    for number in 0..<10_001 { try crowded.write("", to: "\(number)") }
    #expect(throws: SubmissionSearch.Refusal.self) { try read(crowded) }
  }
}
