public import Coursework

/// What a person decided about a student's part or assignment; it stands whatever is graded again.
public struct Decision: Sendable, Hashable {
  /// What was decided.
  public enum Ruling: Sendable, Hashable {
    /// So many points, whatever was earned.
    case points(Points)
    /// Out of score and maximum.
    case excuse
    /// All points of the part, or of the assignment's disputed parts.
    case accept
  }

  /// The assignment's id.
  public let assignment: String
  /// The student.
  public let student: String
  /// The part's full name; nil for the assignment as a whole.
  public let part: PartName?
  /// What was decided.
  public let ruling: Ruling
  /// Why.
  public let because: String
  /// Who decided.
  public let by: String

  /// Creates a decision.
  public init(
    assignment: String, student: String, part: PartName?, ruling: Ruling, because: String,
    by: String
  ) {
    self.assignment = assignment
    self.student = student
    self.part = part
    self.ruling = ruling
    self.because = because
    self.by = by
  }
}
