import Coursework
import Foundation
import Grading
import TestSupport
import Testing

@Suite struct AssignmentStatisticsTests {
  /// What `Tests/Interop/class_statistics.py` worked out with numpy and scipy.
  struct Expected: Decodable {
    struct Part: Decodable {
      let mean: Double
      let median: Double
      let deviation: Double
      let discrimination: Double?
    }
    struct Totals: Decodable {
      let mean: Double
      let median: Double
      let deviation: Double
      let least: Double
      let most: Double
    }
    let points: [Double]
    let scores: [[Double]]
    let parts: [Part]
    let alpha: Double
    let totals: Totals
  }

  private func standing(
    _ student: String, _ parts: [PartResult], attempts: Int = 1
  ) -> Standing {
    let records = (1...attempts).map { number in
      AttemptRecord(
        assignment: "a", student: student, number: number, grading: Int64(number),
        submission: "\(number)", submitted: nil, stored: Moment(seconds: 0), definition: "d",
        policy: SubmissionPolicy(count: .latest), parts: parts)
    }
    return Standing(
      assignment: "a", student: RosterEntry(student: student), records: records, decisions: [],
      total: .zero)
  }

  private func part(
    _ index: Int, _ points: Double, _ score: Double?, _ verdict: Verdict = .incorrect,
    note: String? = nil
  ) -> PartResult {
    PartResult(
      name: "p.\(index)", points: Points(points) ?? .zero, score: score.flatMap(Points.init),
      verdict: verdict, note: note)
  }

  private func near(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return (a - b).magnitude <= 1e-12 * max(1, b.magnitude)
  }

  @Test func figuresAreNumpysAndScipys() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: ProjectFiles.path("Tests/Data/statistics.json")))
    let expected = try JSONDecoder().decode(Expected.self, from: data)
    let standings = expected.scores.enumerated().map { row, scores in
      standing(
        "s\(row)",
        scores.enumerated().map { part($0.offset, expected.points[$0.offset], $0.element) })
    }
    let found = AssignmentStatistics(
      standings,
      parts: expected.points.enumerated().map { ("p.\($0.offset)", Points($0.element) ?? .zero) },
      of: Points(expected.points.reduce(0, +)) ?? .zero)
    #expect(near(found.alpha, expected.alpha))
    #expect(near(found.totals.mean, expected.totals.mean))
    #expect(near(found.totals.median, expected.totals.median))
    #expect(near(found.totals.deviation, expected.totals.deviation))
    #expect(near(found.totals.least, expected.totals.least))
    #expect(near(found.totals.most, expected.totals.most))
    for (ours, theirs) in zip(found.parts, expected.parts) {
      #expect(near(ours.scores.mean, theirs.mean))
      #expect(near(ours.scores.median, theirs.median))
      #expect(near(ours.scores.deviation, theirs.deviation))
      #expect(near(ours.discrimination, theirs.discrimination))
    }
    #expect(found.histogram.reduce(0, +) == expected.scores.count)
  }

  @Test func heldAndMissingAreNoZeros() {
    let students = [
      standing("a", [part(0, 2, 2, .correct), part(1, 2, 0, .missing)]),
      standing("b", [part(0, 2, 0, note: "0.sign"), part(1, 2, nil, .disputed)], attempts: 3),
      standing("c", [part(0, 2, 0, note: "0.sign"), part(1, 2, 2, .correct)]),
      Standing(
        assignment: "a", student: RosterEntry(student: "d"), records: [], decisions: [],
        total: .zero),
    ]
    let found = AssignmentStatistics(
      students, parts: [("p.0", Points(2) ?? .zero), ("p.1", Points(2) ?? .zero)],
      of: Points(4) ?? .zero)
    #expect(found.states == [.graded: 2, .disputed: 1, .missing: 1])
    #expect(found.parts.map(\.scores.count) == [3, 2])
    #expect(found.parts[1].scores.mean == 1)
    #expect(found.parts[0].shareCorrect == 1 / 3.0)
    #expect(found.parts[1].shareMissing == 1 / 3.0)
    #expect(found.totals.count == 2)
    #expect(found.mistakes.map(\.students) == [2])
    #expect(found.attempts.map { $0.attempts } == [1, 3])
    #expect(found.attempts.map { $0.students } == [2, 1])
    let nobody = AssignmentStatistics([], parts: [("p.0", .zero)], of: .zero)
    #expect(nobody.alpha == nil && nobody.totals.mean == nil)
  }
}
