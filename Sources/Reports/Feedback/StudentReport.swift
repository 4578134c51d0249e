public import Coursework
public import Diagnostics
public import Grading

/// What one student is told about one assignment: the score that stands, and why each part got what it got.
///
/// It is made from a standing, so lateness and decisions are in it, and from an outcome that tells no more than the level of
/// feedback.
public struct StudentReport: Sendable {
  /// One part.
  public struct Part: Sendable {
    /// The full name, `problem.part`.
    public let name: PartName
    /// What it is called; nil if it is called by its id.
    public let title: String?
    /// The points after decisions; nil while a person has to decide, or if it is excused.
    public let score: Points?
    /// The points there are.
    public let points: Points
    /// Whether they come on top.
    public let isBonus: Bool
    /// The verdict of the grader.
    public let verdict: Verdict
    /// What led to it, as far as students are told; empty where an answer is simply right.
    public let why: String
    /// What a person decided about it, and why.
    public let decision: String?
    /// The verdict as students read it.
    public let words: String
    /// The earlier parts of the problem whose errors it repeats.
    public let origins: [String]
    /// Where it is wrong, as far as students are told.
    public let map: AnswerMap?
    /// Whether the file as a whole could not be read.
    public let isFileUnreadable: Bool
  }

  /// Whom to ask, and until when.
  public struct Contact: Sendable {
    /// A name, an address, or an hour.
    public let whom: String?
    /// The last moment; nil if there is none.
    public let until: Moment?
    /// The zone in which times are told.
    public let zone: TimeTableZone
    /// When it is told, which decides whether more can be handed in; nil if that is no matter.
    public let now: Moment?

    /// Creates a contact.
    public init(
      whom: String?, until: Moment?, zone: TimeTableZone = .universal, now: Moment? = nil
    ) {
      self.whom = whom
      self.now = now
      self.until = until
      self.zone = zone
    }
  }

  /// What the assignment is called.
  public let title: String
  /// The name that people use.
  public let name: String
  /// What stands.
  public let standing: Standing
  /// The attempt that is told of; nil if nothing was handed in.
  public let attempt: Standing.Attempt?
  /// The parts of that attempt.
  public let parts: [Part]
  /// Whom to ask.
  public let contact: Contact
  /// When the work is due for this student; nil if it never is.
  public let due: Moment?
  /// The last moment at which this student's work counts; nil if that is always.
  public let lastMoment: Moment?
  /// What each day after the due time costs, in millionths of the points; nil if nothing.
  let costPerDay: Int?
  /// How many attempts are left; nil if they are not counted.
  let attemptsLeft: Int?
  /// The definition that the attempt was graded by; nil if it cannot be read any more.
  public let assignment: Assignment?
  /// Where to hand in; nil if nothing is said.
  let handIn: String?
  /// What could not be read of what was handed in, and how the rest was understood.
  public let diagnostics: [Diagnostic]

  /// Puts a report together.
  ///
  /// - Parameters:
  ///   - standing: What the student has.
  ///   - title: What the assignment is called.
  ///   - student: The student's line of the roster.
  ///   - outcome: The attempt graded again, redacted; nil if it could not be.
  ///   - assignment: The definition it was graded by.
  ///   - contact: Whom to ask.
  ///   - policy: Until when and how often students hand in; nil for that of the attempt.
  ///   - handIn: Where to hand in; nil if nothing is said.
  ///   - chosen: The attempt to tell of; nil for the one that counts, or else the last.
  public init(
    _ standing: Standing, title: String, student: RosterEntry, outcome: Outcome?,
    assignment: Assignment?, contact: Contact, policy: SubmissionPolicy? = nil,
    handIn: String? = nil,
    attempt chosen: Standing.Attempt? = nil
  ) {
    self.standing = standing
    self.assignment = assignment
    self.handIn = handIn
    diagnostics = outcome?.diagnostics ?? []
    self.title = title
    name = student.shownName
    self.contact = contact
    let attempt = chosen ?? standing.counted ?? standing.attempts.last
    self.attempt = attempt
    let policy = policy ?? attempt?.record.policy
    let own = student.extension(for: standing.assignment)
    due = policy?.ownDue(extension: own)
    lastMoment = policy?.lastMoment(extension: own)
    costPerDay = policy?.late?.perDay
    let used = standing.attempts.last?.used ?? 0
    attemptsLeft = policy?.attempts.map { max(0, $0 - used) }
    let found = Dictionary((outcome?.parts ?? []).map { ($0.name, $0) }) { first, _ in first }
    let judged = Dictionary((attempt?.parts ?? []).map { ($0.name, $0) }) { first, _ in first }
    parts = (attempt?.record.parts ?? []).map { stored in
      let part = found[stored.name]
      // An explanation that belongs to another result than the one on record explains nothing.
      let fits = part.map { $0.verdict == stored.verdict && $0.score == stored.score } ?? false
      let decision = standing.decisions.last { $0.part == stored.name }
      // What is simply right needs no words, and what was open is decided.
      let isClear =
        stored.verdict == .correct && stored.note == nil
        || stored.verdict == .disputed && decision != nil
      let why = fits ? part?.why ?? "" : StudentReport.sentence(stored.verdict)
      return Part(
        name: stored.name, title: part?.title, score: judged[stored.name]?.score,
        points: stored.points, isBonus: stored.isBonus, verdict: stored.verdict,
        why: isClear || why == stored.verdict.words ? "" : why,
        decision: decision.map(StudentReport.words),
        words: fits && part?.hasWrongShape == true ? "wrong shape" : stored.verdict.words,
        origins: fits ? part?.origins ?? [] : [], map: fits ? part?.map : nil,
        isFileUnreadable: fits && part?.isFileUnreadable == true)
    }
  }

  /// The name by which people speak of the attempt.
  public var attemptID: String? {
    attempt.map { "\(standing.assignment)/\(standing.student)/\($0.record.number)" }
  }

  /// Whether something more that is handed in may count.
  var mayHandIn: Bool {
    guard standing.state != .excused, attemptsLeft.map({ $0 > 0 }) ?? true else { return false }
    guard let last = lastMoment, let now = contact.now else { return true }
    return now.seconds <= last.seconds
  }

  /// What a person decided about the whole.
  public var decision: String? {
    standing.decisions.last { $0.part == nil }.map(StudentReport.words)
  }

  private static func words(_ decision: Decision) -> String {
    let what =
      switch decision.ruling {
      case .points(let points): points.words
      case .excuse: "left out of the score"
      case .accept: decision.part == nil ? "all disputed parts accepted" : "accepted"
      }
    return "decided by \(decision.by): \(what) (\(decision.because))"
  }

  /// A verdict in a sentence, where nothing more can be said.
  private static func sentence(_ verdict: Verdict) -> String {
    switch verdict {
    case .correct: ""
    case .carried: "right, given an earlier answer that is wrong"
    case .imprecise: "too few digits to tell right from wrong"
    case .incorrect: "the numbers are wrong"
    case .malformed: "the answer cannot be read"
    case .missing: "nothing was handed in for this part"
    case .disputed: "a person will look at this"
    }
  }
}

extension Verdict {
  /// The verdict as students read it.
  var words: String {
    switch self {
    case .correct: "right"
    case .carried: "right from your earlier answer"
    case .imprecise: "not precise enough"
    case .incorrect: "not right"
    case .malformed: "cannot be read"
    case .missing: "not answered"
    case .disputed: "a person will look at this"
    }
  }
}
