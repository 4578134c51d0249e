/// Until when and how often students may hand in, what lateness costs, and which attempt counts.
public struct SubmissionPolicy: Sendable, Hashable {
  /// Which of a student's attempts counts.
  public enum Counted: String, Sendable, CaseIterable {
    /// The one with the highest score after what lateness costs; of equal ones the earliest.
    case best
    /// The last one.
    case latest
  }

  /// What lateness costs.
  public struct Late: Sendable, Hashable {
    /// The share of the assignment's maximum that each day begun costs, in millionths.
    public let perDay: Int
    /// How long after the due time nothing is deducted.
    public let grace: TimeSpan
    /// After this moment an attempt does not count; nil if it always does.
    public let until: Moment?

    /// Creates a rule.
    public init(perDay: Int, grace: TimeSpan, until: Moment?) {
      self.perDay = perDay
      self.grace = grace
      self.until = until
    }
  }

  /// When the work is due; nil if it never is.
  public let due: Moment?
  /// What lateness costs; nil if it costs nothing.
  public let late: Late?
  /// How many attempts count; nil if all do.
  public let attempts: Int?
  /// Whether the assignment says that all count, and does not only leave it open.
  public let isUnlimitedByChoice: Bool
  /// Which of them counts.
  public let count: Counted

  /// Creates a policy; without anything every attempt counts and the best one is taken.
  public init(
    due: Moment? = nil, late: Late? = nil, attempts: Int? = nil,
    isUnlimitedByChoice: Bool = false, count: Counted = .best
  ) {
    self.due = due
    self.late = late
    self.attempts = attempts
    self.isUnlimitedByChoice = isUnlimitedByChoice
    self.count = count
  }

  /// Whether scores may differ from what was earned because of the time.
  public var deducts: Bool { due != nil && late != nil }

  /// How late something was.
  public enum Lateness: Sendable, Hashable {
    /// In time, or nothing is ever due.
    case none
    /// Nobody said when it was handed in.
    case unknown
    /// So many seconds after the due time, which cost that many days.
    case late(seconds: Int, days: Int)
    /// So many seconds after the due time, after which nothing counts any more.
    case tooLate(seconds: Int)
  }

  /// A student's own due time; nil if the work is never due.
  ///
  /// - Parameter extension: The student's extension, if there is one.
  /// - Returns: The moment.
  public func ownDue(extension: Extension?) -> Moment? {
    due.map { `extension`?.due($0) ?? $0 }
  }

  /// The last moment at which a student's work may still count.
  ///
  /// - Parameter extension: The student's own due time, if there is one: the moment moves with it.
  /// - Returns: The moment; nil if work counts however late it is.
  public func lastMoment(extension: Extension?) -> Moment? {
    guard let due, let until = late?.until, let own = ownDue(extension: `extension`) else {
      return nil
    }
    return Moment(seconds: own.seconds + max(0, until.seconds - due.seconds))
  }

  /// How late a time of submission is.
  ///
  /// A day begins with the first second after the due time and the grace, counted from the due time.
  ///
  /// - Parameters:
  ///   - submitted: When it was handed in; nil if nobody said.
  ///   - extension: The student's own due time, if there is one; the last moment moves with it.
  /// - Returns: how late it is, and the days that cost.
  public func lateness(_ submitted: Moment?, extension: Extension?) -> Lateness {
    guard let due, let own = ownDue(extension: `extension`) else { return .none }
    guard let submitted else { return .unknown }
    let seconds = submitted.seconds - own.seconds
    guard seconds > 0 else { return .none }
    if let until = late?.until, submitted.seconds > until.seconds + own.seconds - due.seconds {
      return .tooLate(seconds: seconds)
    }
    let isExcused = seconds <= late?.grace.seconds ?? 0
    return .late(seconds: seconds, days: isExcused ? 0 : (seconds + 86_399) / 86_400)
  }
}

/// A student's own due time.
public enum Extension: Sendable, Hashable {
  /// Until a moment.
  case until(Moment)
  /// By a length of time.
  case by(TimeSpan)

  /// Reads a moment with a time zone, or a length of time such as `2d`.
  public init?(_ text: String) {
    if let moment = Moment(text) {
      self = .until(moment)
    } else if let span = TimeSpan(text) {
      self = .by(span)
    } else {
      return nil
    }
  }

  /// The moved due time; never earlier than the common one.
  func due(_ due: Moment) -> Moment {
    switch self {
    case .until(let moment): max(moment, due)
    case .by(let span): Moment(seconds: due.seconds + span.seconds)
    }
  }
}
