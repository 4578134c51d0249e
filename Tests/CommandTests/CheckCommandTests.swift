import Foundation
import TestSupport
import Testing

/// `check` on the built command.
@Suite struct CheckCommandTests {
  @Test func theFolderOneStandsInIsAnAssignment() throws {
    let folder = try Workplace.make(nil)
    let inside = folder.path + "/assignments/linear-classifier"
    for name in [".", "../linear-classifier", "./"] {
      let run = try Tool.run(["check", name], in: inside)
      #expect(run.output.contains("linear-classifier: proved"), "\(run)")
    }
  }

  @Test func allAssignmentsAreProved() throws {
    let folder = try Workplace.make()
    let run = try Tool.run(["check"] + Workplace.parts.keys.sorted(), in: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains("linear-classifier: proved, 9 parts, 8 of them derivatives"))
    #expect(run.output.contains("two-layer-network: proved, 14 parts, 14 of them derivatives"))
    #expect(
      run.output.contains("softmax-and-convolution: proved, 33 parts, 17 of them derivatives"))
    #expect(run.output.contains("convnet-layers: proved, 12 parts, 10 of them derivatives"))
    #expect(run.output.contains("backprop-by-hand: proved, 22 parts, 13 of them derivatives"))
    #expect(run.output.contains("ranges found in the forward of convolution: i < 3, j < 3"))
    let json = try Workplace.rows(
      try Tool.run(["check", "convnet-layers", "--format", "json"], in: folder.path).output)
    #expect(json.count == 12)
  }

  /// Every claimed formula in the place of its reference: a key nobody may publish.
  @Test(arguments: [
    (
      "reference: pgt * (t - p)", "reference: pgt * (1 - pgt) * ones_like(y)",
      "softmax-loss.dpgt_dy"
    ),
    ("reference: p - t\n", "reference: pgt * ones_like(y) - t\n", "softmax-loss.dL_dy"),
    (
      "reference: dW[k,t,m,n] = sum[i,j](g[k,i,j] * x[t, i*s + m, j*s + n])",
      "reference: dW[k,t,m,n] = g[k,0,0] * x[t,m,n] for m < 3, n < 3", "convolution.dL_dW"
    ),
    ("reference: db[k] = sum[i,j](g[k,i,j])", "reference: g", ""),
    (
      "dx[t, i*s + m, j*s + n] += g[k,i,j] * W[k,t,m,n]",
      "dx[t, m, n] += g[k,0,0] * W[k,t,m,n] for m < 3, n < 3", "convolution.dL_dx"
    ),
    (
      "dx[c, i*s + m, j*s + n] += g[c,i,j] * (x[c, i*s + m, j*s + n] == y[c,i,j]) for m < 3, n < 3",
      "dx[c, i*s + m, j*s + n] = g[c,i,j] for m < 3, n < 3 if x[c, i*s + m, j*s + n] == y[c,i,j]",
      "max-pool.dL_dx"
    ),
    ("reference: outer(g, x)", "reference: -outer(g, x)", "linear.dL_dW"),
  ])
  func wrongReferencesAreRefused(_ right: String, _ wrong: String, _ part: String) throws {
    let folder = try Workplace.make()
    let path = folder.path + "/assignments/convnet-layers/assignment.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(right))
    try text.replacing(right, with: wrong).write(toFile: path, atomically: true, encoding: .utf8)
    let run = try Tool.run(["check", "convnet-layers"], in: folder.path)
    #expect(run.status == 3)
    if part.isEmpty {
      #expect(run.errors.contains("this has shape [3, 3, 3], but the answer must have shape [3]"))
    } else {
      let line = run.output.split(separator: "\n").first { $0.contains(part + " ") }
      #expect(line?.contains("refused") == true, "\(run.output)")
      // Whoever was graded by it loses nothing.
      let grade = try Tool.run(
        ["grade", "submissions/convnet-layers/all-correct", "--format", "json"], in: folder.path)
      #expect(grade.status == 3)
      let row = try Workplace.rows(grade.output).first { $0["part"] as? String == part }
      #expect(row?["verdict"] as? String == "disputed")
      #expect(row?["score"] is NSNull)
      let xml = try String(
        contentsOfFile: folder.path + "/reports/convnet-layers/TEST-all-correct.xml",
        encoding: .utf8)
      #expect(xml.contains("type=\"disputed\""))
    }
  }
}
