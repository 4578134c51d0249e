internal import Coursework
public import Grading

/// The result of one part in full, as it is stored.
public struct StoredPart: Sendable, Hashable {
  /// The full name, `problem.part`.
  public let part: String
  /// The points there are, in millionths.
  public let points: Int
  /// The points earned, in millionths; nil where the part is held.
  public let score: Int?
  /// The decision.
  public let verdict: String
  /// A stable word for how the decision came about.
  public let note: String?
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

  /// What is stored of a result.
  public init(_ part: PartOutcome) {
    self.part = part.part
    points = part.points.millionths
    score = part.score?.millionths
    verdict = part.verdict.rawValue
    note = part.note
    error = part.worst.map(\.error).flatMap(StoredPart.kept)
    tolerance = part.worst.map(\.tolerance).flatMap(StoredPart.kept)
    worstIndex = part.worst.map { shown(index: $0.index) }
    got = part.worst.map(\.got).flatMap(StoredPart.kept)
    wanted = part.worst.map(\.wanted).flatMap(StoredPart.kept)
    why = part.why
  }

  init(
    part: String, points: Int, score: Int?, verdict: String, note: String?, error: Double?,
    tolerance: Double?, worstIndex: String?, got: Double?, wanted: Double?, why: String
  ) {
    self.part = part
    self.points = points
    self.score = score
    self.verdict = verdict
    self.note = note
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
