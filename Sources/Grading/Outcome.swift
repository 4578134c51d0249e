public import Coursework
public import Diagnostics

/// The result of grading a submission: a pure function of the assignment and the submission.
public struct Outcome: Sendable {
  /// The assignment's id.
  public let assignment: String
  /// The hash of the assignment's definition.
  public let definition: String
  /// The student.
  public let student: String
  /// The result of each part, in the assignment's order.
  public let parts: [PartOutcome]
  /// What could not be read, and how the rest was understood.
  public let diagnostics: [Diagnostic]

  /// The outcome without what a level of feedback does not tell: no output made from it holds that.
  public func redacted(to level: FeedbackLevel) -> Outcome {
    Outcome(
      assignment: assignment, definition: definition, student: student,
      parts: parts.map { $0.redacted(to: level) }, diagnostics: diagnostics)
  }

  /// The same without what could not be read, which holds on to the files.
  public var withoutDiagnostics: Outcome {
    Outcome(
      assignment: assignment, definition: definition, student: student, parts: parts,
      diagnostics: [])
  }

  /// The points earned.
  public var score: Points { parts.reduce(.zero) { $0 + ($1.score ?? .zero) } }

  /// The points there are, without disputed parts.
  public var maximum: Points {
    parts.reduce(.zero) { $0 + ($1.verdict == .disputed ? .zero : $1.points) }
  }

  /// The gravest thing that somebody has to do something about.
  public enum Concern: Int, Sendable, Comparable {
    /// All parts are correct.
    case none
    /// A part is not correct.
    case notCorrect
    /// Something that was handed in cannot be read.
    case unreadable
    /// A part waits for a person to decide.
    case disputed

    /// Whether it is less grave.
    public static func < (a: Concern, b: Concern) -> Bool { a.rawValue < b.rawValue }
  }

  /// The gravest concern.
  public var concern: Concern {
    if parts.contains(where: { $0.verdict == .disputed }) { return .disputed }
    if parts.contains(where: { $0.verdict == .malformed })
      || diagnostics.contains(where: { $0.severity == .error })
    {
      return .unreadable
    }
    return parts.allSatisfy { $0.verdict == .correct } ? .none : .notCorrect
  }
}

/// The result of one part, with all that led to it.
@dynamicMemberLookup
public struct PartOutcome: Sendable {
  /// Verdict, score and note.
  public private(set) var result: PartResult
  /// What the part is called.
  public let title: String
  /// What led to the decision, each with the level of feedback from which on it is told.
  private(set) var findings: [Finding]
  /// The entry that is furthest from the reference in terms of its tolerance.
  public private(set) var worst: EntryComparison?
  /// Whether the file as a whole could not be read.
  public let isFileUnreadable: Bool

  /// What the result says.
  public subscript<Value>(dynamicMember member: KeyPath<PartResult, Value>) -> Value {
    result[keyPath: member]
  }

  /// One sentence on what led to the decision.
  public var why: String { findings.map(\.text).joined(separator: "; ") }

  /// The result without what a level of feedback does not tell.
  public func redacted(to level: FeedbackLevel) -> PartOutcome {
    // The word for a mistake is as telling as its sentence.
    let hidesNote =
      result.verdict == .incorrect
      ? level < .mistakes : result.verdict != .malformed && level < .locations
    var redacted = self
    redacted.findings = findings.filter { $0.level <= level }
    // A verdict without a word of explanation looks like a fault of the grader.
    if redacted.findings.isEmpty { redacted.findings = [.verdictAlone(result.verdict)] }
    if hidesNote { redacted.result.note = nil }
    if level < .full { redacted.worst = nil }
    return redacted
  }

  /// The result of a ruling about a part.
  init(_ ruling: Ruling, _ part: Part) {
    let score: Points? =
      switch ruling.verdict {
      case .correct: part.points
      case .disputed: nil
      case .carried, .incorrect: part.points.share(ruling.credit)
      case .imprecise, .malformed, .missing: .zero
      }
    result = PartResult(
      name: part.name, points: part.points, score: score, verdict: ruling.verdict,
      note: ruling.notes.isEmpty ? nil : ruling.notes.map(\.text).joined(separator: ","))
    title = part.title
    findings = ruling.findings
    worst = ruling.comparison?.worst
    isFileUnreadable = ruling.isFileUnreadable
  }
}

/// One entry of an answer beside the reference's.
public struct EntryComparison: Sendable, Hashable {
  /// The index along each axis.
  public let index: [Int]
  /// The student's number.
  public let got: Double
  /// The reference's.
  public let wanted: Double
  /// The largest difference that counts as right.
  public let tolerance: Double

  /// The difference.
  public var error: Double { (got - wanted).magnitude }

  /// The difference in terms of the tolerance; infinite where nothing is tolerated.
  public var ratio: Double { error == 0 ? 0 : error / tolerance }
}
