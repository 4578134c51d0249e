import Foundation
import TestSupport
import Testing

/// What `scores` lists, on the built command.
@Suite struct ScoresFilterTests: GradebookSuite {
  let folder: FreshFolder

  init() throws { folder = try Self.freshFolder() }

  @Test func filtersNarrowAndUnknownNamesAreRefused() throws {
    try define()
    _ = try hand("one", right)
    _ = try hand("two", "[-2.469, -4.6912]")
    _ = try hand("three", nil)
    func count(_ arguments: String...) throws -> Int {
      try rows(Tool.run(["scores", "--format", "json"] + arguments, in: folder.path).output).count
    }
    #expect(try count() == 6)
    #expect(try count("--verdict", "incorrect") == 1)
    #expect(try count("--verdict", "incorrect", "--verdict", "missing") == 2)
    #expect(try count("--mistake", "sign") == 1)
    #expect(try count("--mistake", "d.sign") == 1)
    #expect(try count("--mistake", "sig") == 0)
    #expect(try count("--below", "1") == 2)
    #expect(try count("--by", "student", "--below", "60%") == 2)
    #expect(try count("--problem", "p", "--part", "p.e") == 3)
    #expect(try count("--since", "2020-01-01") == 6)
    #expect(try count("--since", "2999-01-01") == 0)
    #expect(try count("--by", "part") == 2)
    #expect(try count("--by", "assignment") == 1)
    for wrong in [
      ["--student", "nobody"], ["--assignment", "smal"], ["--part", "p.x"], ["--problem", "q"],
      ["--by", "assignment", "--problem", "p"], ["--below", "x"], ["--since", "monday"],
    ] {
      #expect(try Tool.run(["scores"] + wrong, in: folder.path).status == 64, "\(wrong)")
    }
    #expect(try run("stats", "smal").status == 64)
    #expect(try run("show", "one", "small", "--attempt", "7").status == 64)
    #expect(
      try run("adjust", "one", "small.p.x", "--accept", "--because", "b", "--by", "m").status == 64)
  }
}
