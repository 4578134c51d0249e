public import Coursework
public import Diagnostics
public import Tensors

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
  ///
  /// - Parameters:
  ///   - level: The level.
  ///   - tellsEntries: Whether a level that tells where an answer is wrong tells single entries, because no attempt can be
  ///     spent on asking.
  /// - Returns: The outcome, of which no more can be told.
  public func redacted(to level: FeedbackLevel, tellsEntries: Bool = false) -> Outcome {
    Outcome(
      assignment: assignment, definition: definition, student: student,
      parts: parts.map { $0.redacted(to: level, tellsEntries: tellsEntries) },
      diagnostics: diagnostics)
  }

  /// The points earned.
  public var score: Points { parts.reduce(.zero) { $0 + ($1.score ?? .zero) } }

  /// The points there are, without disputed parts and those that come on top.
  public var maximum: Points { parts.lazy.filter { $0.verdict != .disputed }.maximum }

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
public struct PartOutcome: Worth, Sendable {
  /// Verdict, score and note.
  public private(set) var result: PartResult
  /// What the part is called; nil if it is called by its id.
  public let title: String?
  /// What led to the decision, a sentence each, with the level of feedback from which on it is told.
  private var sentences: [(level: FeedbackLevel, text: String)]
  /// What led to the decision, in one line.
  public private(set) var why: String
  /// The entry that is furthest from the reference in terms of its tolerance.
  public private(set) var worst: EntryComparison?
  /// Whether the file as a whole could not be read.
  public let isFileUnreadable: Bool
  /// Whether numbers were read that do not have the shape asked for.
  public let hasWrongShape: Bool
  /// The earlier parts of the problem whose errors it repeats.
  public private(set) var origins: [String]
  /// The mistake that explains a wrong answer, in a sentence; nil if none does.
  public private(set) var mistake: String?
  /// What was computed and what belongs there, where a wrong formula explains a wrong answer; nil where that is not told.
  public private(set) var formulas: String?
  /// The right numbers; nil where these are not told.
  public private(set) var reference: Tensor<Double>?
  /// The numbers as they were laid out, whether right or wrong; nil if none could be read.
  private let answer: Answer?
  /// How much of the single entries may be told.
  private var detail = AnswerMap.Detail.differences
  /// What the map is made of.
  private let entries: (values: [NumberToken], wrong: WrongEntries, comparison: Comparison?)?

  /// Where a wrong answer is wrong, as far as that may be told; nil where nothing is.
  public var map: AnswerMap? {
    if let entries {
      return AnswerMap(
        entries.values.map(\.value), entries.wrong, entries.comparison, detail)
    }
    return hasWrongShape ? handedIn : nil
  }

  /// The numbers that were handed in, without a word about them; nil if none could be read, or nothing is told.
  public var handedIn: AnswerMap? {
    answer.flatMap { AnswerMap(unlike: $0.shape, $0.tokens.map(\.value), detail) }
  }

  /// The part.
  public var name: PartName { result.name }
  /// The points there are.
  public var points: Points { result.points }
  /// Whether they come on top of the assignment's.
  public var isBonus: Bool { result.isBonus }
  /// The points earned; nil if the part is disputed.
  public var score: Points? { result.score }
  /// The decision.
  public var verdict: Verdict { result.verdict }
  /// A stable word for how the decision came about.
  public var note: String? { result.note }

  /// The result without what a level of feedback does not tell.
  public func redacted(to level: FeedbackLevel, tellsEntries: Bool = false) -> PartOutcome {
    // The word for a mistake is as telling as its sentence.
    let hidesNote =
      result.verdict == .incorrect
      ? level < .mistakes : result.verdict != .malformed && level < .locations
    var redacted = self
    if sentences.contains(where: { $0.level > level }) {
      redacted.sentences = sentences.filter { $0.level <= level }
      // A verdict without a word of explanation looks like a fault of the grader.
      redacted.why =
        redacted.sentences.isEmpty
        ? Finding.verdictAlone(result.verdict).text
        : PartOutcome.joined(redacted.sentences)
    }
    if hidesNote { redacted.result.note = nil }
    if level < .full {
      (redacted.worst, redacted.formulas, redacted.reference) = (nil, nil, nil)
    }
    if level < .mistakes { redacted.mistake = nil }
    if level < .locations { redacted.origins = [] }
    let most: AnswerMap.Detail =
      switch level {
      case .scores: .none
      case .locations, .mistakes: tellsEntries ? .entries : .slices
      case .full: .differences
      }
    redacted.detail = min(detail, most)
    return redacted
  }

  /// The result of a ruling about an answer.
  init(_ ruling: Ruling, _ key: PartKey, _ reading: AnswerReading) {
    let part = key.part
    let score: Points? =
      switch ruling.verdict {
      case .correct: part.points
      case .disputed: nil
      case .carried, .incorrect: part.points.share(ruling.credit)
      case .imprecise, .malformed, .missing: .zero
      }
    result = PartResult(
      name: part.name, points: part.points, isBonus: part.isBonus, score: score,
      verdict: ruling.verdict,
      note: ruling.notes.isEmpty ? nil : ruling.notes.map(\.text).joined(separator: ","))
    title = part.title == part.id ? nil : part.title
    sentences = ruling.findings.map { ($0.level, $0.text) }
    why = PartOutcome.joined(sentences)
    worst = ruling.comparison?.worst
    isFileUnreadable = ruling.isFileUnreadable
    hasWrongShape = ruling.findings.contains { if case .wrongShape = $0 { true } else { false } }
    origins = ruling.findings.flatMap(\.origins)
    mistake = ruling.findings.lazy.compactMap(\.mistake).first
    formulas = ruling.findings.lazy.compactMap(\.formulas).first
    reference = key.reference
    if case .numbers(let answer) = reading { self.answer = answer } else { answer = nil }
    entries = ruling.wrongEntries.flatMap { wrong in
      ruling.tokens.map { ($0, wrong, ruling.comparison) }
    }
  }

  private static func joined(_ sentences: [(level: FeedbackLevel, text: String)]) -> String {
    sentences.count == 1 ? sentences[0].text : sentences.map(\.text).joined(separator: "; ")
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
