import TestSupport
import Testing

/// Samples of graded work for a second look.
@Suite struct AuditCommandTests: GradebookSuite {
  let folder: FreshFolder

  init() throws {
    folder = try FreshFolder()
    try define()
    for number in 1...9 {
      _ = try hand("s\(number)", number.isMultiple(of: 3) ? right : number < 5 ? "[1, 2]" : nil)
    }
  }

  private func sample(_ options: String...) throws -> [String] {
    try rows(
      Tool.run(["audit", "small", "--format", "json"] + options, in: folder.path).output
    ).map { $0["student"] as? String ?? "" }
  }

  @Test func aSampleSpansTheScoresAndIsReproducible() throws {
    let three = try sample("--sample", "3")
    #expect(three.count == 3 && Set(three).count == 3)
    #expect(try sample("--sample", "3") == three)
    // The best three are s3, s6 and s9: one of them is there, whatever the seed.
    var seen: Set<String> = []
    for seed in 1...12 {
      let drawn = try sample("--sample", "3", "--seed", "\(seed)")
      #expect(["s3", "s6", "s9"].contains(drawn[0]))
      seen.formUnion(drawn)
    }
    #expect(seen.count == 9)
    #expect(try Set(sample("--sample", "20")).count == 9)
    #expect(try run("audit", "small", "--sample", "0").status == 64)
  }
}
