public import Coursework
public import Grading

/// The result of one part in full, as it is stored.
public struct StoredPart: Worth, Sendable, Hashable {
  /// Verdict, score and note.
  public let result: PartResult
  /// The worst entry's difference from the reference.
  public let error: Double?
  /// The difference that was allowed there.
  public let tolerance: Double?
  /// Where the worst entry stands.
  public let worstIndex: String?
  /// The student's number there.
  public let got: Double?
  /// The right one.
  public let wanted: Double?
  /// One sentence with what led to the decision.
  public let why: String

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

  /// What is stored of a result.
  public init(_ part: PartOutcome) {
    result = part.result
    error = part.worst.map(\.error).flatMap(StoredPart.kept)
    tolerance = part.worst.map(\.tolerance).flatMap(StoredPart.kept)
    worstIndex = part.worst.map { shown(index: $0.index) }
    got = part.worst.map(\.got).flatMap(StoredPart.kept)
    wanted = part.worst.map(\.wanted).flatMap(StoredPart.kept)
    why = part.why
  }

  init(
    _ result: PartResult, error: Double?, tolerance: Double?, worstIndex: String?, got: Double?,
    wanted: Double?, why: String
  ) {
    self.result = result
    self.error = error
    self.tolerance = tolerance
    self.worstIndex = worstIndex
    self.got = got
    self.wanted = wanted
    self.why = why
  }

  /// SQLite keeps a NaN as NULL, so that both must be the same here.
  private static func kept(_ number: Double) -> Double? { number.isNaN ? nil : number }
}
