import Coursework
import Diagnostics
import Foundation
import Grading
import TestSupport
import Testing

/// What was kept of a proof grades as the proof itself does, and harms nobody where it is damaged.
@Suite struct NumericRecordTests {
  private static let ids =
    (try? FileManager.default.contentsOfDirectory(atPath: ProjectFiles.path("assignments")))?
    .sorted() ?? []

  private func assignment(_ id: String) throws -> Assignment {
    let read = try AssignmentReader.read(folder: ProjectFiles.path("assignments/\(id)"))
    guard read.draws else { return read }
    let draw = StudentDraw(secret: Array("of this test alone".utf8), student: "s", counter: 0)
    return try #require(read.drawn(draw))
  }

  /// All that an outcome says.
  private func told(_ outcome: Outcome) -> [String] {
    outcome.parts.map { part in
      "\(part.name) \(part.result.verdict) \(part.result.note ?? "") \(part.why) "
        + "\(part.mistake ?? "") \(String(describing: part.worst))"
    }
  }

  private func submissions(_ id: String, _ own: Assignment) -> [Submission] {
    let folder = ProjectFiles.path("submissions/\(id)")
    let students = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return students.sorted().map { student in
      let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(student)"))
      return SubmissionReader.read(
        (files ?? []).sorted().compactMap { name in
          FileManager.default.contents(atPath: "\(folder)/\(student)/\(name)").map {
            Submission.File(name: name, bytes: Array($0))
          }
        }, student: student, for: own)
    }
  }

  @Test(arguments: ids) func aKeptProofGradesAsANewOne(id: String) throws {
    let own = try assignment(id)
    let key = AnswerKey(own, witnesses: .all)
    let bytes = try #require(NumericRecord(of: key.parts)).bytes
    let record = try #require(NumericRecord(bytes: bytes, of: own))
    #expect(record.bytes == bytes)
    let kept = AnswerKey(own, witnesses: .kept(record))
    for (one, other) in zip(key.parts, kept.parts) {
      #expect(
        one.proof.finding == other.proof.finding && one.proof.isSampled == other.proof.isSampled)
    }
    for submission in submissions(id, own) {
      #expect(told(Grader(kept).grade(submission)) == told(Grader(key).grade(submission)))
    }
  }

  private let small = """
    title: Small
    problems:
      - id: p
        given: {x: [1.5, -2, 3], k: [0, 1, 2]}
        forward: L = sum(x^2) + sum(relu(k))
        parts:
          - {id: d, derivative: {of: L, wrt: x}, reference: 2 * x}
          - {id: dk, derivative: {of: L, wrt: k}, reference: (k > 0), kinks: interval}
    """

  @Test func aDamagedRecordIsNoReasonToDoubtAReference() throws {
    let own = try AssignmentReader.read(SourceText(name: "a.yaml", text: small), id: "small")
    let bytes = try #require(NumericRecord(of: AnswerKey(own, witnesses: .all).parts)).bytes
    let right = SubmissionReader.read(
      [
        .init(
          name: "answers.json", bytes: Array("{\"p\": {\"d\": [3, -4, 6], \"dk\": [0, 1, 1]}}".utf8)
        )
      ],
      student: "s", for: own)
    #expect(NumericRecord(bytes: Array(bytes.dropLast(8)), of: own) == nil)
    #expect(NumericRecord(bytes: Array(bytes.dropLast()), of: own) == nil)
    #expect(NumericRecord(bytes: bytes + bytes, of: own) == nil)
    #expect(NumericRecord(bytes: [], of: own) == nil)
    var generator = SeededGenerator(seed: 7)
    var read = 0
    for _ in 0..<400 {
      var damaged = bytes
      for _ in 0...generator.below(3) {
        damaged[generator.below(damaged.count)] = UInt8(generator.below(256))
      }
      guard let record = NumericRecord(bytes: damaged, of: own) else { continue }
      read += 1
      let outcome = Grader(AnswerKey(own, witnesses: .kept(record))).grade(right)
      #expect(outcome.parts.allSatisfy { $0.result.verdict == .correct })
    }
    #expect(read > 100)
  }

  @Test func nothingIsKeptOfWhatIsNotProved() throws {
    let wrong = small.replacing("2 * x", with: "2.001 * x")
    let own = try AssignmentReader.read(SourceText(name: "a.yaml", text: wrong), id: "small")
    #expect(NumericRecord(of: AnswerKey(own, witnesses: .all).parts) == nil)
    // What proves another reference proves this one no more.
    let other = try AssignmentReader.read(SourceText(name: "a.yaml", text: small), id: "small")
    let record = try #require(NumericRecord(of: AnswerKey(other, witnesses: .all).parts))
    let key = AnswerKey(own, witnesses: .kept(record))
    #expect(key.parts.map(\.proof.finding) == [.contradicted, .agrees])
  }
}
