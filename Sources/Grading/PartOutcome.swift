public import Coursework
public import Tensors

/// The result of one part, with all that led to it.
public struct PartOutcome: Worth, Sendable {
  /// What there is to tell.
  private struct Content: Sendable {
    var result: PartResult
    let title: String?
    /// What led to the decision, a sentence each, with the level of feedback from which on it is told.
    var sentences: [(level: FeedbackLevel, text: String)]
    var why: String
    var worst: EntryComparison?
    let isFileUnreadable: Bool
    let hasWrongShape: Bool
    var origins: [String]
    var mistake: String?
    var formulas: String?
    var reference: Tensor<Double>?
    /// The numbers as they were laid out, whether right or wrong; nil if none could be read.
    let answer: Answer?
    /// How much of the single entries may be told.
    var detail = AnswerMap.Detail.differences
    /// What the map is made of.
    let entries: (values: [NumberToken], wrong: WrongEntries, comparison: Comparison?)?
  }

  /// Content that copies share: an outcome is handed on from stage to stage.
  private final class Shared: Sendable {
    let content: Content
    init(_ content: Content) { self.content = content }
  }

  private let shared: Shared
  private var content: Content { _read { yield shared.content } }

  /// Verdict, score and note.
  public var result: PartResult { content.result }
  /// What the part is called; nil if it is called by its id.
  public var title: String? { content.title }
  /// What led to the decision, in one line.
  public var why: String { content.why }
  /// The entry that is furthest from the reference in terms of its tolerance.
  public var worst: EntryComparison? { content.worst }
  /// Whether the file as a whole could not be read.
  public var isFileUnreadable: Bool { content.isFileUnreadable }
  /// Whether numbers were read that do not have the shape asked for.
  public var hasWrongShape: Bool { content.hasWrongShape }
  /// The earlier parts of the problem whose errors it repeats.
  public var origins: [String] { content.origins }
  /// The mistake that explains a wrong answer, in a sentence; nil if none does.
  public var mistake: String? { content.mistake }
  /// What was computed and what belongs there, where a wrong formula explains a wrong answer; nil where that is not told.
  public var formulas: String? { content.formulas }
  /// The right numbers; nil where these are not told.
  public var reference: Tensor<Double>? { content.reference }

  /// Where a wrong answer is wrong, as far as that may be told; nil where nothing is.
  public var map: AnswerMap? {
    if let entries = content.entries {
      return AnswerMap(
        entries.values.map(\.value), entries.wrong, entries.comparison, content.detail)
    }
    return hasWrongShape ? handedIn : nil
  }

  /// The numbers that were handed in, without a word about them; nil if none could be read, or nothing is told.
  public var handedIn: AnswerMap? {
    content.answer.flatMap { AnswerMap(unlike: $0.shape, $0.tokens.map(\.value), content.detail) }
  }

  /// The part.
  public var name: PartName { content.result.name }
  /// The points there are.
  public var points: Points { content.result.points }
  /// Whether they come on top of the assignment's.
  public var isBonus: Bool { content.result.isBonus }
  /// The points earned; nil if the part is disputed.
  public var score: Points? { content.result.score }
  /// The decision.
  public var verdict: Verdict { content.result.verdict }
  /// A stable word for how the decision came about.
  public var note: String? { content.result.note }

  /// The result without what a level of feedback does not tell.
  public func redacted(to level: FeedbackLevel, tellsEntries: Bool = false) -> PartOutcome {
    // The word for a mistake is as telling as its sentence.
    let hidesNote =
      verdict == .incorrect ? level < .mistakes : verdict != .malformed && level < .locations
    var told = content
    if told.sentences.contains(where: { $0.level > level }) {
      told.sentences = told.sentences.filter { $0.level <= level }
      // A verdict without a word of explanation looks like a fault of the grader.
      told.why =
        told.sentences.isEmpty
        ? Finding.verdictAlone(verdict).text : PartOutcome.joined(told.sentences)
    }
    if hidesNote { told.result.note = nil }
    if level < .full { (told.worst, told.formulas, told.reference) = (nil, nil, nil) }
    if level < .mistakes { told.mistake = nil }
    if level < .locations { told.origins = [] }
    let most: AnswerMap.Detail =
      switch level {
      case .scores: .none
      case .locations, .mistakes: tellsEntries ? .entries : .slices
      case .full: .differences
      }
    told.detail = min(told.detail, most)
    return PartOutcome(told)
  }

  private init(_ content: Content) { shared = Shared(content) }

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
    let sentences = ruling.findings.map { (level: $0.level, text: $0.text) }
    let answer: Answer? = if case .numbers(let answer) = reading { answer } else { nil }
    self.init(
      Content(
        result: PartResult(
          name: part.name, points: part.points, isBonus: part.isBonus, score: score,
          verdict: ruling.verdict,
          note: ruling.notes.isEmpty ? nil : ruling.notes.map(\.text).joined(separator: ",")),
        title: part.title == part.id ? nil : part.title,
        sentences: sentences, why: PartOutcome.joined(sentences),
        worst: ruling.comparison?.worst, isFileUnreadable: ruling.isFileUnreadable,
        hasWrongShape: ruling.findings.contains {
          if case .wrongShape = $0 { true } else { false }
        },
        origins: ruling.findings.flatMap(\.origins),
        mistake: ruling.findings.lazy.compactMap(\.mistake).first,
        formulas: ruling.findings.lazy.compactMap(\.formulas).first,
        reference: key.reference, answer: answer,
        entries: ruling.wrongEntries.flatMap { wrong in
          ruling.tokens.map { ($0, wrong, ruling.comparison) }
        }))
  }

  private static func joined(_ sentences: [(level: FeedbackLevel, text: String)]) -> String {
    sentences.count == 1 ? sentences[0].text : sentences.map(\.text).joined(separator: "; ")
  }
}
