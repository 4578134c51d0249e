import Coursework
import Diagnostics
import Foundation
import Grading
import Testing

/// Which attempt counts, and what it comes to.
@Suite struct StandingTests {
  private let due = Moment("2026-11-20T23:59:00+01:00") ?? Moment(seconds: 0)

  private func points(_ number: Double) -> Points { Points(number) ?? .zero }

  private func policy(
    perDay: Double = 0.1, grace: String = "0s", until: String? = nil, attempts: Int? = nil,
    count: SubmissionPolicy.Counted = .best
  ) -> SubmissionPolicy {
    SubmissionPolicy(
      due: due,
      late: SubmissionPolicy.Late(
        perDay: Int(perDay * 1e6), grace: TimeSpan(grace) ?? TimeSpan(seconds: 0),
        until: until.flatMap(TimeSpan.init).map { Moment(seconds: due.seconds + $0.seconds) }),
      attempts: attempts, count: count)
  }

  /// An attempt with a part of ten points for each score; nil is held, a negative one unreadable.
  private func attempt(
    _ number: Int, _ scores: [Double?], after seconds: Int? = 0, _ policy: SubmissionPolicy,
    submission: String? = nil
  ) -> AttemptRecord {
    AttemptRecord(
      assignment: "a", student: "s", number: number, grading: Int64(number),
      submission: submission ?? "\(number)",
      submitted: seconds.map { Moment(seconds: due.seconds + $0) }, stored: Moment(seconds: 0),
      definition: "d", policy: policy,
      parts: scores.enumerated().map { index, score in
        let verdict: Verdict =
          score.map { $0 < 0 ? .malformed : $0 == 10 ? .correct : .incorrect } ?? .disputed
        return PartResult(
          name: "p.\(index)", points: points(10), score: score.map { points(max($0, 0)) },
          verdict: verdict, note: nil)
      })
  }

  private func standing(
    _ records: [AttemptRecord], _ decisions: [Decision] = [],
    student: RosterEntry = RosterEntry(student: "s")
  ) -> Standing {
    Standing(
      assignment: "a", student: student, records: records, decisions: decisions,
      total: points(20))
  }

  private func decision(_ part: PartName?, _ ruling: Decision.Ruling) -> Decision {
    Decision(assignment: "a", student: "s", part: part, ruling: ruling, because: "x", by: "y")
  }

  private func roster(_ row: String) throws -> RosterEntry {
    try #require(
      try Roster(
        SourceText(name: "roster.csv", text: "student,extension,excused\n\(row)\n")
      ).entries.first)
  }

  @Test(arguments: [
    (0, 20.0), (1, 18.0), (86_400, 18.0), (86_401, 16.0), (432_000, 10.0), (2_592_000, 0.0),
  ])
  func eachDayBegunCostsItsShare(_ seconds: Int, _ score: Double) {
    let standing = standing([attempt(1, [10, 10], after: seconds, policy())])
    #expect(standing.score == points(score))
    #expect(standing.earned == points(20))
  }

  /// The share is of the maximum, and no more than was earned.
  @Test func aDeductionIsOfTheMaximum() {
    #expect(standing([attempt(1, [10, 0], after: 1, policy())]).score == points(8))
    #expect(standing([attempt(1, [1, 0], after: 1, policy())]).score == points(0))
    // A held part is out of the maximum.
    #expect(standing([attempt(1, [10, nil], after: 1, policy())]).counted?.score == points(9))
  }

  @Test func graceUntilAndExtensions() throws {
    let rules = policy(grace: "1h", until: "2d")
    func score(_ seconds: Int, _ row: String = "s,,") throws -> Points? {
      standing([attempt(1, [10, 10], after: seconds, rules)], student: try roster(row)).score
    }
    #expect(try score(3_600) == points(20))
    #expect(try score(3_601) == points(18))
    #expect(try score(2 * 86_400) == points(16))
    #expect(try score(2 * 86_400 + 1) == points(0))
    #expect(try score(86_400, "s,1d,") == points(20))
    #expect(try score(3 * 86_400, "s,1d,") == points(16))
    #expect(try score(3 * 86_400 + 1, "s,1d,") == points(0))
    #expect(try score(86_400, "s,a=1d; b=9d,") == points(20))
    #expect(try score(86_400, "s,b=9d,") == points(18))
    #expect(try score(7_200, "s,2026-11-21T00:59:00Z,") == points(20))
    // An extension never shortens the time.
    #expect(try score(0, "s,2026-11-01T00:00:00Z,") == points(20))
  }

  @Test func nobodyKnowsWhenIsNotLate() {
    let standing = standing([attempt(1, [10, 10], after: nil, policy())])
    #expect(standing.score == points(20))
    #expect(standing.counted?.lateness == .unknown)
  }

  @Test func theBestOrTheLatestCounts() {
    for (count, number) in [(SubmissionPolicy.Counted.best, 1), (.latest, 3)] {
      let rules = policy(count: count)
      let three = [
        attempt(1, [10, 5], rules), attempt(2, [10, 5], rules),
        attempt(3, [10, 10], after: 3 * 86_400, rules),
      ]
      #expect(standing(three).counted?.record.number == number)
    }
  }

  @Test func attemptsAreCountedUpAndFreeOnesAreNot() {
    let rules = policy(attempts: 2)
    let records = [
      attempt(1, [-1, -1], rules), attempt(2, [2, 0], rules), attempt(3, [-1, -1], rules),
      attempt(4, [4, 0], rules), attempt(5, [10, 10], rules),
    ]
    let found = standing(records)
    #expect(found.attempts.map(\.exclusion) == [.free, nil, .free, nil, .beyondLimit])
    #expect(found.score == points(4))
    // The same work under another definition is no second try.
    let again = standing([
      attempt(1, [2, 0], rules, submission: "x"), attempt(2, [3, 0], rules, submission: "x"),
      attempt(3, [4, 0], rules, submission: "y"),
    ])
    #expect(again.score == points(4))
  }

  /// Missing, excused, held and 0 are four things.
  @Test func statesAreToldApart() throws {
    let rules = policy(until: "1d")
    #expect(standing([]).state == .missing && standing([]).score == nil)
    let unread = standing([attempt(1, [-1, -1], rules)])
    #expect(unread.state == .graded && unread.score == .zero)
    let tooLate = standing([attempt(1, [10, 10], after: 90_000, rules)])
    #expect(tooLate.state == .graded && tooLate.score == .zero && tooLate.counted == nil)
    let held = standing([attempt(1, [10, nil], rules)])
    #expect(held.state == .disputed && held.score == nil && held.disputedParts == ["p.1"])
    for row in ["s,,yes", "s,,a", "s,,b;a"] {
      let excused = standing([attempt(1, [10, 10], rules)], student: try roster(row))
      #expect(excused.state == .excused && excused.score == nil)
    }
    #expect(try standing([attempt(1, [10, 10], rules)], student: roster("s,,b")).state == .graded)
  }

  @Test func decisionsHoldAndTheLastOneWins() {
    let records = [attempt(1, [5, nil], policy())]
    #expect(standing(records, [decision("p.1", .accept)]).score == points(15))
    #expect(standing(records, [decision("p.1", .points(points(3)))]).score == points(8))
    let excused = standing(records, [decision("p.1", .excuse)])
    #expect(excused.score == points(5) && excused.maximum == points(10))
    #expect(
      standing(records, [decision("p.1", .excuse), decision("p.1", .accept)]).score == points(15))
    #expect(standing(records, [decision(nil, .accept)]).score == points(15))
    #expect(standing(records, [decision(nil, .excuse)]).state == .excused)
    // The whole is set after lateness, and for who handed in nothing.
    let late = [attempt(1, [5, 5], after: 1, policy())]
    let settled = standing(late, [decision(nil, .points(points(12)))])
    #expect(settled.score == points(12) && settled.deduction == .zero)
    #expect(standing([], [decision(nil, .points(points(1)))]).state == .graded)
  }

  /// A doubt about one attempt must not make a worse one count.
  @Test func whatIsHeldMayBeWorthItsPoints() {
    let records = [attempt(1, [6, 0], policy()), attempt(2, [5, nil], policy())]
    #expect(standing(records).state == .disputed)
  }

  /// Points out of different definitions are compared as shares.
  @Test func theBestIsTheLargestShare() {
    let rules = policy()
    func attempt(_ number: Int, _ score: Double, of points: Double) -> AttemptRecord {
      AttemptRecord(
        assignment: "a", student: "s", number: number, grading: Int64(number),
        submission: "\(number)", submitted: due, stored: due, definition: "\(points)",
        policy: rules,
        parts: [
          PartResult(
            name: "p.a", points: self.points(points), score: self.points(score),
            verdict: .incorrect, note: nil)
        ])
    }
    let found = standing([attempt(1, 12, of: 15), attempt(2, 31, of: 42)])
    #expect(found.counted?.record.number == 1)
    let lower = standing([attempt(1, 31, of: 42)])
    #expect(lower.isLower(than: found) && !found.isLower(than: lower))
  }

  /// The same work under a stricter definition does not take away what it earned.
  @Test func theLatestWorkCountsAtItsBest() {
    let rules = policy(count: .latest)
    let records = [
      attempt(1, [10, 10], rules, submission: "a"), attempt(2, [10, 0], rules, submission: "b"),
      attempt(3, [5, 0], rules, submission: "b"),
    ]
    #expect(standing(records).score == points(10))
    #expect(standing(records).counted?.record.number == 2)
  }

  @Test(arguments: [
    ("2026-11-20T23:59+01:00", "2026-11-20T22:59:00Z"),
    ("2026-11-20 23:59:30Z", "2026-11-20T23:59:30Z"),
    ("2026-11-20T23:59:30.999999-07:00", "2026-11-21T06:59:30Z"),
    ("2024-02-29T00:00:00+0530", "2024-02-28T18:30:00Z"),
  ])
  func momentsAreRead(_ text: String, _ universal: String) {
    #expect(Moment(text)?.description == universal)
  }

  @Test(arguments: [
    "2026-11-20T23:59", "2026-11-20", "2026-02-30T10:00Z", "2026-13-01T10:00Z", "yesterday", "",
    "2026-11-20T25:00Z", "2026-11-20T23:59+01", "2026-11-20T23:59:00.Z", "2026-11-20T23:61Z",
  ])
  func whatIsNoMomentIsNil(_ text: String) { #expect(Moment(text) == nil) }

  /// Against the library's calendar, over leap years and the turns of centuries.
  @Test func momentsAreTheCalendars() throws {
    // Before the Gregorian calendar the library has another one.
    for seconds in stride(from: -11_600_000_000, through: 180_000_000_000, by: 86_399 * 31) {
      let date = Date(timeIntervalSince1970: Double(seconds))
      let text = date.formatted(.iso8601)
      #expect(Moment(seconds: seconds).description == text)
      #expect(Moment(text)?.seconds == seconds)
    }
  }
}
