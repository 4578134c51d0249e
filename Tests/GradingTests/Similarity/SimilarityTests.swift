import Coursework
import Diagnostics
import Foundation
import Grading
import TestSupport
import Testing

@Suite struct SimilarityTests {
  /// One student's answers by part, numbers in rows of no matter.
  private typealias Answers = [String: [Double]]

  private let assignment: Assignment
  private let key: AnswerKey

  init() throws {
    assignment = try AssignmentReader.read(
      folder: ProjectFiles.path("assignments/linear-classifier"))
    key = AnswerKey(assignment, witnesses: .all)
  }

  private func right() -> Answers {
    Dictionary(
      uniqueKeysWithValues: key.parts.map { ($0.part.name.description, $0.reference.scalars) })
  }

  private func normal(_ generator: inout SeededGenerator) -> Double {
    let (u, v) = (
      Double.random(in: 1e-12..<1, using: &generator), Double.random(in: 0..<1, using: &generator)
    )
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }

  /// A class of which each part is wrong with some probability, each entry by itself.
  private func students(
    _ count: Int, wrong: Double, deviation: Double, seed: UInt64
  ) -> [Answers] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      right().sorted { $0.key < $1.key }.reduce(into: Answers()) { answers, part in
        let isWrong = Double.random(in: 0..<1, using: &generator) < wrong
        answers[part.key] = part.value.map {
          isWrong ? $0 + deviation * normal(&generator) : $0
        }
      }
    }
  }

  private func pairs(_ students: [Answers], decimals: Int) -> [(String, String)] {
    let grader = Grader(key)
    let wrong = students.enumerated().map { number, answers -> WrongAnswers in
      let entries = assignment.parts.map(\.part).compactMap { part -> String? in
        guard let values = answers[part.name.description] else { return nil }
        var items = values.map { String(format: "%.\(decimals)f", $0) }
        for extent in part.shape.dimensions.reversed() {
          items = stride(from: 0, to: items.count, by: extent).map {
            "[" + items[$0..<$0 + extent].joined(separator: ",") + "]"
          }
        }
        return "\"\(part.name)\": \(items[0])"
      }
      let submission = SubmissionReader.read(
        [.init(name: "answers.json", bytes: Array("{\(entries.joined(separator: ","))}".utf8))],
        student: "s\(number + 100)", for: assignment)
      let results = Dictionary(
        uniqueKeysWithValues: grader.grade(submission).parts.map {
          ($0.name, $0.result)
        })
      return WrongAnswers(submission, results: results, key: key)
    }
    return Similarity.pairs(wrong, key: key).map(\.students)
  }

  /// Students who work alone are not accused, however wrong they are and however they print.
  @Test(arguments: [(1, 1, 4), (1, 0.3, 2), (0.6, 1, 4), (1, 1, 15), (0.3, 3, 1)])
  func independentErrorsAreNotAlike(_ wrong: Double, _ deviation: Double, _ decimals: Int) {
    for seed in 1...5 as ClosedRange<UInt64> {
      let found = pairs(
        students(30, wrong: wrong, deviation: deviation, seed: seed), decimals: decimals)
      #expect(found.isEmpty)
    }
  }

  @Test(arguments: [3, 4, 8])
  func aCopyIsFound(_ decimals: Int) {
    for seed in 1...3 as ClosedRange<UInt64> {
      var students = students(30, wrong: 0.3, deviation: 0.5, seed: seed)
      var generator = SeededGenerator(seed: seed + 50)
      let copied = right()["softmax.dL_dW"]?.map { $0 + 0.5 * normal(&generator) }
      students[4]["softmax.dL_dW"] = copied
      students[17]["softmax.dL_dW"] = copied
      let found = pairs(students, decimals: decimals)
      #expect(found.map { "\($0.0) \($0.1)" } == ["s104 s117"])
    }
  }

  /// Three who have a whole answer in common have no better excuse than two.
  @Test func aGroupOfCopiesIsFound() {
    var students = students(30, wrong: 0.2, deviation: 0.5, seed: 4)
    var generator = SeededGenerator(seed: 60)
    let copied = right()["softmax.dL_dW"]?.map { $0 + 0.5 * normal(&generator) }
    for index in [2, 9, 21] { students[index]["softmax.dL_dW"] = copied }
    #expect(
      Set(pairs(students, decimals: 4).map { "\($0.0) \($0.1)" }) == [
        "s102 s109", "s102 s121", "s109 s121",
      ])
  }

  /// Fractions and short numbers are what anybody comes to, however many digits they are printed with.
  @Test func guessesAreNoCopies() {
    for make in [
      { (g: inout SeededGenerator) in
        Double(Int.random(in: -11...11, using: &g)) / Double(Int.random(in: 3...12, using: &g))
      },
      { (g: inout SeededGenerator) in
        Double(Float(Int.random(in: -30...30, using: &g)) / 10)
      },
    ] {
      var generator = SeededGenerator(seed: 3)
      var students = students(30, wrong: 0, deviation: 0, seed: 1)
      for index in students.indices {
        for (part, values) in right().sorted(by: { $0.key < $1.key })
        where Bool.random(using: &generator) {
          students[index][part] = values.map { _ in make(&generator) }
        }
      }
      #expect(pairs(students, decimals: 17).isEmpty)
    }
  }

  /// A mistake that the grader knows gives everybody the same numbers.
  @Test func aCommonMistakeIsNoCopy() {
    var students = students(20, wrong: 0, deviation: 0, seed: 1)
    for index in students.indices {
      students[index]["softmax.dL_dW"] = right()["softmax.dL_dW"]?.map { -$0 }
    }
    #expect(pairs(students, decimals: 6).isEmpty)
  }

  /// Neither is what many have, for whatever reason they share.
  @Test func whatManyHaveIsNoCopy() {
    var students = students(30, wrong: 0, deviation: 0, seed: 1)
    var generator = SeededGenerator(seed: 9)
    let shared = right()["softmax.dL_dW"]?.map { $0 + normal(&generator) }
    for index in 0..<12 { students[index]["softmax.dL_dW"] = shared }
    #expect(pairs(students, decimals: 6).isEmpty)
  }

  @Test func answersToAnothersInputsAreFound() throws {
    let yaml = """
      title: T
      problems:
        - id: p
          given: {x: {draw: normal, shape: [4], decimals: 3}, y: {draw: normal, shape: [4], decimals: 3}}
          forward: L = sum(x^3 * y)
          parts:
            - {id: d, derivative: {of: L, wrt: x}, reference: 3 * x^2 * y}
            - {id: e, derivative: {of: L, wrt: y}, reference: x^3}
      """
    let drawn = try AssignmentReader.read(SourceText(name: "a.yaml", text: yaml), id: "a")
    var keys: [String: AnswerKey] = [:]
    for number in 0..<20 {
      let name = "s\(number)"
      let own = try #require(
        drawn.drawn(
          StudentDraw(secret: Array("a secret for tests".utf8), student: name, counter: 0)))
      keys[name] = AnswerKey(own, witnesses: .all)
    }
    let students = try keys.sorted { $0.key < $1.key }.map { name, key -> WrongAnswers in
      // One hands in another's answers, to four decimals.
      let source = try #require(keys[name == "s3" ? "s11" : name])
      let entries = source.parts.map { part in
        "\"\(part.part.name)\": [\(part.reference.scalars.map { String(format: "%.4f", $0) }.joined(separator: ","))]"
      }
      let submission = SubmissionReader.read(
        [.init(name: "answers.json", bytes: Array("{\(entries.joined(separator: ","))}".utf8))],
        student: name, for: key.assignment)
      let results = Dictionary(
        uniqueKeysWithValues: Grader(key).grade(submission).parts.map {
          ($0.name, $0.result)
        })
      return WrongAnswers(submission, results: results, key: key)
    }
    let found = Similarity.foreign(students, keys: keys)
    #expect(found.map { "\($0.student) \($0.owner)" } == ["s3 s11"])
    #expect(found.first?.parts == ["p.d", "p.e"])
  }
}
