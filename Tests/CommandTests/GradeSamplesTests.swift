import Foundation
import TestSupport
import Testing

/// Sample submissions, graded as a class hands them in.
@Suite struct GradeSamplesTests {
  @Test(arguments: [
    "convnet-layers/all-correct", "convnet-layers/single-precision", "convnet-layers/in-csv",
    "backprop-by-hand/all-correct", "backprop-by-hand/single-precision", "backprop-by-hand/in-csv",
    "backprop-by-hand/as-derived", "linear-classifier/all-correct",
    "two-layer-network/all-correct", "softmax-and-convolution/all-correct",
  ])
  func rightSamplesGetFullMarks(_ sample: String) throws {
    let folder = try Workplace.make(sample)
    let run = try Tool.run(["grade", "submissions/" + sample] + Workplace.secret, in: folder.path)
    #expect(run.status == 0, "\(run.output)")
    let verdicts = try Workplace.verdicts(sample)
    #expect(verdicts.count == Workplace.parts[String(sample.prefix { $0 != "/" })])
    #expect(Set(verdicts.values) == ["correct"])
  }

  @Test(arguments: Array(Workplace.claims.keys))
  func claimedFormulasAreWrongAndNothingElse(_ assignment: String) throws {
    let verdicts = try Workplace.verdicts(assignment + "/as-derived")
    let claimed = try #require(Workplace.claims[assignment])
    #expect(verdicts.count == Workplace.parts[assignment])
    for (part, verdict) in verdicts { #expect(verdict == claimed[part] ?? "correct", "\(part)") }
  }

  @Test(arguments: Array(Workplace.claims.keys))
  func claimedFormulasAreNamed(_ assignment: String) throws {
    let sample = assignment + "/as-derived"
    let folder = try Workplace.make(sample)
    let run = try Tool.run(
      ["grade", "submissions/" + sample, "--no-store", "--format", "json"] + Workplace.secret,
      in: folder.path)
    let wrong = try Workplace.rows(run.output).filter { $0["verdict"] as? String != "correct" }
    #expect(wrong.count == Workplace.claims[assignment]?.count)
    for row in wrong {
      let part = try #require(row["part"] as? String)
      let id = part.split(separator: ".")[1]
      #expect(row["note"] as? String == Workplace.names[part].map { "\(id).\($0)" }, "\(part)")
    }
  }

  @Test func oneSlipCostsOnePart() throws {
    let verdicts = try Workplace.verdicts("backprop-by-hand/one-slip")
    let carried = ["dL_dW3", "dL_dZ2", "delta2", "dL_dW2", "delta1", "dL_dW1"]
    for (part, verdict) in verdicts {
      let id = part.replacing("three-layers.", with: "")
      let isCarried = part.hasPrefix("three-layers.") && carried.contains(id)
      #expect(
        verdict
          == (part == "three-layers.delta3" ? "incorrect" : isCarried ? "carried" : "correct"),
        "\(part)")
    }
  }

  @Test func printedNumbersGetFullMarks() throws {
    let verdicts = try Workplace.verdicts("backprop-by-hand/as-printed")
    for (part, verdict) in verdicts {
      #expect(verdict == (part.hasPrefix("numbers.") ? "correct" : "missing"), "\(part)")
    }
    #expect(verdicts.values.count { $0 == "correct" } == 11)
    let tables = try Workplace.verdicts("softmax-and-convolution/as-printed")
    #expect(tables["convolution.y"] == "correct")
    #expect(tables["convolution.dL_dx"] == "correct")
  }

  @Test(arguments: Array(Workplace.parts.keys))
  func blankIsMissing(_ assignment: String) throws {
    #expect(Set(try Workplace.verdicts(assignment + "/blank").values) == ["missing"])
    let folder = try Workplace.make(assignment + "/blank")
    #expect(try Tool.run(["grade", "submissions"] + Workplace.secret, in: folder.path).status == 1)
  }
}
