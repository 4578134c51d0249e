public import Coursework

/// What a student has for an assignment: which attempt counts, and what it comes to.
///
/// A pure function of the graded attempts, the policy they were graded under, the roster's line and the
/// decisions in force.
public struct Standing: Sendable {
  /// Whether there is a score.
  public enum State: String, Sendable, CaseIterable {
    /// There is a score, which may be 0.
    case graded
    /// Some part waits for a person to decide.
    case disputed
    /// Nothing was handed in.
    case missing
    /// The student need not hand it in.
    case excused
  }

  /// One attempt, and what it comes to.
  public struct Attempt: Sendable {
    /// What was graded.
    public let record: AttemptRecord
    /// The results after decisions; excused parts are left out.
    public let parts: [PartResult]
    /// How late it was.
    public let lateness: SubmissionPolicy.Lateness
    /// The points earned.
    public let earned: Points
    /// The points there are, without disputed and excused parts.
    public let maximum: Points
    /// The points that lateness costs.
    public let deduction: Points
    /// The slip days that it takes so that lateness costs no more.
    public let slipDays: Int
    /// Why it does not count whatever its score; nil if it may.
    public let exclusion: Exclusion?
    /// How many attempts are used up, with this one.
    public let used: Int

    /// The points after what lateness costs.
    public var score: Points { earned - deduction }
    /// The parts that wait for a person to decide.
    public var disputedParts: [PartName] { parts.filter { $0.score == nil }.map(\.name) }
    /// The score if all disputed parts were right.
    fileprivate var prospect: Points {
      parts.reduce(score) { $0 + ($1.score == nil ? $1.points : .zero) }
    }
  }

  /// Why an attempt does not count.
  public enum Exclusion: String, Sendable {
    /// A person declared it void.
    case void = "void by a person's decision"
    /// Nothing in it could be judged.
    case free = "nothing in it could be judged"
    /// As many as are allowed came before it.
    case beyondLimit = "beyond the attempts that count"
    /// It came after the last moment.
    case tooLate = "after the last moment ('until')"
  }

  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// Whether there is a score.
  public let state: State
  /// All attempts, in their order.
  public let attempts: [Attempt]
  /// The attempt that counts; nil if none does.
  public let counted: Attempt?
  /// The decisions in force about it.
  public let decisions: [Decision]
  /// The points after decisions and lateness; nil unless graded.
  public let score: Points?
  /// The points there are, without disputed and excused parts.
  public let maximum: Points
  /// The points of all parts but those that come on top.
  public let total: Points

  /// The score as the rules have it, where a mark that was told is kept in its place.
  public let fallen: Points?
  /// The slip days that the student has left for it.
  public let slipDaysAvailable: Int
  /// The slip days that are spent on it.
  public var slipDays: Int {
    isSettled || state == .excused ? 0 : counted?.slipDays ?? 0
  }

  /// Whether there is less than in another standing: a smaller share where the points there are have changed,
  /// fewer points where they have not, or none at all where there were some.
  public func isLower(than before: Standing) -> Bool {
    guard before.state == .graded, let was = before.score else { return false }
    return isLower(than: ToldMark(score: was, maximum: before.maximum))
  }

  /// Whether there is less than a student was told.
  public func isLower(than mark: ToldMark) -> Bool {
    guard let score else { return state == .disputed }
    return Standing.isLower(score, of: maximum, than: mark)
  }

  private static func isLower(_ score: Points, of maximum: Points, than mark: ToldMark) -> Bool {
    guard mark.maximum != maximum, mark.maximum > .zero, maximum > .zero else {
      return score < mark.score
    }
    // Shares compared without division: both products are exact.
    let becomes = score.millionths.multipliedFullWidth(by: mark.maximum.millionths)
    let used = mark.score.millionths.multipliedFullWidth(by: maximum.millionths)
    return (becomes.high, becomes.low) < (used.high, used.low)
  }

  /// How often something new was handed in: the same work graded by another definition is no attempt of the student's.
  public var handedInCount: Int {
    var previous: String?
    return attempts.filter { !$0.record.isVoid }.count { attempt in
      defer { previous = attempt.record.submission }
      return attempt.record.submission != previous
    }
  }

  /// The points before what lateness costs; nil unless graded.
  public var earned: Points? { isSettled ? score : score.map { $0 + deduction } }
  /// What lateness costs.
  public var deduction: Points { isSettled ? .zero : counted?.deduction ?? .zero }
  /// The parts of the attempt that counts that wait for a person to decide.
  public var disputedParts: [PartName] {
    state == .disputed ? counted?.disputedParts ?? [] : []
  }
  /// Whether a person set the whole score, or the student was told it.
  private let isSettled: Bool

  /// Works a standing out.
  ///
  /// - Parameters:
  ///   - assignment: The assignment's id.
  ///   - student: The student's line of the roster.
  ///   - records: The student's attempts at it, in their order.
  ///   - decisions: The decisions in force about the student and the assignment.
  ///   - total: The assignment's points, for students without an attempt.
  ///   - attemptsUsedBefore: How many attempts were used of which there is no record here.
  ///   - slipDays: The slip days that the student has left.
  ///   - told: The mark that the student was told, if there is one.
  public init(
    assignment: String, student: RosterEntry, records: [AttemptRecord], decisions: [Decision],
    total: Points, attemptsUsedBefore: Int = 0, slipDays: Int = 0, told: ToldMark? = nil
  ) {
    self.assignment = assignment
    self.student = student.student
    self.decisions = decisions
    slipDaysAvailable = slipDays
    let rulings = Dictionary(decisions.map { ($0.part, $0.ruling) }) { _, last in last }
    // Whoever was graded last tells which rules hold.
    let latest = records.max { $0.grading < $1.grading }
    let policy = latest?.policy ?? SubmissionPolicy()
    self.total = latest?.parts.maximum ?? total
    attempts = Standing.judged(
      Standing.inOrder(records), policy, student.extension(for: assignment), rulings,
      usedBefore: attemptsUsedBefore, slipDays: slipDays)
    counted = Standing.counted(attempts, policy)
    var settled: Points?
    if case .points(let points)? = rulings[nil] { settled = points }
    let isExcused = rulings[nil] == .excuse || student.isExcused(from: assignment)
    let found: (state: State, score: Points?, maximum: Points)
    if let settled {
      found = (.graded, settled, self.total)
    } else if isExcused {
      found = (.excused, nil, .zero)
    } else if let counted {
      let isDisputed = !counted.disputedParts.isEmpty
      found = (
        isDisputed ? .disputed : .graded, isDisputed ? nil : counted.score, counted.maximum
      )
    } else if !records.allSatisfy(\.isVoid) {
      // Something was handed in, and none of it counts: that is 0, and not missing.
      found = (.graded, .zero, self.total)
    } else {
      found = (.missing, nil, self.total)
    }
    let isKept =
      found.state != .excused
      && (told.map { told in
        found.score.map { Standing.isLower($0, of: found.maximum, than: told) } ?? true
      } ?? false)
    if isKept, let told {
      // A class is never out of two different numbers of points: the share is kept.
      let there = found.state == .disputed ? self.total : found.maximum
      let whole = there > .zero ? there : told.maximum
      (state, score, maximum) = (.graded, told.score(of: whole), whole)
      fallen = found.score ?? .zero
    } else {
      (state, score, maximum) = found
      fallen = nil
    }
    isSettled = settled != nil || isKept
  }

  /// The order in which attempts were handed in, where that is known of all, else in which they were graded.
  private static func inOrder(_ records: [AttemptRecord]) -> [AttemptRecord] {
    guard records.allSatisfy({ $0.submitted != nil }) else { return records }
    return records.sorted {
      ($0.submitted?.seconds ?? 0, $0.number) < ($1.submitted?.seconds ?? 0, $1.number)
    }
  }

  private static func judged(
    _ records: [AttemptRecord], _ policy: SubmissionPolicy, _ own: Extension?,
    _ rulings: [PartName?: Decision.Ruling], usedBefore: Int, slipDays: Int
  ) -> [Attempt] {
    var used = usedBefore
    var previous: String?
    return records.map { record in
      let parts = record.parts.compactMap { decided($0, rulings) }
      let lateness = policy.lateness(record.submitted, extension: own)
      var isTooLate = false
      if case .tooLate = lateness { isTooLate = true }
      // The same work graded under another definition is no second try of the student's.
      let isNew = record.submission != previous && !record.isVoid
      if record.usesAttempt, isNew, !isTooLate { used += 1 }
      if !record.isVoid { previous = record.submission }
      let maximum = parts.filter { $0.score != nil }.maximum
      let earned = parts.reduce(Points.zero) { $0 + ($1.score ?? .zero) }
      var exclusion: Exclusion?
      if isTooLate { exclusion = .tooLate }
      if record.isVoid { exclusion = .void }
      if !record.usesAttempt { exclusion = exclusion ?? .free }
      if let limit = policy.attempts, used > limit { exclusion = exclusion ?? .beyondLimit }
      let cost = cost(lateness, policy, earned, maximum, slipDays: slipDays)
      return Attempt(
        record: record, parts: parts, lateness: lateness, earned: earned, maximum: maximum,
        deduction: cost.points, slipDays: cost.slipDays, exclusion: exclusion, used: used)
    }
  }

  /// A part after decisions; nil if it is excused.
  private static func decided(_ part: PartResult, _ rulings: [PartName?: Decision.Ruling])
    -> PartResult?
  {
    let score: Points?
    switch rulings[part.name] {
    case .excuse: return nil
    case .points(let points): score = points
    case .accept: score = part.points
    case nil: score = rulings[nil] == .accept ? part.score ?? part.points : part.score
    }
    return part.with(score: score)
  }

  /// A share of the maximum for each day begun, never more than was earned; slip days are spent where they save points.
  private static func cost(
    _ lateness: SubmissionPolicy.Lateness, _ policy: SubmissionPolicy, _ earned: Points,
    _ maximum: Points, slipDays: Int
  ) -> (points: Points, slipDays: Int) {
    guard case .late(_, let days) = lateness, let late = policy.late, days > 0 else {
      return (.zero, 0)
    }
    func deduction(_ days: Int) -> Points {
      min(earned, maximum.share(min(1, Double(late.perDay) / 1e6 * Double(days))))
    }
    let spendable = max(0, min(slipDays, days))
    let least = deduction(days - spendable)
    return (least, (0...spendable).first { deduction(days - $0) == least } ?? 0)
  }

  private static func counted(_ attempts: [Attempt], _ policy: SubmissionPolicy) -> Attempt? {
    let able = attempts.filter { $0.exclusion == nil }
    // What could not be judged counts if there is nothing else: it is 0, and says why.
    guard !able.isEmpty else { return attempts.last { $0.exclusion == .free } }
    func best(_ attempts: [Attempt]) -> Attempt? {
      // What is disputed may be worth all its points: a doubt must not make another attempt count.
      attempts.reduce(nil) { best, next in
        best.map { isMore(next, than: $0) ? next : $0 } ?? next
      }
    }
    switch policy.count {
    case .latest:
      // The same work graded again under another definition must not take away what it earned.
      let last = able.last?.record.submission
      return best(able.reversed().prefix { $0.record.submission == last }.reversed())
    case .best: return best(able)
    }
  }

  /// Whether an attempt may come to more than another: to more points, or to a larger share of them where other
  /// points could be had.
  private static func isMore(_ a: Attempt, than b: Attempt) -> Bool {
    let (whole, other) = (a.parts.maximum, b.parts.maximum)
    guard whole != other, whole > .zero, other > .zero else { return a.prospect > b.prospect }
    let (left, right) = (
      a.prospect.millionths.multipliedFullWidth(by: other.millionths),
      b.prospect.millionths.multipliedFullWidth(by: whole.millionths)
    )
    return (left.high, left.low) > (right.high, right.low)
  }
}
