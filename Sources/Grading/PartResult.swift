public import Coursework

/// The result of one part: what outcomes, attempts on record and the store have in common.
public struct PartResult: Worth, Sendable, Hashable {
  /// The part.
  public let name: PartName
  /// The points there are.
  public let points: Points
  /// Whether they come on top of the assignment's.
  public let isBonus: Bool
  /// The points earned; nil if the part is disputed.
  public let score: Points?
  /// The decision.
  public let verdict: Verdict
  /// A stable word for how the decision came about, such as `rounded` or `all-zeros`.
  public var note: String?

  /// Creates a result.
  public init(
    name: PartName, points: Points, isBonus: Bool = false, score: Points?, verdict: Verdict,
    note: String?
  ) {
    self.name = name
    self.points = points
    self.isBonus = isBonus
    self.score = score
    self.verdict = verdict
    self.note = note
  }

  /// The same with another score.
  func with(score: Points?) -> PartResult {
    PartResult(
      name: name, points: points, isBonus: isBonus, score: score, verdict: verdict, note: note)
  }

  /// Whether verdict and score fit each other, as they do in all that grading gives.
  public var isSound: Bool {
    switch verdict {
    case .correct: score == points
    case .disputed: score == nil
    case .imprecise, .malformed, .missing: score == .zero
    case .carried: score.map { $0 >= .zero && $0 <= points } ?? false
    // Only the credit of a mistake, which the note names, can be all there is.
    case .incorrect:
      score.map { $0 >= .zero && ($0 < points || points == .zero || $0 == points && note != nil) }
        ?? false
    }
  }
}
