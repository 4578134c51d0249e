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
    let check = AssignmentCheck(try AssignmentReader.read(source, id: name))
    #expect(check.isProved, "\(check.failures)")
    #expect(check.parts.allSatisfy { $0.key.part.isDerivative && $0.key.proof.finding == .agrees })
  }
}
