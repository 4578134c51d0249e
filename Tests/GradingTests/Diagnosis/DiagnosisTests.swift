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
    return AnswerKey(try #require(assignment.drawn(draw)), witnesses: .all)
  }

  private func answer(_ value: Tensor<Double>) -> Answer {
    let text = value.scalars.map { "\($0)" }
    let source = SourceText(name: "a", text: "")
    return Answer(
      shape: value.shape, tokens: text.compactMap { NumberToken(reading: $0) }, source: source,
      range: SourceRange(0, 0))
  }

  /// Whether it is an edit of the part's own formula.
  private func isMutant(_ hypothesis: Hypothesis) -> Bool {
    guard case .edit = hypothesis.cause else { return false }
    return hypothesis.slip == nil
  }

  /// What a tolerance allows to right answers, it allows to wrong formulas.
  @Test func wrongFormulasAreFoundWithinAWideTolerance() throws {
    let yaml = """
      title: T
      tolerance: {relative: 0.05}
      problems:
        - id: p
          given: {x: [1.5, -2.25, 3, 0.7, -1.9, 2.6, -0.4, 1.1, 4.2, -3.3]}
          forward: L = sum(x^2)
          parts: [{id: d, derivative: {of: L, wrt: x}, reference: 2 * x}]
      """
    let read = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
    let part = try #require(AnswerKey(read, witnesses: .all).parts.first)
    let turned = answer(
      Tensor(shape: part.reference.shape, scalars: part.reference.scalars.map { $0 * -1.04 }))
    let found = Diagnosis.find(
      turned, reference: part.reference, part, among: part.hypotheses.all)
    #expect(found?.cause.note == "sign", "\(String(describing: found?.cause.note))")
  }

  /// What is wrong with one number of many is said only where it shows.
  @Test func oneWrongNumberOfManyIsNamed() throws {
    let right = [1.2384, -0.7342, 2.2561, 0.5137, 3.1]
    func note(_ changed: Double) throws -> String? {
      try OneProblem(
        """
        given: {x: \(right)}
        parts: [{id: a, reference: x + 0}]
        """
      ).graded("{\"a\": [1.2384, \(changed), 2.2561, 0.5137, 3.1]}")[0].note
    }
    #expect(try note(-0.7432) == "a.entry-digits")
    #expect(try note(-0.3742) == "a.entry-digits")
    #expect(try note(0.7342) == "a.entry-sign")
    #expect(try note(-7.342) == "a.entry-decimal-point")
    // A last digit that changed may be anything.
    #expect(try note(-0.7324) == "a.entry")
    #expect(try note(-0.6432) == "a.entry")
  }

  private func found(rate: Double) throws -> Diagnosis? {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {x: [1.5, -2.25, 3.1, 0.7, -1.9], rate: \(rate), m: 0.9}
          parts: [{id: s, reference: rate * (1 - m) * x}]
      """
    let read = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
    let part = try #require(AnswerKey(read, witnesses: .all).parts.first)
    let answered = part.givens[0].scalars.map { 0.1 * $0 }
    return Diagnosis.find(
      answer(Tensor(shape: part.reference.shape, scalars: answered)),
      reference: part.reference, part, among: part.hypotheses.all)
  }

  /// With 1 - 0.9 = 0.1 for the rate nobody knows which of the two factors was lost, only how large it is; other numbers
  /// tell.
  @Test func formulasThatAgreeByChanceHaveNoName() throws {
    #expect(try found(rate: 0.1)?.name == .factor)
    #expect(try found(rate: 0.23)?.isTold == true)
    #expect(try found(rate: 0.23)?.cause.note == "factor-lost.rate")
  }

  private func isMultiple(_ value: Tensor<Double>, of right: Tensor<Double>) -> Bool {
    let factor = value.rootMeanSquare / right.rootMeanSquare
    return zip(value.scalars, right.scalars).allSatisfy { wrong, right in
      (wrong.magnitude - factor * right.magnitude).magnitude <= 1e-9 * value.rootMeanSquare
    }
  }

  /// Every wrong formula that is one edit away, handed in as an answer, is explained by itself or one that
  /// gives the same numbers, or not at all: a few give the same numbers as quite another one, by chance.
  @Test func everyMutantIsExplained() throws {
    var tried = 0
    var explained = 0
    var silent: [String] = []
    for part in try Self.assignments.flatMap({ try key($0).parts }) {
      let list = part.hypotheses.all
      let hypotheses = list.all
      for hypothesis in hypotheses where isMutant(hypothesis) && hypothesis.value.isFinite {
        guard hypothesis.value.scalars.contains(where: { $0 != 0 }) else { continue }
        tried += 1
        let found = Diagnosis.find(
          answer(hypothesis.value), reference: part.reference, part, among: list)
        guard let found, found.isTold else {
          silent.append("\(part.part.name): \(hypothesis.cause.note)")
          continue
        }
        if found.name == .factor {
          #expect(isMultiple(hypothesis.value, of: part.reference))
          explained += 1
          continue
        }
        let named = hypotheses.filter { $0.cause == found.cause }
        let isEqual = named.contains { other in
          other.value.shape.count == hypothesis.value.shape.count
            && zip(other.value.scalars, hypothesis.value.scalars).allSatisfy {
              ($0 - $1).magnitude <= 1e-9 * hypothesis.value.rootMeanSquare
            }
        }
        #expect(
          isEqual, "\(part.part.name): \(hypothesis.cause.note) was called \(found.cause.note)")
        explained += 1
      }
    }
    print("mutants: \(explained) of \(tried) explained")
    #expect(Double(explained) >= 0.9 * Double(tried), "\(silent)")
  }

  /// A wrong answer computed by a program that knows nothing of how mistakes are looked for.
  private struct WrongAnswer: Decodable {
    let student: String
    let part: String
    let kind: String
    /// What it may be called, as patterns; empty if no single edit explains it.
    let notes: String
  }

  @Test func whatStudentsDoIsNamedRightly() throws {
    let data = Data(try ProjectFiles.text("Tests/Data/wrong-answers.json").utf8)
    let cases = try JSONDecoder().decode([WrongAnswer].self, from: data)
    let objects = try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    let assignment = try AssignmentReader.read(folder: ProjectFiles.path("Tests/Data/slips"))
    var keys: [String: AnswerKey] = [:]
    var named = 0
    var silent: [String: Int] = [:]
    var namedKinds: Set<String> = []
    for (wrong, object) in zip(cases, objects) {
      if keys[wrong.student] == nil {
        let draw = StudentDraw(
          secret: Array("wrong answers on purpose".utf8), student: wrong.student, counter: 0)
        keys[wrong.student] = AnswerKey(
          try #require(assignment.drawn(draw)), witnesses: .all)
      }
      let key = try #require(keys[wrong.student])
      let answer = try JSONSerialization.data(withJSONObject: [wrong.part: object["answer"]])
      let submission = SubmissionReader.read(
        [.init(name: "answers.json", bytes: Array(answer))], student: wrong.student,
        for: key.assignment)
      let outcome = try #require(
        Grader(key).grade(submission).parts.first { $0.name.description == wrong.part })
      #expect(outcome.verdict != .correct, "\(wrong.part): \(wrong.kind)")
      let id = wrong.part.split(separator: ".")[1]
      var note = outcome.note ?? ""
      if ["shape", "too-few-digits", "rounded-steps"].contains(note) { note = "" }
      if note.hasPrefix("\(id).") { note = String(note.dropFirst(id.count + 1)) }
      if note.isEmpty {
        silent["\(wrong.part): \(wrong.kind)", default: 0] += 1
      } else {
        let pattern = try Regex(wrong.notes)
        let isRight = !wrong.notes.isEmpty && note.wholeMatch(of: pattern) != nil
        #expect(isRight, "\(wrong.part): \(wrong.kind) was called \(note)")
        named += 1
        namedKinds.insert("\(wrong.part): \(wrong.kind)")
      }
    }
    // Chance may keep a few answers silent, and no kind of them that one edit explains.
    let known = Set(cases.filter { !$0.notes.isEmpty }.map { "\($0.part): \($0.kind)" })
    #expect(known.subtracting(namedKinds).sorted() == [])
    print(
      "wrong answers: \(named) of \(cases.count) named; silent: \(silent.sorted { $0.key < $1.key })"
    )
    #expect(cases.count >= 300)
    #expect(Double(named) >= 0.9 * Double(cases.count))
  }

  private func answer(_ value: Tensor<Double>, format: String) -> Answer {
    Answer(
      shape: value.shape,
      tokens: value.scalars.compactMap { NumberToken(reading: String(format: format, $0)) },
      source: SourceText(name: "a", text: ""), range: SourceRange(0, 0))
  }

  /// Noise, random numbers and two errors at once, printed with all digits and with three.
  @Test func whatChanceExplainsIsNotNamed() throws {
    var generator = SeededGenerator(seed: 77)
    var tried = 0
    for part in try Self.assignments.flatMap({ try key($0).parts }) {
      let list = part.hypotheses.all
      let hypotheses = list.all
      let reference = part.reference
      let size = reference.rootMeanSquare
      guard size > 0 else { continue }
      func silent(_ scalars: [Double], _ what: String) {
        let value = Tensor(shape: reference.shape, scalars: scalars)
        for format in ["%.17g", "%.3g"] {
          let found = Diagnosis.find(
            answer(value, format: format), reference: reference, part, among: list)
          // Two errors may leave all numbers in other places.
          #expect(
            found == nil || found?.cause == .permutation,
            "\(part.part.name): \(what) \(format) was called \(found?.cause.note ?? "")")
          tried += 1
        }
      }
      for _ in 0..<3 {
        silent(reference.scalars.map { $0 * (1 + 0.1 * generator.normal()) }, "noise")
        silent(reference.scalars.map { _ in size * generator.normal() }, "random numbers")
        // Two errors in different places.
        let fitting = hypotheses.filter {
          $0.value.shape == reference.shape && $0.value.isFinite && isMutant($0)
        }
        guard reference.shape.count >= 4, fitting.count > 2 else { continue }
        let first = fitting[generator.below(fitting.count)].value.scalars
        let second = fitting[generator.below(fitting.count)].value.scalars
        let mixed = first.indices.map { $0 % 2 == 0 ? first[$0] : second[$0] }
        let isOneAfterAll = hypotheses.contains { hypothesis in
          hypothesis.value.shape == reference.shape
            && zip(hypothesis.value.scalars, mixed).allSatisfy {
              ($0 - $1).magnitude <= 1e-2 * size
            }
        }
        if !isOneAfterAll { silent(mixed, "two errors") }
      }
    }
    print("chance: \(tried) answers, none named")
    #expect(tried >= 1_000)
  }
}
