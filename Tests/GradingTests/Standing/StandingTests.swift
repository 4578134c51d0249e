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

  private func void(_ record: AttemptRecord) -> AttemptRecord {
    AttemptRecord(
      assignment: record.assignment, student: record.student, number: record.number,
      grading: record.grading, submission: record.submission, submitted: record.submitted,
      stored: record.stored, definition: record.definition, policy: record.policy,
      parts: record.parts, isVoid: true)
  }

  /// A void attempt counts for nothing and uses no attempt; whose attempts are all void has handed in nothing.
  @Test func whatIsVoidIsAsIfItWereNotThere() {
    let once = policy(attempts: 1)
    let (good, worse) = (attempt(1, [10, 10], once), attempt(2, [10, 0], once))
    #expect(standing([good, worse]).score == points(20))
    let other = standing([void(good), worse])
    #expect(other.score == points(10))
    #expect(other.attempts.map(\.exclusion) == [.void, nil])
    #expect(other.attempts.map(\.used) == [0, 1])
    let nothing = standing([void(good)])
    #expect(nothing.state == .missing && nothing.score == nil)
    // The same work after a void attempt is an attempt of its own.
    let again = standing([void(good), attempt(2, [10, 10], once, submission: "1")])
    #expect(again.attempts.map(\.used) == [0, 1])
  }

  // MARK: Slip days

  private func slipping(_ records: [AttemptRecord], _ days: Int) -> Standing {
    Standing(
      assignment: "a", student: RosterEntry(student: "s"), records: records, decisions: [],
      total: points(20), slipDays: days)
  }

  /// They are spent where they save points, and no more of them than that.
  @Test func slipDaysTakeTheCostOfLateness() {
    let late = attempt(1, [10, 10], after: 2 * 86_400, policy())
    #expect(slipping([late], 0).score == points(16))
    let one = slipping([late], 1)
    #expect(one.score == points(18) && one.slipDays == 1)
    let many = slipping([late], 5)
    #expect(many.score == points(20) && many.slipDays == 2)
    // Nothing was earned, so nothing can be saved.
    #expect(slipping([attempt(1, [0, 0], after: 9, policy())], 5).slipDays == 0)
    // A point is lost in any case: one day less makes no difference.
    let little = attempt(1, [1, 0], after: 4 * 86_400, policy())
    #expect(slipping([little], 3).slipDays == 0 && slipping([little], 3).score == points(0))
    #expect(slipping([little], 4).slipDays == 4 && slipping([little], 4).score == points(1))
    // Within the grace nothing is deducted, and nothing spent.
    #expect(slipping([attempt(1, [10, 10], after: 60, policy(grace: "1h"))], 3).slipDays == 0)
    // After the last moment nothing counts, whatever is left.
    let tooLate = attempt(1, [10, 10], after: 3 * 86_400, policy(until: "2d"))
    #expect(slipping([tooLate], 5).score == points(0) && slipping([tooLate], 5).slipDays == 0)
  }

  /// They are spent in the order of the due times, each student's own.
  @Test func slipDaysAreSpentInTheOrderOfDueTimes() throws {
    func work(_ id: String, dueAfter days: Int, late: Int) -> CourseRules.Work {
      let own = Moment(seconds: due.seconds + days * 86_400)
      let policy = SubmissionPolicy(
        due: own,
        late: SubmissionPolicy.Late(
          perDay: 100_000, grace: TimeSpan(seconds: 0), until: nil))
      let record = AttemptRecord(
        assignment: id, student: "s", number: 1, grading: 1, submission: id,
        submitted: Moment(seconds: own.seconds + late * 86_400), stored: Moment(seconds: 0),
        definition: "d", policy: policy,
        parts: [
          PartResult(
            name: "p.a", points: points(10), score: points(10), verdict: .correct, note: nil)
        ])
      return CourseRules.Work(
        id, total: points(10), records: [record], decisions: [], told: nil)
    }
    let all = [
      work("c", dueAfter: 20, late: 2), work("a", dueAfter: 10, late: 1),
      work("b", dueAfter: 0, late: 1),
    ]
    func spent(_ row: String, _ days: SlipDays) throws -> [Int] {
      let rules = CourseRules(["s": try roster(row)], slipDays: days)
      return rules.standings(of: "s", all).map(\.slipDays)
    }
    #expect(try spent("s,,", SlipDays(days: 3)) == [1, 1, 1])
    #expect(try spent("s,,", SlipDays(days: 1)) == [0, 0, 1])
    // An extension moves the due time: what was late is in time.
    #expect(try spent("s,b=1d,", SlipDays(days: 1)) == [0, 1, 0])
    #expect(try spent("s,,b", SlipDays(days: 1)) == [0, 1, 0])
    #expect(try spent("s,,", SlipDays(days: 3, assignments: ["c", "b"])) == [2, 0, 1])
  }

  // MARK: What was told

  /// A mark that was told does not fall by itself; it may rise.
  @Test func whatWasToldStands() {
    func told(_ score: Double, of maximum: Double, _ scores: [Double?]) -> Standing {
      Standing(
        assignment: "a", student: RosterEntry(student: "s"),
        records: [attempt(1, scores, policy())],
        decisions: [], total: points(20),
        told: ToldMark(score: points(score), maximum: points(maximum)))
    }
    let kept = told(15, of: 20, [10, 0])
    #expect(kept.score == points(15) && kept.maximum == points(20) && kept.fallen == points(10))
    let risen = told(5, of: 20, [10, 0])
    #expect(risen.score == points(10) && risen.fallen == nil)
    // Of other points the share decides.
    #expect(told(5, of: 10, [10, 0]).fallen == nil)
    let share = told(6, of: 10, [10, 0])
    #expect(share.score == points(12) && share.maximum == points(20))
    // What is disputed now was not when it was told.
    let disputed = told(15, of: 20, [10, nil])
    #expect(disputed.state == .graded && disputed.score == points(15))
  }

  // MARK: Bonus

  /// Bonus points are earned, and are no part of what there is.
  @Test func bonusPointsComeOnTop() {
    func attempt(_ scores: [Double], after seconds: Int = 0) -> AttemptRecord {
      AttemptRecord(
        assignment: "a", student: "s", number: 1, grading: 1, submission: "1",
        submitted: Moment(seconds: due.seconds + seconds), stored: Moment(seconds: 0),
        definition: "d", policy: policy(),
        parts: scores.enumerated().map { index, score in
          PartResult(
            name: "p.\(index)", points: points(10), isBonus: index == 1, score: points(score),
            verdict: score == 10 ? .correct : .incorrect, note: nil)
        })
    }
    let all = standing([attempt([10, 10])])
    #expect(all.score == points(20) && all.maximum == points(10) && all.total == points(10))
    let without = standing([attempt([10, 0])])
    #expect(without.score == points(10) && without.maximum == points(10))
    // Lateness costs a share of the points there are.
    #expect(standing([attempt([10, 10], after: 1)]).score == points(19))
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
