import Foundation
import TestSupport
import Testing

/// `gradescope run` on the built command.
@Suite struct GradescopeCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws { folder = try Self.freshFolder() }

  @Test func aContainerIsGradedAndLeavesResults() throws {
    try define(policy: "due: 2026-11-20T12:00Z\nlate: {per-day: 10%}\nattempts: 2")
    try folder.write("student,email\none,One@example.org\n", to: "roster.csv")
    try folder.write(
      "{\"p.d\": [1, 1], \"p.e\": [3.7035, 7.0368]}", to: "box/submission/answers.json")
    func results(_ earlier: String, _ late: String) throws -> [String: Any] {
      try folder.write(
        """
        {"created_at": "2026-11-20T13:00:00.123456+00:00", "users": [{"email": "one@example.org"}],
         "previous_submissions": [\(earlier)]}
        """, to: "box/submission_metadata.json")
      let run = try run("gradescope", "run", "box", "--assignment", "small", "--late", late)
      #expect(run.status == 0 && run.output.hasPrefix("small  one\n"), "\(run.errors)")
      let data = try Data(
        contentsOf: URL(fileURLWithPath: folder.path + "/box/results/results.json"))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    #expect(try results("", "raw")["score"] as? Double == 3)
    #expect(try results("", "applied")["score"] as? Double == 2.4)
    let beyond = try results("{\"score\": 1.5}, {\"score\": \"2.5\"}", "applied")
    #expect(beyond["score"] as? Double == 2.5)
    // What the autograder failed at, or could not read, was no attempt.
    let failed = try results(
      "{\"score\": 0, \"autograder_error\": true}, {\"score\": 1}", "applied")
    #expect(failed["score"] as? Double == 2.4)
    let free = try results(
      "{\"score\": 0}, {\"score\": 1, \"results\": {\"extra_data\": {\"attempts_used\": \"1\"}}}",
      "applied")
    #expect(free["score"] as? Double == 2.4)
    #expect((free["extra_data"] as? [String: Any])?["attempts_used"] as? String == "2")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/gradebook.sqlite"))
    #expect(try run("gradescope", "run", "box", "--assignment", "small").status == 64)
    #expect(try run("gradescope", "run", "box").status == 64)
    #expect(
      try run(
        "gradescope", "run", "box", "--assignment", "small", "--late", "raw", "--fail-on", "wrong"
      ).status == 1)
    #expect(try run("gradescope", "run", "box", "--jobs", "2").status == 64)
    // The old name says the new one.
    let alias = try run(
      "grade", "--gradescope", "box", "--assignment", "small", "--late", "raw")
    #expect(alias.status == 0 && alias.errors.contains("'gradescope run DIR'"))
    try folder.write("{}", to: "box/submission_metadata.json")
    let bad = try run("gradescope", "run", "box", "--assignment", "small", "--late", "raw")
    #expect(bad.status == 3 && bad.errors.contains("not a Gradescope submission_metadata.json"))
  }

  @Test func aPackedAutograderGradesInItsContainer() throws {
    let place = try Workplace.make("convnet-layers/as-derived")
    let packed = try Tool.run(
      ["gradescope", "pack", "convnet-layers", "--output", "autograder/source"], in: place.path)
    #expect(packed.status == 0, "\(packed.errors)")
    let manager = FileManager.default
    try manager.copyItem(
      atPath: place.path + "/submissions/convnet-layers/as-derived",
      toPath: place.path + "/autograder/submission")
    try place.write(
      """
      {"created_at": "2026-11-20T20:15:00.000000+01:00", "users": [{"email": "a@x.org", "name": "A"}]}
      """, to: "autograder/submission_metadata.json")
    // Elsewhere the assignments are not.
    let graded = try Tool.run(
      "/bin/sh",
      ["-c", "AUTOGRADER=$PWD/autograder bash autograder/source/run_autograder"], in: place.path)
    #expect(graded.status == 0, "\(graded.errors)")
    let results = try String(
      contentsOfFile: place.path + "/autograder/results/results.json", encoding: .utf8)
    #expect(results.contains("\"score\": 7.0"))
    for output in [".", "submissions", "assignments/convnet-layers/x.zip"] {
      try place.write("mine", to: "assignments/convnet-layers/x.zip")
      let refused = try Tool.run(
        ["gradescope", "pack", "convnet-layers", "--output", output], in: place.path)
      #expect(refused.status == 64 && refused.errors.contains("nothing was changed"), "\(output)")
    }
    // An older archive is replaced, however large it is.
    try place.write(
      ZipFixture.archive([
        ZipFixture.File("setup.sh", "x"),
        ZipFixture.File("nabla", [UInt8](repeating: 0, count: 17 << 20)),
      ]), to: "old.zip")
    let again = try Tool.run(
      ["gradescope", "pack", "convnet-layers", "--output", "old.zip"], in: place.path)
    #expect(again.status == 0, "\(again.errors)")
    let drawn = try Tool.run(["gradescope", "pack", "two-layer-network"], in: place.path)
    #expect(drawn.status == 64 && drawn.errors.contains("there is no secret"))
  }
}
