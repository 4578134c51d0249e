import Coursework
import Diagnostics
import Grading
import TestSupport
import Testing

/// Layers beyond the homeworks: that they can be written down, and are proved.
@Suite struct LayersTests {
  @Test(arguments: ["batch-normalisation", "attention", "gru-step"])
  func layersAreProved(_ name: String) throws {
    let source = SourceText(
      name: "\(name).yaml", text: try ProjectFiles.text("Tests/Data/layers/\(name).yaml"))
    let check = AssignmentCheck(
      AnswerKey(try AssignmentReader.read(source, id: name), witnesses: .all))
    #expect(check.isProved, "\(check.failures)")
    #expect(check.key.parts.allSatisfy { $0.part.isDerivative && $0.proof.finding == .agrees })
  }
}
