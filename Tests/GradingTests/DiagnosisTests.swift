import Coursework
import Diagnostics
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Grading

@Suite struct DiagnosisTests {
  static let assignments = [
    "backprop-by-hand", "convnet-layers", "linear-classifier", "softmax-and-convolution",
    "two-layer-network",
  ]

  private func key(_ name: String) throws -> AnswerKey {
    let assignment = try AssignmentReader.read(
      folder: ProjectFiles.path("assignments/" + name))
    let draw = StudentDraw(secret: Array("for tests".utf8), student: "s", counter: 0)
    return AnswerKey(try #require(assignment.drawn(draw)), witnesses: .numeric)
  }

  private func answer(_ value: Tensor<Double>) -> Answer {
    let text = value.scalars.map { "\($0)" }
    let source = SourceText(name: "a", text: "")
    return Answer(
      shape: value.shape, tokens: text.compactMap { NumberToken(reading: $0) }, source: source,
      range: SourceRange(0, 0))
  }

  /// Every wrong formula that is one edit away, handed in as an answer, is explained by itself or one that
  /// gives the same numbers.
  @Test func everyMutantIsExplained() throws {
    var tried = 0
    var explained = 0
    var silent: [String] = []
    for part in try Self.assignments.flatMap({ try key($0).parts }) {
      let hypotheses = part.hypotheses.all
      for hypothesis in hypotheses where hypothesis.formula != nil && hypothesis.value.isFinite {
        guard hypothesis.value.scalars.contains(where: { $0 != 0 }) else { continue }
        tried += 1
        let found = Diagnosis.find(
          answer(hypothesis.value), reference: part.reference, part, among: hypotheses)
        guard let found else {
          silent.append("\(part.part.name): \(hypothesis.note)")
          continue
        }
        let named = hypotheses.filter { $0.note == found.note && $0.says == found.says }
        let isEqual = named.contains { other in
          other.value.shape.count == hypothesis.value.shape.count
            && zip(other.value.scalars, hypothesis.value.scalars).allSatisfy {
              ($0 - $1).magnitude <= 1e-9 * hypothesis.value.rootMeanSquare
            }
        }
        #expect(isEqual, "\(part.part.name): \(hypothesis.note) was called \(found.note)")
        explained += 1
      }
    }
    print("mutants: \(explained) of \(tried) explained")
    #expect(Double(explained) >= 0.95 * Double(tried), "\(silent)")
  }
}
